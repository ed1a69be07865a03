"""Sets of weights of the memory model; none of them: those that FSRS begins with."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.fsrs import WeightsId
from kb.store.tables.cards import weights


async def all_weights(connection: AsyncConnection) -> dict[WeightsId, tuple[float, ...]]:
    """Returns all sets of weights, the latest last."""
    rows = await connection.execute(
        select(weights.c.id, weights.c.parameters).order_by(weights.c.id)
    )
    return {WeightsId(row.id): tuple(row.parameters) for row in rows}
