"""The page Inbox: proposed cards, one after the other, as in ``kb inbox``."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb.app.cards.inbox import SNOOZE_DAYS, Verdict
from kb.app.cards.selection import CardSelection
from kb.app.cards.triage import ORDERED, TriageSession, triage_session
from kb.app.sanitize import counted
from kb.web.pages import page_of
from kb.web.screens.fields import name_in, text_in, truth_in, whole_in
from kb.web.screens.opened import OpenTab
from kb.web.screens.proposals import told_proposal
from kb.web.site import json_body, page, site_of

PAGE: Final = page_of(__name__)

_FILTERS: Final = ("note", "tag", "folder", "generator")
_DONE: Final = {
    Verdict.ACCEPT: "Accepted.",
    Verdict.REJECT: "Rejected for good.",
    Verdict.SNOOZE: f"Snoozed for {SNOOZE_DAYS} days.",
}
_DOES: Final = {Verdict.ACCEPT: "Accepted", Verdict.REJECT: "Rejected"}
_VERDICTS: Final = {"accept": Verdict.ACCEPT, "reject": Verdict.REJECT, "snooze": Verdict.SNOOZE}
_ANOTHER: Final = "Another card has come in its place."

_Body = dict[str, Any]


async def show(request: Request) -> Response:
    """Return the page; its script opens the inbox."""
    return page(request, "inbox.html", current=PAGE.path)


async def start(request: Request) -> Response:
    """Open the inbox, and return the first proposal."""
    site, body = site_of(request), await json_body(request)
    moment = site.moment
    asked = {name: str(body[name]) if body.get(name) else None for name in _FILTERS}
    only = CardSelection(
        note=asked["note"],
        tag=asked["tag"],
        folder=asked["folder"],
        generator=asked["generator"],
    )
    walk = await triage_session(site.store, only, moment, learn=site.settings.cards.learn)
    tab = site.inboxes.add(walk, moment.day, news=[])
    message = f"{counted(walk.place[1], 'proposed card')} in the inbox." if walk.current else ""
    return JSONResponse(await told_proposal(request, tab, message))


def keyed(
    act: Callable[[TriageSession, _Body], Awaitable[str]], *, needs_card: bool = True
) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that does something in an open inbox, once, and tells of it.

    What is meant for another card than the current one does nothing but show that.
    """

    async def handler(request: Request) -> Response:
        site, body = site_of(request), await json_body(request)
        name, tab = name_in(body, "id"), site.inboxes.find(text_in(body, "inbox"))
        if tab is None or tab.day != site.moment.day:
            return JSONResponse({"gone": True})
        async with tab.lock:
            return JSONResponse(await told_proposal(request, tab, await once(tab, name, body)))

    async def once(tab: OpenTab[TriageSession], name: str, body: _Body) -> str:
        if name in tab.done:
            return ""
        current = tab.screen.current
        if needs_card and (current is None or current.card_id != whole_in(body, "card")):
            return _ANOTHER
        message = await act(tab.screen, body)
        tab.done.add(name)
        return message

    return handler


def deciding(verdict: Verdict) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that saves a verdict on the current proposal, or on all that are alike."""

    async def decide(walk: TriageSession, body: _Body) -> str:
        if not truth_in(body, "alike"):
            await walk.decide(verdict)
            return f"{_DONE[verdict]} Undo brings it back."
        count = await walk.decide_alike(verdict, here=truth_in(body, "here"))
        return f"{_DOES.get(verdict, 'Snoozed')} {counted(count, 'card')}. Undo brings them back."

    return keyed(decide)


async def _skip(walk: TriageSession, _: _Body) -> str:
    walk.skip()
    return "Skipped; it stays in the inbox."


async def _back(walk: TriageSession, _: _Body) -> str:
    return "" if walk.back() else "This is the first card."


async def _sort(walk: TriageSession, _: _Body) -> str:
    return ORDERED[walk.reorder()]


async def _reword(walk: TriageSession, body: _Body) -> str:
    await walk.reword(text_in(body, "front"), text_in(body, "back"))
    return "Edited. Accept it, or undo."


async def _undo(walk: TriageSession, _: _Body) -> str:
    return "Undone." if await walk.undo() else "There is nothing to undo."


_POSTS: Final = {
    "start": start,
    **{name: deciding(verdict) for name, verdict in _VERDICTS.items()},
    "skip": keyed(_skip),
    "back": keyed(_back, needs_card=False),
    "sort": keyed(_sort, needs_card=False),
    "reword": keyed(_reword),
    "undo": keyed(_undo, needs_card=False),
}

ROUTES: Final = (
    Route("/inbox", show),
    *(Route(f"/inbox/{name}", post, methods=["POST"]) for name, post in _POSTS.items()),
)
