"""The review log: answers, resets, reschedules and undos. Entries are only ever added."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.log import EntryId, LogEntry, Reschedule, Reset, Review, Void
from kb.schedule.memory import CardId, Memory, Rating, Scheduled, State, WeightsId
from kb.store.tables.bulk import execute_rows, rows_in
from kb.store.tables.cards import device, log

_PAGE: Final = 200
# Compiled once: building a statement takes longer than running it.
_DEVICE: Final = select(device.c.uid)
_DEVICE_NAME: Final = "kb_device_name"
_APPEND: Final = insert(log)
_NOTHING: Final = {column.name: None for column in log.c if not column.primary_key}


def new_entry_id() -> EntryId:
    """Return an id that no other entry has, on any device."""
    return EntryId(uuid4().hex)


async def device_name(connection: AsyncConnection) -> str:
    """Return the name with which this store signs its entries."""
    # It never changes, so the connection keeps it for the next answer.
    if _DEVICE_NAME not in connection.info:
        connection.info[_DEVICE_NAME] = (await connection.execute(_DEVICE)).scalar_one()
    name: str = connection.info[_DEVICE_NAME]
    return name


async def append(connection: AsyncConnection, entry: LogEntry) -> None:
    """Add an entry at the end of the log."""
    await connection.execute(_APPEND, _values(entry))


async def append_all(connection: AsyncConnection, entries: Sequence[LogEntry]) -> None:
    """Add entries at the end of the log, in their order."""
    rows = [tuple(_values(entry).values()) for entry in entries]
    await execute_rows(connection, _APPEND, tuple(_NOTHING), rows)


def _values(entry: LogEntry) -> dict[str, Any]:
    """Return the values of all columns of an entry but its position."""
    values: dict[str, Any] = {
        **_NOTHING,
        "uid": entry.uid,
        "device": entry.device,
        "card_id": entry.card,
        "kind": "reset",
        "at": entry.at,
        "utc_offset_minutes": entry.utc_offset_minutes,
        "study_day": entry.study_day,
        **memory_values(entry.before, "_before"),
    }
    if isinstance(entry, Review):
        values |= {
            "kind": "review",
            "rating": entry.rating.value,
            "duration_ms": entry.duration_ms,
            "elapsed_days": entry.elapsed_days,
            "retrievability": entry.retrievability,
            "weights_id": entry.weights_id,
            **memory_values(entry.after, "_after"),
        }
    elif isinstance(entry, Reschedule):
        values |= {"kind": "reschedule", **memory_values(entry.after, "_after")}
    elif isinstance(entry, Void):
        values |= {"kind": "void", "voids": entry.voids, **memory_values(entry.after, "_after")}
    return values


def memory_values(scheduled: Scheduled | None, suffix: str = "") -> dict[str, Any]:
    """Return a memory and its due time as column values, under names with this suffix."""
    memory = scheduled.memory if scheduled else None
    return {
        f"state{suffix}": memory.state.value if memory else None,
        f"step{suffix}": memory.step if memory else None,
        f"stability{suffix}": memory.stability_days if memory else None,
        f"difficulty{suffix}": memory.difficulty if memory else None,
        f"due{suffix}": scheduled.due if scheduled else None,
        f"last_day{suffix}": memory.last_day if memory else None,
    }


async def entries_of(connection: AsyncConnection, card: CardId) -> tuple[LogEntry, ...]:
    """Return all entries of a card, in the order of the log."""
    rows = await connection.execute(
        select(log).where(log.c.card_id == card).order_by(log.c.position)
    )
    return tuple(map(_entry, rows))


async def entries_of_cards(
    connection: AsyncConnection, card_ids: Collection[CardId]
) -> dict[CardId, tuple[LogEntry, ...]]:
    """Return all entries of each of the cards, in the order of the log."""
    of_cards: dict[CardId, tuple[LogEntry, ...]] = dict.fromkeys(card_ids, ())
    query = select(log).order_by(log.c.card_id, log.c.position)
    rows = await rows_in(connection, query, log.c.card_id, sorted(card_ids))
    for card, entries in groupby(map(_entry, rows), key=lambda entry: entry.card):
        of_cards[card] = tuple(entries)
    return of_cards


async def entries_of_day(connection: AsyncConnection, day: date) -> tuple[LogEntry, ...]:
    """Return all entries of a study day, in the order of the log."""
    rows = await connection.execute(
        select(log).where(log.c.study_day == day).order_by(log.c.position)
    )
    return tuple(map(_entry, rows))


async def newest_first(connection: AsyncConnection) -> AsyncIterator[LogEntry]:
    """Yield all entries, the latest first, reading a page at a time."""
    query: Select[Any] = select(log).order_by(log.c.position.desc()).limit(_PAGE)
    page = query
    while rows := (await connection.execute(page)).all():
        for row in rows:
            yield _entry(row)
        page = query.where(log.c.position < rows[-1].position)


async def entries_by_card(
    connection: AsyncConnection,
) -> AsyncIterator[tuple[CardId, tuple[LogEntry, ...]]]:
    """Yield each card in the log with all its entries, in the order of the log."""
    query = select(log.c.card_id).distinct().order_by(log.c.card_id).limit(_PAGE)
    page = query
    while cards := (await connection.execute(page)).scalars().all():
        rows = await connection.execute(
            select(log).where(log.c.card_id.in_(cards)).order_by(log.c.card_id, log.c.position)
        )
        for card, entries in groupby(map(_entry, rows), key=lambda entry: entry.card):
            yield card, tuple(entries)
        page = query.where(log.c.card_id > cards[-1])


def scheduled_of(row: Row[Any], suffix: str = "") -> Scheduled | None:
    """Read a memory from the columns with this suffix; none before the first review."""
    if getattr(row, f"state{suffix}") is None:
        return None
    return Scheduled(
        memory=Memory(
            stability_days=getattr(row, f"stability{suffix}"),
            difficulty=getattr(row, f"difficulty{suffix}"),
            state=State(getattr(row, f"state{suffix}")),
            step=getattr(row, f"step{suffix}"),
            last_day=getattr(row, f"last_day{suffix}"),
        ),
        due=getattr(row, f"due{suffix}"),
    )


def _entry(row: Row[Any]) -> LogEntry:
    common: dict[str, Any] = {
        "uid": EntryId(row.uid),
        "device": row.device,
        "card": CardId(row.card_id),
        "at": row.at,
        "utc_offset_minutes": row.utc_offset_minutes,
        "study_day": row.study_day,
        "before": scheduled_of(row, "_before"),
    }
    if row.kind == "reset":
        return Reset(**common)
    after = scheduled_of(row, "_after")
    if row.kind == "void":
        return Void(**common, voids=EntryId(row.voids), after=after)
    if after is None:
        raise ValueError(f"entry {row.uid} is a {row.kind} without a memory")
    if row.kind == "reschedule":
        return Reschedule(**common, after=after)
    return Review(
        **common,
        rating=Rating(row.rating),
        after=after,
        duration_ms=row.duration_ms,
        elapsed_days=None if row.elapsed_days is None else int(row.elapsed_days),
        retrievability=row.retrievability,
        weights_id=None if row.weights_id is None else WeightsId(row.weights_id),
    )
