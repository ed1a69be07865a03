"""The tool ``due``: what waits to be reviewed, what fades, and the days to come."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from mcp.server import MCPServer
from mcp.types import CallToolResult
from pydantic import Field

from kb.app.cards.browsing import CardOrder, matching_cards
from kb.app.cards.listing import list_cards
from kb.app.cards.selection import CardSelection
from kb.app.review.statistics.forecast import Outlook, outlook
from kb.app.sanitize import about
from kb.mcp.access import Access, Visit
from kb.mcp.answers import (
    Cursor,
    Limit,
    PagedAnswer,
    StructuredAnswer,
    going_on,
    result,
    size_of,
)
from kb.mcp.cards import FoundCard, cards_of_page, found_card
from kb.mcp.paging import AnswerPage, Paging, page, paging
from kb.mcp.tools.search import READ_ONLY

_DAYS: Final = 7
_DESCRIPTION: Final = """Show what waits in the user's review today and in the next week, and some \
of the cards: those that are due, those that fade (recall under 90 %, the most forgotten first), \
or new ones. A query narrows it down, such as tag:web. Only the user answers cards, in kb."""


class DueList(StrEnum):
    """Which cards are listed."""

    DUE = "due"
    FADING = "fading"
    NEW = "new"


_QUERIES: Final = {DueList.DUE: "is:due", DueList.FADING: "prop:r<0.9", DueList.NEW: "is:new"}


class DayAhead(StructuredAnswer):
    """A day to come."""

    day: date
    reviews: int


class DueAnswer(PagedAnswer):
    """What waits."""

    day: date
    """Today, as the user's study days are counted."""
    learning: int
    """Cards in their learning steps."""
    review: int
    new: int
    """Within the limit of the day."""
    minutes: float
    """That it is expected to take."""
    forecast: tuple[DayAhead, ...] = ()
    """From today on."""
    cards: tuple[FoundCard, ...] = ()
    """Those asked for."""

    def told(self) -> str:
        """Return its head as a person reads it."""
        days = ", ".join(f"{load.day:%a} {load.reviews}" for load in self.forecast)
        return (
            f"Today, {self.day}: {self.learning} learning, {self.review} to review, {self.new} "
            f"new; {about(self.minutes)}. The days from today: {days}.\n"
        )


def add_due(server: MCPServer, access: Access) -> None:
    """Add the tool to a server."""

    @server.tool(title="What waits", description=_DESCRIPTION, annotations=READ_ONLY)
    async def due(
        which: Annotated[DueList, Field(description="Which cards to list.")] = DueList.DUE,
        query: Annotated[
            str, Field(max_length=500, description="Only cards that match, such as tag:web.")
        ] = "",
        limit: Limit = 10,
        cursor: Cursor = None,
    ) -> Annotated[CallToolResult, DueAnswer]:
        asked = paging("due", which.value, query, cursor=cursor, limit=limit)
        async with access.visit() as visit:
            only = CardSelection(query=query)
            there = await outlook(visit.store, visit.moment, visit.settings, days=_DAYS, only=only)
            head = _head(there)
            size = len(head.model_dump_json().encode()) + len(head.told().encode())
            narrowed = CardSelection(
                query=f"{_QUERIES[which]} ({query})" if query else _QUERIES[which]
            )
            listed = _fading if which is DueList.FADING else _by_due
            some = await listed(visit, narrowed, asked, size)
        answer = head.model_copy(update={"cards": some.entries, "next_cursor": some.next_cursor})
        told = "".join(card.told() for card in some.entries) or "No such card.\n"
        return result(answer, f"{head.told()}\n{told}{going_on(some.next_cursor)}")


def _head(there: Outlook) -> DueAnswer:
    return DueAnswer(
        day=there.day,
        learning=there.learning,
        review=there.review,
        new=there.new,
        minutes=there.minutes,
        forecast=tuple(DayAhead(day=load.day, reviews=load.reviews) for load in there.forecast),
    )


async def _by_due(
    visit: Visit, which: CardSelection, asked: Paging, head: int
) -> AnswerPage[FoundCard]:
    """Return the cards of one answer, those first that are due longest."""
    ids = await matching_cards(visit.store, which, CardOrder.DUE, moment=visit.moment)
    return await cards_of_page(visit, ids, asked, head=head)


async def _fading(
    visit: Visit, which: CardSelection, asked: Paging, head: int
) -> AnswerPage[FoundCard]:
    """Return the cards of one answer, those first that are the most forgotten."""
    views = await list_cards(visit.store, which, moment=visit.moment)
    ranked = sorted(views, key=lambda view: (view.retrievability or 0, view.id))
    shown = [found_card(view) for view in ranked[asked.start : asked.end]]
    return page(asked, shown, size_of, head=head)
