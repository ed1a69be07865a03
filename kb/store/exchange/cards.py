"""The cards that histories of other programs belong to."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.schedule.memory import CardId
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards
from kb.store.tables.notes import notes
from kb.store.tables.predicates import IS_RETIRED


class KeyedCard(NamedTuple):
    """A living card, and what it is called in its note."""

    note_id: NoteId
    generator: str
    anchor: str
    card_id: CardId
    front: str
    """In the user's own wording, if there is one."""
    note: str
    """The note's title."""


async def cards_of_notes(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> tuple[KeyedCard, ...]:
    """Return the cards of notes that are not retired, by note and position."""
    query = (
        select(
            cards.c.note_id,
            cards.c.generator,
            cards.c.anchor,
            cards.c.id,
            func.coalesce(cards.c.own_front, cards.c.front),
            notes.c.title,
        )
        .join(notes, notes.c.id == cards.c.note_id)
        .where(~IS_RETIRED)
        .order_by(cards.c.note_id, cards.c.position)
    )
    rows = await rows_in(connection, query, cards.c.note_id, note_ids)
    return tuple(KeyedCard(*row) for row in rows)
