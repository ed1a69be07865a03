"""What the store has taken over from other programs, as a whole each time."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, NewType

from sqlalchemy import Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.log import LogEntry
from kb.schedule.memory import CardId
from kb.store.review.log import entry_of
from kb.store.sync.rows import LogRow
from kb.store.tables.bulk import insert_filled, rows_in
from kb.store.tables.cards import adoptions, log
from kb.store.tables.columns import moment
from kb.store.tables.predicates import IS_FOREIGN, IS_UNDONE

AdoptionId = NewType("AdoptionId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAdoption:
    """What was taken over at one time."""

    adoption_id: AdoptionId
    made_at: datetime
    source: str
    """A program, and where its data was."""
    entries: int


_BATCH: Final = 20_000
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("at", "due_before", "due_after"), moment),
    **dict.fromkeys(("study_day", "last_day_before", "last_day_after"), date.fromisoformat),
}
_ADOPTIONS: Final[Select[Any]] = (
    select(adoptions, func.count(log.c.position).label("entries"))
    .outerjoin(log, log.c.adoption_id == adoptions.c.id)
    .group_by(adoptions.c.id)
    .order_by(adoptions.c.id.desc())
)


async def add_adoption(connection: AsyncConnection, source: str, now: datetime) -> AdoptionId:
    """Begin an adoption that has no entries yet."""
    made = insert(adoptions).values(made_at=now, source=source).returning(adoptions.c.id)
    return AdoptionId((await connection.execute(made)).scalar_one())


async def add_adopted(
    connection: AsyncConnection, adoption: AdoptionId, entries: Iterable[LogRow]
) -> None:
    """Add entries to an adoption that are not in the log yet."""
    left = iter(entries)
    while rows := [(*row, adoption) for row in islice(left, _BATCH)]:
        await insert_filled(connection, log, (*LogRow._fields, log.c.adoption_id.name), rows)


def as_entry(row: LogRow) -> LogEntry:
    """Return a row of the log as an entry."""
    values: dict[str, Any] = {}
    for name, read in _READ.items():
        value = getattr(row, name)
        values[name] = None if value is None else read(value)
    return entry_of(row._replace(**values))


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


async def foreign_devices(connection: AsyncConnection) -> set[str]:
    """Return the devices of all entries in the log that were made in other programs."""
    return set(await connection.scalars(select(log.c.device).distinct().where(IS_FOREIGN)))


async def known_uids(connection: AsyncConnection, uids: Collection[str]) -> frozenset[str]:
    """Return those of the uids that entries in the log have."""
    rows = await rows_in(connection, select(log.c.uid), log.c.uid, uids)
    return frozenset(row.uid for row in rows)
