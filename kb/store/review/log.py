"""The log: what was answered, reset and taken back. Entries are added, and never changed."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.fsrs import WeightsId
from kb.schedule.log import Entry, EntryId, Reset, Review, Void
from kb.schedule.memory import CardId, Memory, Rating, Scheduled, State
from kb.store.tables.cards import device, log

_PAGE: Final = 200
# Made once: to make a statement takes longer than SQLite takes to carry it out.
_DEVICE: Final = select(device.c.uid)
_DEVICE_NAME: Final = "kb_device_name"
_APPEND: Final = insert(log)


def new_entry_id() -> EntryId:
    """Returns a name that no other entry bears, on any device."""
    return EntryId(uuid4().hex)


async def device_name(connection: AsyncConnection) -> str:
    """Returns by what name this store signs its entries."""
    # It never changes, and the connection remembers it for the next answer.
    if _DEVICE_NAME not in connection.info:
        connection.info[_DEVICE_NAME] = (await connection.execute(_DEVICE)).scalar_one()
    name: str = connection.info[_DEVICE_NAME]
    return name


async def append(connection: AsyncConnection, entry: Entry) -> None:
    """Adds an entry at the end of the log."""
    values: dict[str, Any] = {
        "uid": entry.uid,
        "device": entry.device,
        "card_id": entry.card,
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
    elif isinstance(entry, Void):
        values |= {
            "kind": "void",
            "voids": entry.voids,
            **memory_values(entry.after, "_after"),
        }
    else:
        values |= {"kind": "reset"}
    await connection.execute(_APPEND, values)


def memory_values(scheduled: Scheduled | None, when: str = "") -> dict[str, Any]:
    """Returns a memory, and when its card is due, as columns with this ending."""
    if scheduled is None:
        names = ("state", "step", "stability", "difficulty", "due", "last_day")
        return {f"{name}{when}": None for name in names}
    memory = scheduled.memory
    return {
        f"state{when}": memory.state.value,
        f"step{when}": memory.step,
        f"stability{when}": memory.stability_days,
        f"difficulty{when}": memory.difficulty,
        f"due{when}": scheduled.due,
        f"last_day{when}": memory.last_day,
    }


async def entries_of(connection: AsyncConnection, card: CardId) -> tuple[Entry, ...]:
    """Returns all entries of a card, in the order of the log."""
    found = await connection.execute(
        select(log).where(log.c.card_id == card).order_by(log.c.position)
    )
    return tuple(_entry(row) for row in found)


async def entries_of_day(connection: AsyncConnection, day: date) -> tuple[Entry, ...]:
    """Returns all entries of a study day, in the order of the log."""
    found = await connection.execute(
        select(log).where(log.c.study_day == day).order_by(log.c.position)
    )
    return tuple(_entry(row) for row in found)


async def newest_first(connection: AsyncConnection) -> AsyncIterator[Entry]:
    """Yields all entries, the latest first, reading no more than is asked for."""
    below: int | None = None
    while True:
        query: Select[Any] = select(log).order_by(log.c.position.desc()).limit(_PAGE)
        if below is not None:
            query = query.where(log.c.position < below)
        rows = (await connection.execute(query)).all()
        for row in rows:
            yield _entry(row)
        if len(rows) < _PAGE:
            return
        below = rows[-1].position


async def entries_by_card(
    connection: AsyncConnection,
) -> AsyncIterator[tuple[CardId, tuple[Entry, ...]]]:
    """Yields each card that was ever answered, with all its entries in the order of the log."""
    after = 0
    while True:
        cards = (
            (
                await connection.execute(
                    select(log.c.card_id)
                    .where(log.c.card_id > after)
                    .distinct()
                    .order_by(log.c.card_id)
                    .limit(_PAGE)
                )
            )
            .scalars()
            .all()
        )
        if not cards:
            return
        rows = await connection.execute(
            select(log).where(log.c.card_id.in_(cards)).order_by(log.c.card_id, log.c.position)
        )
        gathered: dict[int, list[Entry]] = {card: [] for card in cards}
        for row in rows:
            gathered[row.card_id].append(_entry(row))
        for card, entries in gathered.items():
            yield CardId(card), tuple(entries)
        after = cards[-1]


def scheduled_of(row: Row[Any], when: str = "") -> Scheduled | None:
    """Returns what the columns with this ending say of a memory; none before the first review."""
    if getattr(row, f"state{when}") is None:
        return None
    due: datetime = getattr(row, f"due{when}")
    return Scheduled(
        memory=Memory(
            stability_days=getattr(row, f"stability{when}"),
            difficulty=getattr(row, f"difficulty{when}"),
            state=State(getattr(row, f"state{when}")),
            step=getattr(row, f"step{when}"),
            last_day=getattr(row, f"last_day{when}"),
        ),
        due=due,
    )


def _entry(row: Row[Any]) -> Entry:
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
        raise ValueError(f"entry {row.uid} answers, and leaves no memory")
    return Review(
        **common,
        rating=Rating(row.rating),
        after=after,
        duration_ms=row.duration_ms,
        elapsed_days=None if row.elapsed_days is None else int(row.elapsed_days),
        retrievability=row.retrievability,
        weights_id=None if row.weights_id is None else WeightsId(row.weights_id),
    )
