"""Cards in an order, by their ids alone, and the lines of a page of them.

However many cards there are, their texts are read a page at a time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.schedule.memory import CardId, Scheduled
from kb.store.cards.cards import CardFilter, conditions
from kb.store.review.log import memory_values, scheduled_of
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards
from kb.store.tables.notes import folders, notes

_LONGEST: Final = 400
"""Characters of a prompt; a line has room for fewer."""
_PLAIN: Final = ("changed", "buried_until", "lapses", "added_at", "traits")
"""Columns that are fields of :class:`CardLine`."""


class SortedBy(Enum):
    """What cards are sorted by."""

    NOTE = "note"
    """Folder, path, and position in the note."""
    DUE = "due"
    ADDED = "added_at"
    STABILITY = "stability"
    DIFFICULTY = "difficulty"
    LAPSES = "lapses"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """What a list shows of a card."""

    card_id: CardId
    front: str
    """In the user's own wording, if there is one; a long one is cut."""
    note: str
    """The note's title."""
    status: Status
    changed: bool
    buried_until: date | None
    scheduled: Scheduled | None
    lapses: int
    added_at: datetime
    traits: str
    """Of a drawn card, packed: see :mod:`kb.cards.worth.packing`."""


async def sorted_cards(
    connection: AsyncConnection, which: CardFilter, by: SortedBy, *, descending: bool
) -> tuple[CardId, ...]:
    """Return the ids of cards in an order; those without a value come last, either way."""
    query = _matching(which, cards.c.id)
    if by is SortedBy.NOTE:
        query = query.join(folders, folders.c.id == notes.c.folder_id)
        columns: tuple[ColumnElement[Any], ...] = (
            folders.c.root,
            notes.c.path,
            cards.c.note_id,
            cards.c.position,
            cards.c.id,
        )
    else:
        columns = (cards.c[by.value], cards.c.id)
    ways = [column.desc() if descending else column for column in columns]
    rows = await connection.execute(query.order_by(*(way.nulls_last() for way in ways)))
    return tuple(map(CardId, rows.scalars()))


async def traits_of_cards(connection: AsyncConnection, which: CardFilter) -> dict[CardId, str]:
    """Return the traits of cards, packed; empty for those that were written by hand."""
    rows = await connection.execute(_matching(which, cards.c.id, cards.c.traits))
    return {CardId(card_id): traits for card_id, traits in rows}


async def card_lines(
    connection: AsyncConnection, card_ids: Collection[CardId]
) -> Mapping[CardId, CardLine]:
    """Return what a list shows of cards."""
    query: Select[Any] = select(
        cards.c.id,
        cards.c.status,
        *(cards.c[name] for name in (*_PLAIN, *memory_values(None))),
        func.substr(func.coalesce(cards.c.own_front, cards.c.front), 1, _LONGEST).label("front"),
        notes.c.title,
    ).join(notes, notes.c.id == cards.c.note_id)
    return {
        CardId(row.id): CardLine(
            card_id=CardId(row.id),
            front=row.front,
            note=row.title,
            status=Status(row.status),
            scheduled=scheduled_of(row),
            **{name: getattr(row, name) for name in _PLAIN},
        )
        for row in await rows_in(connection, query, cards.c.id, card_ids)
    }


def _matching(which: CardFilter, *columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns).join(notes, notes.c.id == cards.c.note_id).where(*conditions(which))
