"""What the script of a review is told after each key: a card, or the end."""

from typing import Any

from starlette.requests import Request

from kb.app.review.session.session import ReviewSession
from kb.app.review.session.summary import Summary, summary_lines
from kb.app.review.session.turn import Turn
from kb.app.sanitize import about, one_line
from kb.web.screens.faces import card_faces
from kb.web.screens.opened import OpenTab
from kb.web.site import part, site_of


async def told_turn(
    request: Request, tab: OpenTab[ReviewSession], turn: Turn, *, ended: bool = False
) -> dict[str, Any]:
    """Return a turn as the script of the page shows it.

    Args:
        request: that led to it.
        tab: of the review.
        turn: to show.
        ended: whether to show the summary in place of the card, as the learner has had enough.
    """
    site = site_of(request)
    left = turn.left
    shows = turn.card if turn.card and not ended else None
    told: dict[str, Any] = {
        "review": tab.name,
        "now": round(site.moment.now.timestamp() * 1000),
        "answered": turn.answered,
        "left": {"learning": left.learning, "review": left.reviews, "new": left.new},
        "time": "" if turn.practice else about(left.seconds / 60),
        "counts": not turn.practice,
        "message": " ".join([*tab.news, one_line(turn.message)]).strip(),
        "card": (await card_faces(site, [shows]))[0] if shows else None,
        "wait": turn.wait_s,
        "undoes": await tab.screen.undoes(),
        "leech": None,
        "end": None,
    }
    tab.news.clear()
    if leech := turn.leech:
        face = (await card_faces(site, [leech.card]))[0]
        html = part(request, "review_leech.html", leech=leech, face=face)
        told["leech"] = {"card": leech.card.card_id, "html": html, "face": face}
    if shows is None:
        told["end"] = end_of(request, await tab.screen.summary(), over=turn.card is None)
    return told


def end_of(request: Request, summary: Summary, *, over: bool) -> str:
    """Return the summary of a review as a part of the page."""
    first, *rest = map(one_line, summary_lines(summary))
    return part(
        request, "review_end.html", first=first, rest=rest, over=over, proposals=summary.proposals
    )
