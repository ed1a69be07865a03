"""What each kind of evidence of related concepts weighs in this store."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.tables.notes import evidence_weights


async def kept_weights(connection: AsyncConnection) -> dict[str, float]:
    """Return the weights by the name of the kind; none if the default weights hold."""
    columns = evidence_weights.c
    rows = await connection.execute(select(columns.kind, columns.weight))
    return {row.kind: row.weight for row in rows}


async def keep_weights(connection: AsyncConnection, weights: Mapping[str, float]) -> None:
    """Keep these weights and no others; none for the default weights."""
    await connection.execute(delete(evidence_weights))
    if weights:
        rows = [{"kind": kind, "weight": weight} for kind, weight in sorted(weights.items())]
        await connection.execute(insert(evidence_weights), rows)
