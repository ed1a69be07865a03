"""What the script of the inbox is told after each key: a proposed card, or the end."""

from typing import Any

from starlette.requests import Request

from kb.app.cards.inbox import LINE_GONE, excerpt, proposer
from kb.app.cards.triage import TriageSession
from kb.app.sanitize import one_line, safe
from kb.web.screens.faces import card_faces
from kb.web.screens.opened import OpenTab
from kb.web.site import part, site_of


async def told_proposal(
    request: Request, tab: OpenTab[TriageSession], message: str
) -> dict[str, Any]:
    """Return the current proposal as the script of the page shows it, with a message."""
    walk = tab.screen
    number, count = walk.place
    told: dict[str, Any] = {"inbox": tab.name, "message": message, "card": None}
    if card := walk.current:
        alike, here = walk.alike(), walk.alike(here=True)
        around = excerpt(card)
        own = 0 if around.gone else around.line
        told["message"] = f"{message} {LINE_GONE}".strip() if around.gone else message
        told["card"] = {
            **(await card_faces(site_of(request), [card]))[0],
            "number": number,
            "count": count,
            "generator": one_line(card.generator),
            "proposer": one_line(proposer(card)),
            "reworded": card.reworded,
            "verdict": walk.verdict,
            "double": await walk.double(),
            "alike": len(alike),
            "here": len(here),
            "wording": [safe(card.front), safe(card.back)],
        }
        shown = {"card": told["card"], "around": around, "line": own}
        told["html"] = part(request, "inbox_card.html", **shown)
    else:
        told["html"] = part(request, "inbox_end.html", summary=walk.summary, count=count)
    return told
