"""Sets of weights of the memory model, each with the engine it was used with.

The latest row of this store says which engine the memories of all cards were computed with.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.memory import ENGINE, WeightsId
from kb.store.tables.cards import weights


async def all_weights(
    connection: AsyncConnection, *, own: bool
) -> dict[WeightsId, tuple[float, ...]]:
    """Return the sets of weights that this store chose, or those of others; the latest last."""
    rows = await connection.execute(
        select(weights.c.id, weights.c.parameters)
        .where(weights.c.own.is_(own))
        .order_by(weights.c.id)
    )
    return {WeightsId(row.id): tuple(row.parameters) for row in rows}


async def recorded_engine(connection: AsyncConnection) -> str | None:
    """Return the engine of the memories in the store; none if nothing was answered yet."""
    return (await _latest(connection))[1]


async def record_weights(
    connection: AsyncConnection, parameters: Sequence[float], now: datetime
) -> WeightsId:
    """Record weights as used by this installation's engine, unless the latest were; return them."""
    latest, engine = await _latest(connection)
    if latest is not None and engine == ENGINE:
        return latest
    values = {"made_at": now, "engine": ENGINE, "parameters": list(parameters)}
    added = await connection.execute(insert(weights).returning(weights.c.id), values)
    return WeightsId(added.scalar_one())


async def _latest(connection: AsyncConnection) -> tuple[WeightsId | None, str | None]:
    row = (
        await connection.execute(
            select(weights.c.id, weights.c.engine)
            .where(weights.c.own)
            .order_by(weights.c.id.desc())
            .limit(1)
        )
    ).first()
    return (WeightsId(row.id), row.engine) if row else (None, None)
