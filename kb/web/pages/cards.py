"""The page Cards: all that ``kb cards`` does, on a list that is open in a tab.

The script of the page names the list. Marks are kept here, so that they outlive the turn of a page.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb.app.card_browser import CardBrowser, CardDetails
from kb.app.cards.acts import Act, parse_days
from kb.app.cards.selection import UnknownCardError, parse_card_id
from kb.app.learning import told_reasons
from kb.app.notes.meanings import meanings_for_cards
from kb.app.sanitize import counted, one_line
from kb.errors import UsageError
from kb.schedule.memory import CardId
from kb.web.curves import course_chart
from kb.web.markup import card_markup
from kb.web.pages import page_of
from kb.web.screens.card_lists import (
    ORDERS,
    AskedList,
    arrange,
    asked_list,
    shown_list,
    tab_of,
)
from kb.web.screens.fields import text_in, truth_in, whole_in
from kb.web.screens.opened import OpenTab
from kb.web.screens.trouble import query_trouble
from kb.web.site import json_body, page, part, site_of

PAGE: Final = page_of(__name__)

MANY: Final = 100
"""Cards that are changed at once without a question."""
_NONE: Final = "Nothing is marked"
_MOST_CARDS: Final = 10_000_000
_MOST_NAMED: Final = 1000
_GONE: Final = {"gone": True}
"""The list is not open here: the server was started since, or many were opened."""

_Body = dict[str, Any]
_Act = Callable[[CardBrowser, _Body], Awaitable[str]]


async def show(request: Request) -> Response:
    """Return the page with the cards that its address asks for."""
    asked = asked_list(request.query_params)
    tab = tab_of(site_of(request), asked)
    async with tab.lock:
        wrong = await arrange(tab.screen, asked)
        shown = await shown_list(tab.screen, asked, tab.name)
    return page(
        request,
        "cards.html",
        status=400 if wrong else 200,
        current=PAGE.path,
        query=asked.query,
        trouble=query_trouble(wrong),
        shown=shown,
        orders=ORDERS,
    )


async def look(request: Request) -> Response:
    """Return one card with its memory and its history."""
    card_id = parse_card_id(request.path_params["card"])
    asked = asked_list(request.query_params)
    tab = tab_of(site_of(request), asked)
    async with tab.lock:
        browser = tab.screen
        details = await _details(browser, card_id)
        at = _place(browser, card_id, request.query_params.get("at", ""))
        beside = [_neighbour(browser, asked, tab.name, at, step) for step in (-1, 1)]
        known = await _look(request, details)
    return page(
        request,
        "card.html",
        current=PAGE.path,
        list=tab.name,
        list_address=asked.address(list=tab.name),
        can_undo=tab.screen.can_undo,
        can_redo=tab.screen.can_redo,
        beside=beside,
        **known,
    )


def acting(act: _Act) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that does something in an open list, and answers how it is then."""

    async def handler(request: Request) -> Response:
        body = await json_body(request)
        tab = site_of(request).lists.find(text_in(body, "list"))
        if tab is None:
            return JSONResponse(_GONE)
        async with tab.lock:
            message = await act(tab.screen, body)
            return JSONResponse(await _told(request, tab, body, message))

    return handler


async def mark(browser: CardBrowser, body: _Body) -> str:
    """Mark cards, or unmark them: those from one place to another, or all."""
    if body.get("all") is True:
        browser.mark_all()
    elif body.get("none") is True:
        browser.unmark()
    else:
        last = max(len(browser.cards) - 1, 0)
        places = [min(whole_in(body, name, most=_MOST_CARDS), last) for name in ("first", "last")]
        (browser.mark if truth_in(body, "on") else browser.unmark_some)(*places)
    return ""


async def do(browser: CardBrowser, body: _Body) -> str:
    """Do an act to the marked cards; without any, to those that are named."""
    try:
        act = Act(text_in(body, "act"))
    except ValueError as error:
        raise UsageError("there is no such act.") from error
    if act is Act.REWORD:
        cards = _named(body)
        if len(cards) != 1:
            raise UsageError("one card at a time is reworded.")
        return await browser.reword(cards[0], text_in(body, "front"), text_in(body, "back"))
    chosen = _named(body) or browser.chosen
    if not chosen:
        return "Mark cards first."
    act = await browser.fitting(act, chosen)
    if len(chosen) > MANY and body.get("confirmed") != len(chosen):
        raise _ManyError(act, len(chosen))
    if act is not Act.RESCHEDULE:
        return await browser.do(act, chosen)
    try:
        days = parse_days(text_in(body, "days"))
    except ValueError as error:
        raise UsageError(f"the days have to be {error}.") from error
    return await browser.reschedule(chosen, days)


async def undo(browser: CardBrowser, _: _Body) -> str:
    """Undo the last act."""
    return await browser.undo()


async def redo(browser: CardBrowser, _: _Body) -> str:
    """Do once more what was undone last."""
    return await browser.redo()


class _ManyError(UsageError):
    """So many cards are not changed without a question."""

    code = "many"

    def __init__(self, act: Act, cards: int) -> None:
        how_many = counted(cards, "card").replace(str(cards), f"{cards:,}", 1)
        super().__init__(f"{act.capitalize()} {how_many}?", candidates=(str(cards),))


def _named(body: _Body) -> list[CardId]:
    """Return the cards that a body names."""
    cards = body.get("cards", [])
    if not isinstance(cards, list) or len(cards) > _MOST_NAMED:
        raise UsageError(f"“cards” has to be a list of at most {_MOST_NAMED} ids.")
    return [parse_card_id(str(card)) for card in cards]


async def _told(
    request: Request, tab: OpenTab[CardBrowser], body: _Body, message: str
) -> dict[str, Any]:
    """Return what the script shows: a page of the list, or the card, as they are now."""
    browser = tab.screen
    told: dict[str, Any] = {
        "message": one_line(message),
        "marked": len(browser.marked),
        "undo": browser.can_undo,
        "redo": browser.can_redo,
    }
    if body.get("look") is not None:
        details = await _details(browser, CardId(whole_in(body, "look")))
        return told | {"html": part(request, "card_details.html", **await _look(request, details))}
    asked = AskedList(
        name=tab.name,
        query=browser.query,
        order=browser.order,
        falling=browser.falling,
        number=whole_in(body, "page", least=1, most=_MOST_CARDS),
    )
    shown = await shown_list(browser, asked, tab.name)
    told["message"] = told["message"] or (f"{shown.marked:,} marked" if shown.marked else _NONE)
    return told | {"html": part(request, "cards_list.html", shown=shown)}


async def _details(browser: CardBrowser, card_id: CardId) -> CardDetails:
    details = await browser.details(card_id)
    if details is None:
        raise UnknownCardError(str(card_id))
    return details


async def _look(request: Request, details: CardDetails) -> dict[str, Any]:
    site, card, course = site_of(request), details.card, details.explanation.course
    async with site.store.reading() as transaction:
        meanings = (await meanings_for_cards(transaction, [card]))[card.card_id]
    front, back = card_markup(card, meanings)
    return {
        "details": details,
        "card": card,
        "front": front,
        "back": back,
        "course": course_chart(course, site.moment.day) if course else None,
        "worth": [f"Speaks {line}" for line in told_reasons(details.why)],
    }


def _place(browser: CardBrowser, card_id: CardId, written: str) -> int | None:
    """Return the place of a card in the list, which its address may tell."""
    at = int(written) if written.isascii() and written.isdigit() and len(written) < 9 else None
    same = at is not None and at < len(browser.cards) and browser.cards[at] == card_id
    return at if same else None


def _neighbour(
    browser: CardBrowser, asked: AskedList, name: str, at: int | None, step: int
) -> str | None:
    """Return the address of the card before or after one in the list."""
    if at is None or not 0 <= at + step < len(browser.cards):
        return None
    there = asked.address(list=name, at=at + step)
    return f"/cards/{browser.cards[at + step]}?{there.partition('?')[2]}"


ROUTES: Final = (
    Route("/cards", show),
    Route("/cards/mark", acting(mark), methods=["POST"]),
    Route("/cards/do", acting(do), methods=["POST"]),
    Route("/cards/undo", acting(undo), methods=["POST"]),
    Route("/cards/redo", acting(redo), methods=["POST"]),
    Route("/cards/{card}", look),
)
