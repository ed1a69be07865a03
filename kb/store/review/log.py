"""The review log: answers, resets, reschedules and undos. Entries are only ever added."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Row, Select, func, insert, select, tuple_, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.log import Adopted, EntryId, LogEntry, Reschedule, Reset, Review, Void
from kb.schedule.memory import (
    CardId,
    Memory,
    Rating,
    Scheduled,
    Standing,
    State,
    WeightsId,
    midnight,
)
from kb.store.tables.bulk import execute_rows, rows_in
from kb.store.tables.cards import decisions, log
from kb.store.tables.columns import milliseconds
from kb.store.tables.plans import plans

_PAGE: Final = 200
# Compiled once: building a statement takes longer than running it.
_APPEND: Final = insert(log)
_NOTHING: Final = {column.name: None for column in log.c if not column.primary_key}
_LATEST_TICKS: Final = select(
    select(func.max(log.c.tick)).scalar_subquery(),
    select(func.max(decisions.c.tick)).scalar_subquery(),
    select(func.max(plans.c.tick)).scalar_subquery(),
)
# Looked up a million times, which the classes of these take thrice as long for.
_RATINGS: Final[dict[int, Rating]] = {rating.value: rating for rating in Rating}
_STATES: Final[dict[str, State]] = {state.value: state for state in State}
_KEYS: Final = select(
    *log.c["card_id", "device", "tick", "kind", "rating"], type_coerce(log.c.at, BigInteger)
)
_IN_ORDER: Final = (log.c.tick, log.c.device)


async def next_tick(connection: AsyncConnection, now: datetime) -> int:
    """Return the tick of an entry that is made now: later than all that are known."""
    latest = (await connection.execute(_LATEST_TICKS)).one()
    return max(milliseconds(now), *((tick or 0) + 1 for tick in latest))


async def append(connection: AsyncConnection, entry: LogEntry) -> None:
    """Add an entry to the log."""
    await connection.execute(_APPEND, _values(entry))


async def append_all(connection: AsyncConnection, entries: Sequence[LogEntry]) -> None:
    """Add entries to the log."""
    rows = [tuple(_values(entry).values()) for entry in entries]
    await execute_rows(connection, _APPEND, tuple(_NOTHING), rows)


def _values(entry: LogEntry) -> dict[str, Any]:
    """Return the values of all columns of an entry but its position."""
    values: dict[str, Any] = {
        **_NOTHING,
        "uid": entry.uid,
        "device": entry.device,
        "tick": entry.tick,
        "card_id": entry.card,
        "kind": "reset",
        "at": entry.at,
        "utc_offset_minutes": entry.utc_offset_minutes,
        "study_day": entry.study_day,
    }
    if isinstance(entry, Review):
        values |= {
            "kind": "review",
            "rating": entry.rating.value,
            "duration_ms": entry.duration_ms,
            "elapsed_days": entry.elapsed_days,
            "retrievability": entry.retrievability,
            "weights_id": entry.weights_id,
            **_standing_values(entry.before, "_before"),
            **_standing_values(entry.after, "_after"),
        }
    elif isinstance(entry, Reschedule):
        values |= {
            "kind": "reschedule",
            "due_after": midnight(entry.due_day),
            "weights_id": entry.weights_id,
        }
    elif isinstance(entry, Adopted):
        values |= {
            "kind": "adopted",
            **_standing_values(entry.after, "_after"),
            "stability": entry.stability_days,
            "difficulty": entry.difficulty,
            "reps": entry.reps,
            "lapses": entry.lapses,
        }
    elif isinstance(entry, Void):
        values |= {"kind": "void", "voids": entry.voids, "weights_id": entry.weights_id}
    return values


def memory_values(scheduled: Scheduled | None) -> dict[str, Any]:
    """Return a memory and its due time as column values."""
    memory = scheduled.memory if scheduled else None
    return {
        **_standing_values(scheduled.standing if scheduled else None),
        "stability": memory.stability_days if memory else None,
        "difficulty": memory.difficulty if memory else None,
    }


def _standing_values(standing: Standing | None, suffix: str = "") -> dict[str, Any]:
    return {
        f"state{suffix}": standing.state.value if standing else None,
        f"step{suffix}": standing.step if standing else None,
        f"due{suffix}": standing.due if standing else None,
        f"last_day{suffix}": standing.last_day if standing else None,
    }


async def entries_of(connection: AsyncConnection, card: CardId) -> tuple[LogEntry, ...]:
    """Return all entries of a card, in the order of the log."""
    rows = await connection.execute(select(log).where(log.c.card_id == card).order_by(*_IN_ORDER))
    return tuple(map(entry_of, rows))


async def entries_of_cards(
    connection: AsyncConnection, card_ids: Collection[CardId]
) -> dict[CardId, tuple[LogEntry, ...]]:
    """Return all entries of each of the cards, in the order of the log."""
    logged = {card: entries async for card, entries in entries_by_card(connection, card_ids)}
    return {card: logged.get(card, ()) for card in card_ids}


class EntryKey(NamedTuple):
    """What tells an entry of a card from others."""

    device: str
    tick: int
    kind: str
    rating: int | None
    at_ms: int
    """In milliseconds since 1970."""


async def keys_of_cards(
    connection: AsyncConnection, card_ids: Collection[CardId]
) -> dict[CardId, list[EntryKey]]:
    """Return what tells the entries of each card apart, which is read five times as fast as all."""
    keys: dict[CardId, list[EntryKey]] = defaultdict(list)
    for row in await rows_in(connection, _KEYS, log.c.card_id, card_ids):
        keys[row[0]].append(EntryKey(*row[1:]))
    return keys


async def entries_of_day(connection: AsyncConnection, day: date) -> tuple[LogEntry, ...]:
    """Return all entries of a study day, in the order of the log."""
    rows = await connection.execute(select(log).where(log.c.study_day == day).order_by(*_IN_ORDER))
    return tuple(map(entry_of, rows))


async def newest_first(connection: AsyncConnection) -> AsyncIterator[LogEntry]:
    """Yield all entries, the latest first, reading a page at a time."""
    query: Select[Any] = select(log).order_by(log.c.tick.desc(), log.c.device.desc()).limit(_PAGE)
    page = query
    while rows := (await connection.execute(page)).all():
        for row in rows:
            yield entry_of(row)
        last = rows[-1].tick, rows[-1].device
        page = query.where(tuple_(log.c.tick, log.c.device) < last)


async def entries_by_card(
    connection: AsyncConnection, card_ids: Collection[int] | None = None
) -> AsyncIterator[tuple[CardId, tuple[LogEntry, ...]]]:
    """Yield each card in the log, or of some, with all its entries, in the order of the log."""
    if card_ids is not None:
        ordered = sorted(card_ids)
        for start in range(0, len(ordered), _PAGE):
            async for card in _entries_by_card(connection, ordered[start : start + _PAGE]):
                yield card
        return
    query = select(log.c.card_id).distinct().order_by(log.c.card_id).limit(_PAGE)
    page = query
    while cards := (await connection.execute(page)).scalars().all():
        async for card in _entries_by_card(connection, cards):
            yield card
        page = query.where(log.c.card_id > cards[-1])


async def _entries_by_card(
    connection: AsyncConnection, card_ids: Sequence[int]
) -> AsyncIterator[tuple[CardId, tuple[LogEntry, ...]]]:
    rows = await connection.execute(
        select(log).where(log.c.card_id.in_(card_ids)).order_by(log.c.card_id, *_IN_ORDER)
    )
    for card, entries in groupby(map(entry_of, rows), key=lambda entry: entry.card):
        yield card, tuple(entries)


def scheduled_of(row: Row[Any]) -> Scheduled | None:
    """Read a memory and its due time from the columns of a card; none before the first review."""
    if row.state is None:
        return None
    return Scheduled(
        memory=Memory(
            stability_days=row.stability,
            difficulty=row.difficulty,
            state=State(row.state),
            step=row.step,
            last_day=row.last_day,
        ),
        due=row.due,
    )


def entry_of(row: Any) -> LogEntry:  # noqa: ANN401  # a row of the log, or what looks like one
    """Return a row of the log as an entry."""
    common: dict[str, Any] = {
        "device": row.device,
        "tick": row.tick,
        "card": CardId(row.card_id),
        "at": row.at,
        "utc_offset_minutes": row.utc_offset_minutes,
        "study_day": row.study_day,
    }
    if row.kind == "reset":
        return Reset(**common)
    if row.kind == "void":
        return Void(**common, voids=EntryId(row.voids), weights_id=_weights(row))
    if row.kind == "reschedule":
        return Reschedule(**common, due_day=row.due_after.date(), weights_id=_weights(row))
    if row.state_after is None or (row.kind == "adopted" and row.stability is None):
        raise ValueError(f"entry {row.uid} leads to nothing")
    if row.kind == "adopted":
        return Adopted(
            **common,
            after=_standing(row, "_after"),
            stability_days=row.stability,
            difficulty=row.difficulty,
            reps=row.reps,
            lapses=row.lapses,
        )
    return Review(
        **common,
        rating=_RATINGS[row.rating],
        before=_standing(row, "_before") if row.state_before else None,
        after=_standing(row, "_after"),
        duration_ms=row.duration_ms,
        elapsed_days=row.elapsed_days,
        retrievability=row.retrievability,
        weights_id=_weights(row),
    )


def _weights(row: Row[Any]) -> WeightsId | None:
    return None if row.weights_id is None else WeightsId(row.weights_id)


def _standing(row: Row[Any], suffix: str) -> Standing:
    return Standing(
        state=_STATES[getattr(row, f"state{suffix}")],
        step=getattr(row, f"step{suffix}"),
        due=getattr(row, f"due{suffix}"),
        last_day=getattr(row, f"last_day{suffix}"),
    )
