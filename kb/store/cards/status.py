"""What is done with cards: their statuses, and how they retire. An import needs no more."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Update, bindparam, func, literal_column, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.store.tables.bulk import execute_rows
from kb.store.tables.cards import cards


def is_status(*statuses: Status) -> ColumnElement[bool]:
    """Returns the condition that a card has one of these statuses.

    They stand in the statement itself, so that SQLite sees that a partial index may answer.
    """
    named = [_literal(status) for status in statuses]
    return cards.c.status == named[0] if len(named) == 1 else cards.c.status.in_(named)


def _literal(status: Status) -> ColumnElement[str]:
    named: ColumnElement[str] = literal_column(f"'{status.value}'")
    return named


IS_RETIRED: Final = is_status(Status.RETIRED)
SHOWN: Final = tuple(each for each in Status if each not in {Status.RETIRED, Status.REJECTED})
"""What counts as a card of its note: all but those that its user or its note gave up."""


async def living_cards(connection: AsyncConnection) -> int:
    """Returns how many cards are not retired."""
    # Both counts come from an index; counting the others would read every row.
    every = await connection.execute(select(func.count()).select_from(cards))
    # SQLite does not know how few are retired, and would go through a larger index.
    retired = await connection.execute(
        text("SELECT count(*) FROM cards INDEXED BY ix_cards_retired WHERE status = 'retired'")
    )
    return int(every.scalar_one()) - int(retired.scalar_one())


async def retire(connection: AsyncConnection, card_ids: Sequence[int]) -> None:
    """Retires cards; what they were is kept, and so is their history."""
    statement = retirement().where(cards.c.id == bindparam("card"))
    await execute_rows(connection, statement, ("card",), [(each,) for each in card_ids])


def retirement() -> Update:
    """Returns the statement that retires cards, to be narrowed."""
    return (
        update(cards)
        .where(~IS_RETIRED)
        .values(retired_from=cards.c.status, status=_literal(Status.RETIRED))
    )
