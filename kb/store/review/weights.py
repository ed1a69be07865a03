"""Sets of weights of the memory model, each with the engine it was used with.

The latest row of this store says which engine the memories of all cards were computed with.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.memory import ENGINE, WeightsId
from kb.store.tables.cards import weights


class OwnWeights(NamedTuple):
    """A set of weights that this store has chosen."""

    weights: WeightsId
    made_at: datetime
    parameters: tuple[float, ...]


async def own_weights(connection: AsyncConnection) -> tuple[OwnWeights, ...]:
    """Return the sets of weights that this store has chosen, the latest last."""
    rows = await connection.execute(
        select(weights.c.id, weights.c.made_at, weights.c.parameters)
        .where(weights.c.own)
        .order_by(weights.c.id)
    )
    return tuple(
        OwnWeights(WeightsId(row.id), row.made_at, tuple(map(float, row.parameters)))
        for row in rows
    )


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
    return await choose_weights(connection, parameters, now)


async def choose_weights(
    connection: AsyncConnection, parameters: Sequence[float], now: datetime
) -> WeightsId:
    """Record weights as those that this store uses from now on, and return them."""
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
