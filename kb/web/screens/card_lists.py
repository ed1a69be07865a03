"""A list of cards in a tab: which it shows, how it is sorted, and how far one has gone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from kb.app.card_browser import CardBrowser
from kb.app.cards.browsing import CardOrder, CardRow
from kb.app.cards.selection import EVERY_CARD
from kb.errors import NotFoundError, QueryError, UsageError
from kb.schedule.durations import short_duration
from kb.web.screens.opened import OpenTab
from kb.web.site import Site

PER_PAGE: Final = 50
ORDERS: Final = {
    CardOrder.NOTE: "Note",
    CardOrder.DUE: "Due day",
    CardOrder.ADDED: "Day added",
    CardOrder.STABILITY: "Stability",
    CardOrder.DIFFICULTY: "Difficulty",
    CardOrder.LAPSES: "Lapses",
    CardOrder.WORTH: "Worth",
}
"""The names of orders."""
_HIGHEST_PAGE: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedList:
    """What an address asks for."""

    name: str
    """Of the tab in which the list may be open."""
    query: str
    order: CardOrder
    falling: bool
    number: int
    """Of the page, from 1."""

    def address(self, **changes: object) -> str:
        """Return the address of this list, with some changes."""
        values: dict[str, object] = {
            "q": self.query,
            "sort": self.order.value,
            "way": "down" if self.falling else "up",
            "list": self.name,
            "page": self.number,
            **changes,
        }
        return f"/cards?{urlencode(values, errors='replace')}"


def asked_list(given: Mapping[str, str]) -> AskedList:
    """Return what the fields of an address ask for.

    Raises:
        UsageError: one makes no sense.
    """
    try:
        order = CardOrder(given.get("sort") or CardOrder.NOTE)
    except ValueError as error:
        raise UsageError(f"cards cannot be sorted by {given['sort']}.") from error
    number = given.get("page") or "1"
    if not (number.isascii() and number.isdigit() and 0 < int(number[:10]) <= _HIGHEST_PAGE):
        raise UsageError("there is no such page.")
    way = given.get("way")
    return AskedList(
        name=given.get("list", ""),
        query=given.get("q", ""),
        order=order,
        falling=order.is_falling if way not in {"up", "down"} else way == "down",
        number=int(number),
    )


def tab_of(site: Site, asked: AskedList) -> OpenTab[CardBrowser]:
    """Return the tab of a list; a new one if the server was started since, or for a new list."""
    tab = site.lists.find(asked.name)
    if tab is None:
        browser = CardBrowser(
            site.store,
            EVERY_CARD,
            moment=lambda: site.moment,
            settings=site.settings,
            undo_hint="",
        )
        tab = site.lists.add(browser, site.moment.day, news=[])
    return tab


async def arrange(browser: CardBrowser, asked: AskedList) -> QueryError | NotFoundError | None:
    """Make a browser show what is asked for, unless it does; return what is wrong with the query.

    A list stays as it is, whatever becomes of its cards, until another is asked for.
    """
    shows = browser.query, browser.order, browser.falling
    if browser.has_searched and shows == (asked.query, asked.order, asked.falling):
        return None
    try:
        await browser.arrange(asked.query, asked.order, falling=asked.falling)
    except (QueryError, NotFoundError) as error:
        return error
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """A line of the list."""

    at: int
    """Its place in the list, from 0."""
    row: CardRow
    marked: bool
    value: str
    """Of what the list is sorted by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownList:
    """A page of the list."""

    asked: AskedList
    cards: tuple[ShownCard, ...]
    heading: str
    """Of the values."""
    all_cards: int
    pages: int
    marked: int
    can_undo: bool
    can_redo: bool


async def shown_list(browser: CardBrowser, asked: AskedList, name: str) -> ShownList:
    """Return the page that is asked for; the last one if there are fewer."""
    pages = max(-(-len(browser.cards) // PER_PAGE), 1)
    number = min(asked.number, pages)
    first = (number - 1) * PER_PAGE
    await browser.load(first, PER_PAGE)
    heading, value = _VALUES[browser.order]
    shown = []
    for at in range(first, min(first + PER_PAGE, len(browser.cards))):
        if row := browser.row(at):
            marked = row.card_id in browser.marked
            shown.append(ShownCard(at=at, row=row, marked=marked, value=value(row)))
    return ShownList(
        asked=AskedList(
            name=name,
            query=browser.query,
            order=browser.order,
            falling=browser.falling,
            number=number,
        ),
        cards=tuple(shown),
        heading=heading,
        all_cards=len(browser.cards),
        pages=pages,
        marked=len(browser.marked),
        can_undo=browser.can_undo,
        can_redo=browser.can_redo,
    )


def due_text(row: CardRow) -> str:
    """Return when a card is due; empty for a new one."""
    if row.due is None:
        return ""
    return f"{row.due:%m-%d %H:%M}" if row.in_steps else f"{row.due:%Y-%m-%d}"


def _stability(row: CardRow) -> str:
    return "" if row.stability is None else short_duration(timedelta(days=row.stability))


def _difficulty(row: CardRow) -> str:
    return "" if row.difficulty is None else f"{row.difficulty:.1f}"


def _worth(row: CardRow) -> str:
    return "" if row.worth is None else f"{row.worth:.2f}"


_VALUES: Final[dict[CardOrder, tuple[str, Callable[[CardRow], str]]]] = {
    CardOrder.NOTE: ("Due", due_text),
    CardOrder.DUE: ("Due", due_text),
    CardOrder.ADDED: ("Added", lambda row: f"{row.added:%Y-%m-%d}"),
    CardOrder.STABILITY: ("Stability", _stability),
    CardOrder.DIFFICULTY: ("Difficulty", _difficulty),
    CardOrder.LAPSES: ("Lapses", lambda row: str(row.lapses)),
    CardOrder.WORTH: ("Worth", _worth),
}
"""What the last column shows for each order: its heading, and how."""
