"""Cards: what is known of them, and what becomes of them."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnClause, bindparam, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.bulk import chunks, execute_rows
from kb.store.card_tables import cards

# Literal, so that SQLite sees that its partial indexes may answer.
RETIRED: Final[ColumnClause[str]] = literal_column("'retired'")
IS_RETIRED: Final = cards.c.status == RETIRED


async def living_cards(connection: AsyncConnection) -> int:
    """Returns how many cards are not retired."""
    # Both counts come from an index; counting the others would read every row.
    every = await connection.execute(select(func.count()).select_from(cards))
    retired = await connection.execute(select(func.count()).where(IS_RETIRED))
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
    statement = (
        update(cards)
        .where(cards.c.id == bindparam("card"), cards.c.status != RETIRED)
        .values(retired_from=cards.c.status, status=RETIRED)
    )
    await execute_rows(connection, statement, ("card",), [(each,) for each in card_ids])
