"""What the store has taken over from other programs, as a whole each time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NewType

from sqlalchemy import Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.log import LogEntry
from kb.schedule.memory import CardId
from kb.store.review.log import append_all
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import adoptions, log
from kb.store.tables.predicates import IS_UNDONE

AdoptionId = NewType("AdoptionId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAdoption:
    """What was taken over at one time."""

    adoption_id: AdoptionId
    made_at: datetime
    source: str
    """A program, and where its data was."""
    entries: int


_ADOPTIONS: Final[Select[Any]] = (
    select(adoptions, func.count(log.c.position).label("entries"))
    .outerjoin(log, log.c.adoption_id == adoptions.c.id)
    .group_by(adoptions.c.id)
    .order_by(adoptions.c.id.desc())
)


async def add_adoption(
    connection: AsyncConnection, entries: Sequence[LogEntry], source: str, now: datetime
) -> AdoptionId:
    """Add entries that are not in the log yet, as one adoption."""
    made = insert(adoptions).values(made_at=now, source=source).returning(adoptions.c.id)
    adoption = AdoptionId((await connection.execute(made)).scalar_one())
    await append_all(connection, entries, adoption=adoption)
    return adoption


async def all_adoptions(connection: AsyncConnection) -> tuple[StoredAdoption, ...]:
    """Return what was taken over, the latest first, even if it was undone."""
    rows = await connection.execute(_ADOPTIONS)
    return tuple(
        StoredAdoption(
            adoption_id=AdoptionId(row.id),
            made_at=row.made_at,
            source=row.source,
            entries=row.entries,
        )
        for row in rows
    )


async def standing_adoption(connection: AsyncConnection) -> StoredAdoption | None:
    """Return the latest adoption with an entry that was not undone; none if there is none."""
    stands = select(log.c.adoption_id).where(log.c.adoption_id.is_not(None), ~IS_UNDONE)
    query = select(func.max(adoptions.c.id)).where(adoptions.c.id.in_(stands))
    latest = await connection.scalar(query)
    return next((one for one in await all_adoptions(connection) if one.adoption_id == latest), None)


async def adopted_cards(connection: AsyncConnection, adoption: AdoptionId) -> tuple[CardId, ...]:
    """Return the cards of an adoption."""
    query = select(log.c.card_id).where(log.c.adoption_id == adoption).distinct()
    return tuple(map(CardId, await connection.scalars(query.order_by(log.c.card_id))))


async def uids_of_adoption(connection: AsyncConnection, adoption: AdoptionId) -> frozenset[str]:
    """Return the uids of the entries of an adoption."""
    return frozenset(
        await connection.scalars(select(log.c.uid).where(log.c.adoption_id == adoption))
    )


async def known_uids(connection: AsyncConnection, uids: Collection[str]) -> frozenset[str]:
    """Return those of the uids that entries in the log have."""
    rows = await rows_in(connection, select(log.c.uid), log.c.uid, uids)
    return frozenset(row.uid for row in rows)
