"""The status of cards, and how cards retire: all that an import needs to know of them."""

from collections.abc import Collection, Sequence

from sqlalchemy import Update, bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.graph.resolve import NoteId
from kb.store.tables.bulk import execute_rows, rows_in
from kb.store.tables.cards import cards
from kb.store.tables.predicates import IS_RETIRED, status_literal


async def living_cards(
    connection: AsyncConnection, note_ids: Collection[NoteId] | None = None
) -> int:
    """Return how many cards are not retired, of all or of some notes."""
    if note_ids is not None:
        count = select(func.count()).select_from(cards).where(~IS_RETIRED)
        return sum(rows[0] for rows in await rows_in(connection, count, cards.c.note_id, note_ids))
    # Both counts come from an index; counting the rest would read every row.
    every = await connection.execute(select(func.count()).select_from(cards))
    # SQLite does not know how few are retired, and would choose a larger index.
    retired = await connection.execute(
        text("SELECT count(*) FROM cards INDEXED BY ix_cards_retired WHERE status = 'retired'")
    )
    return int(every.scalar_one()) - int(retired.scalar_one())


async def retire(connection: AsyncConnection, card_ids: Sequence[int]) -> None:
    """Retire cards; their status is kept, and so is their history."""
    statement = retirement().where(cards.c.id == bindparam("card"))
    await execute_rows(connection, statement, ("card",), [(card_id,) for card_id in card_ids])


def retirement() -> Update:
    """Return the statement that retires all cards, to be restricted by the caller."""
    return (
        update(cards)
        .where(~IS_RETIRED)
        .values(retired_from=cards.c.status, status=status_literal(Status.RETIRED))
    )
