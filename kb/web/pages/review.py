"""The page Review: all that ``kb review`` does, a request for each key.

The script of the page names the review, and the card that it shows. What is meant for another card
than that of the turn does nothing but show the turn, so a key that comes twice is one.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb.app.hints import why_nothing
from kb.app.importing.refresh import refresh
from kb.app.review.session.given import GivenAnswer, given_at, was_recorded
from kb.app.review.session.session import ReviewSession
from kb.app.review.session.start import start_review
from kb.app.review.session.turn import Turn
from kb.app.review.session.typed_answer import compare_answers, expected_answer
from kb.app.sanitize import one_line
from kb.app.sync.automatic import sync_if_there, sync_sentences
from kb.cards.card import CardKind
from kb.errors import KbError
from kb.schedule.cards import Order
from kb.schedule.durations import wait_text
from kb.schedule.log import EntryId
from kb.schedule.memory import CardId, Rating
from kb.schedule.queue import SessionOptions
from kb.web.errors import sentence_of, status_of
from kb.web.pages import page_of
from kb.web.screens.asked import NAMES, AskedReview, asked_review
from kb.web.screens.faces import card_faces
from kb.web.screens.fields import name_in, text_in, truth_in, whole_in
from kb.web.screens.opened import OpenTab
from kb.web.screens.turns import told_turn
from kb.web.site import Site, json_body, page, part, site_of

PAGE: Final = page_of(__name__)

_LONGEST_ANSWER_MS: Final = 86_400_000
_YEAR_2100_MS: Final = 4_102_444_800_000
_AHEAD: Final = 10
"""Cards that a page may know beforehand, for when the server is away."""
_OTHER: Final = (
    "Nothing was undone: an answer was given or undone elsewhere since. Undo again takes back what "
    "is the last now."
)
_GONE: Final = {"gone": True}
"""The review is not open here: the server was started since, or the day is over."""

_Tab = OpenTab[ReviewSession]
_Body = dict[str, Any]
_Act = Callable[[Request, _Tab, _Body], Awaitable[_Body]]


async def show(request: Request) -> Response:
    """Start the review that the address asks for, and return the page with its first turn."""
    given = {name: request.query_params.get(name, "") for name in NAMES}
    wrong, told = None, None
    try:
        told = await _started(request, asked_review(given))
    except KbError as error:
        wrong = error
    return page(
        request,
        "review.html",
        status=status_of(wrong) if wrong else 200,
        current=PAGE.path,
        given=given,
        custom=any(given.values()),
        wrong=sentence_of(wrong) if wrong else "",
        told=told,
        orders=tuple(Order),
    )


async def start(request: Request) -> Response:
    """Start a review, and return its first turn."""
    body = await json_body(request)
    asked = asked_review({name: str(body[name]) for name in NAMES if body.get(name)})
    return JSONResponse(await _started(request, asked))


async def _started(request: Request, asked: AskedReview) -> _Body:
    site = site_of(request)
    clock, moment = site.clock(), site.moment
    news = [*map(one_line, (await refresh(site.store, moment, site.settings)).sentences)]
    review = await start_review(site.store, clock, site.settings, asked.options, only=asked.only)
    tab = site.reviews.add(review, moment.day, news=news)
    async with tab.lock:
        turn = await review.show()
        told = await told_turn(request, tab, turn)
    if not turn.left.cards:
        why = await why_nothing(site.store, moment, asked.only, cram=asked.options.cram)
        told["end"] = part(request, "review_end.html", first=why, rest=(), over=True, proposals=0)
    _synchronise(site, tab)
    return told


async def answer(request: Request) -> Response:
    """Save an answer, and return the next turn; one that has arrived already is not saved again.

    It may come long after it was given, and from another page, whose review is not open any more.
    """
    site, body = site_of(request), await json_body(request)
    name = name_in(body, "id")
    given = GivenAnswer(
        card=CardId(whole_in(body, "card")),
        shown=name_in(body, "shown"),
        rating=Rating(whole_in(body, "rating", least=1, most=4)),
        duration_ms=whole_in(body, "ms", most=_LONGEST_ANSWER_MS),
        at=_time_in(body, site),
        counts=truth_in(body, "counts"),
    )
    tab = site.reviews.find(text_in(body, "review"))
    if tab is None or tab.screen.counts is not given.counts:
        if not given.counts:  # practice changes nothing
            return JSONResponse(_GONE)
        review = await start_review(site.store, site.clock(), site.settings, SessionOptions())
        tab = site.reviews.add(review, site.moment.day, news=[])
    async with tab.lock:
        saved = "before"
        if name in site.answers:
            turn = await tab.screen.recheck("")
        else:
            before = tab.screen.answered
            turn = await tab.screen.take(given)
            site.answers.add(name)
            if turn.answered > before:
                saved = "now"
            elif not await was_recorded(site.store, given):
                saved = ""
        return JSONResponse({**await told_turn(request, tab, turn), "saved": saved})


def acting(act: _Act) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that does something in an open review."""

    async def handler(request: Request) -> Response:
        body = await json_body(request)
        tab = site_of(request).reviews.find(text_in(body, "review"))
        if tab is None:
            return JSONResponse(_GONE)
        async with tab.lock:
            return JSONResponse(await act(request, tab, body))

    return handler


def turning(
    turn_after: Callable[[ReviewSession, _Body], Awaitable[Turn]],
    *,
    needs_card: bool = True,
) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that leads to another turn, once for each name that the script gives it."""

    async def act(request: Request, tab: _Tab, body: _Body) -> _Body:
        name, review = name_in(body, "id"), tab.screen
        if name in tab.done:
            return await told_turn(request, tab, await review.recheck(""))
        if needs_card and not _is_shown(turn := await review.recheck(), body):
            return await told_turn(request, tab, turn)
        turn = await turn_after(review, body)
        tab.done.add(name)
        return await told_turn(request, tab, turn)

    return acting(act)


async def recheck(request: Request, tab: _Tab, _: _Body) -> _Body:
    """Return the turn as it is now: a card may have become due, or was answered elsewhere."""
    if tab.day != site_of(request).moment.day:
        return _GONE
    return await told_turn(request, tab, await tab.screen.recheck())


async def reveal(request: Request, tab: _Tab, body: _Body) -> _Body:
    """Return when the card comes again after each rating, and what was typed beside the answer."""
    turn = await tab.screen.recheck()
    card = turn.card
    if card is None or not _is_shown(turn, body):
        return await told_turn(request, tab, turn)
    outcomes = await tab.screen.reveal()
    typed = None
    if body.get("typed") is not None:
        right = expected_answer(card.front, card.back, card.kind)
        diff = compare_answers(text_in(body, "typed"), right)
        typed = part(request, "review_typed.html", diff=diff, cloze=card.kind is CardKind.CLOZE)
    return {"waits": [*map(wait_text, outcomes.waits)], "typed": typed}


async def ahead(request: Request, tab: _Tab, _: _Body) -> _Body:
    """Return the cards that come next, for when the server is away."""
    return {"cards": await card_faces(site_of(request), await tab.screen.ahead(_AHEAD))}


async def why(request: Request, tab: _Tab, body: _Body) -> _Body:
    """Return why the card comes now, and its history."""
    explained, revealed = await tab.screen.why(), truth_in(body, "revealed")
    return {"html": part(request, "review_why.html", why=explained, revealed=revealed)}


async def related(request: Request, tab: _Tab, _: _Body) -> _Body:
    """Return the notes that are related to that of the card."""
    return {"html": part(request, "review_related.html", related=await tab.screen.related())}


async def end(request: Request, tab: _Tab, _: _Body) -> _Body:
    """Return the summary so far. The review can be gone on with."""
    _synchronise(site_of(request), tab)
    return await told_turn(request, tab, await tab.screen.recheck(), ended=True)


def _synchronise(site: Site, tab: _Tab) -> None:
    """Share reviews with other machines meanwhile, if the folder for that is set and there."""
    folder = site.settings.sync.folder
    if folder is None:
        return

    async def sync() -> None:
        async with site.alone:
            done = await sync_if_there(site.store, folder, site.moment.now)
        tab.news.extend(map(one_line, sync_sentences(done)))

    site.start(sync())


def _time_in(body: _Body, site: Site) -> datetime:
    at = whole_in(body, "at", most=_YEAR_2100_MS)
    return given_at(datetime.fromtimestamp(at / 1000, UTC), site.moment.now)


def _is_shown(turn: Turn, body: _Body) -> bool:
    return turn.card is not None and turn.card.card_id == whole_in(body, "card")


async def _suspend(review: ReviewSession, body: _Body) -> Turn:
    return await review.suspend(CardId(whole_in(body, "card")))


async def _reset(review: ReviewSession, _: _Body) -> Turn:
    turn = await review.show()
    return await review.reset() if turn.card and turn.card.changed else turn


async def _reword(review: ReviewSession, body: _Body) -> Turn:
    card = CardId(whole_in(body, "card"))
    return await review.reword(card, text_in(body, "front"), text_in(body, "back"))


async def _undo(review: ReviewSession, body: _Body) -> Turn:
    """Take back what the page named, unless something else is the last meanwhile."""
    meant = EntryId(text_in(body, "undoes")) if body.get("undoes") is not None else None
    if meant != await review.undoes():
        return replace(await review.recheck(""), message=_OTHER)
    return await review.undo(meant)


async def _redo(review: ReviewSession, _: _Body) -> Turn:
    return await review.redo()


async def _bury(review: ReviewSession, _: _Body) -> Turn:
    return await review.bury()


_POSTS: Final = {
    "start": start,
    "answer": answer,
    "show": acting(recheck),
    "reveal": acting(reveal),
    "ahead": acting(ahead),
    "why": acting(why),
    "related": acting(related),
    "end": acting(end),
    "undo": turning(_undo, needs_card=False),
    "redo": turning(_redo, needs_card=False),
    "bury": turning(_bury),
    "suspend": turning(_suspend, needs_card=False),
    "reset": turning(_reset),
    "reword": turning(_reword, needs_card=False),
}

ROUTES: Final = (
    Route("/review", show),
    *(Route(f"/review/{name}", post, methods=["POST"]) for name, post in _POSTS.items()),
)
