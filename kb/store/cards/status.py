"""What is done with cards: their statuses, and how they retire. An import needs no more."""

from collections.abc import Sequence

from sqlalchemy import Update, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.graph.resolve import NoteId
from kb.store.tables.bulk import chunks, execute_rows
from kb.store.tables.cards import cards
from kb.store.tables.predicates import IS_RETIRED, status_literal


async def living_cards(connection: AsyncConnection) -> int:
    """Returns how many cards are not retired."""
    # Both counts come from an index; counting the others would read every row.
    every = await connection.execute(select(func.count()).select_from(cards))
    # SQLite does not know how few are retired, and would go through a larger index.
    retired = await connection.execute(
        text("SELECT count(*) FROM cards INDEXED BY ix_cards_retired WHERE status = 'retired'")
    )
    return int(every.scalar_one()) - int(retired.scalar_one())


async def living_cards_of(connection: AsyncConnection, note_ids: Sequence[NoteId]) -> list[int]:
    """Returns the cards of these notes that are not retired."""
    found: list[int] = []
    for some in chunks(note_ids):
        rows = await connection.execute(
            select(cards.c.id).where(cards.c.note_id.in_(some), ~IS_RETIRED)
        )
        found += rows.scalars()
    return found


async def retire(connection: AsyncConnection, card_ids: Sequence[int]) -> None:
    """Retires cards; what they were is kept, and so is their history."""
    statement = retirement().where(cards.c.id == bindparam("card"))
    await execute_rows(connection, statement, ("card",), [(each,) for each in card_ids])


def retirement() -> Update:
    """Returns the statement that retires cards, to be narrowed."""
    return (
        update(cards)
        .where(~IS_RETIRED)
        .values(retired_from=cards.c.status, status=status_literal(Status.RETIRED))
    )
