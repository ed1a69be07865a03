"""What the learner plans, and what is due on the days to come."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Integer, func, insert, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.notes.names import name_key
from kb.schedule.log import entry_id
from kb.schedule.memory import CardId, State, midnight
from kb.schedule.planning.moves import PlannedCard
from kb.schedule.planning.plans import Break, Exam, Plans
from kb.store.review.device import signing_device
from kb.store.review.log import next_tick
from kb.store.review.queue import Scope, within
from kb.store.tables.cards import cards, log
from kb.store.tables.plans import plans
from kb.store.tables.predicates import is_status

_ACTIVE: Final = is_status(Status.ACTIVE)
_DAY_MS: Final = 86_400_000
_EPOCH: Final = date(1970, 1, 1).toordinal()


class PlanKind(StrEnum):
    """What is planned."""

    BREAK = "break"
    EXAM = "exam"


class PlanEntry(NamedTuple):
    """An entry, without its signature."""

    kind: PlanKind
    name: str
    """The first day of a break; the tag of an exam."""
    until: date | None
    """The last day of a break, the day of an exam; none if it is no longer planned."""
    retention: float | None = None
    """Of an exam."""


async def add_plans(connection: AsyncConnection, new: Iterable[PlanEntry], now: datetime) -> None:
    """Add entries, signed by this device and in their order."""
    device, first = await signing_device(connection), await next_tick(connection, now)
    rows = [
        {
            "uid": entry_id(device, tick),
            "device": device,
            "tick": tick,
            "at": now,
            **entry._asdict(),
            "kind": entry.kind.value,
        }
        for tick, entry in enumerate(new, first)
    ]
    if rows:
        await connection.execute(insert(plans), rows)


async def planned(connection: AsyncConnection) -> Plans:
    """Return the breaks and exams that are planned, also past ones."""
    query = select(*plans.c["kind", "name", "until", "retention"]).order_by(
        plans.c.tick, plans.c.device
    )
    latest = {(row.kind, name_key(row.name)): row for row in await connection.execute(query)}
    breaks, exams = [], []
    for row in latest.values():
        if row.until is None:
            continue
        if row.kind == PlanKind.EXAM:
            exams.append(Exam(tag=row.name, day=row.until, retention=row.retention))
        else:
            breaks.append(Break(first=date.fromisoformat(row.name), last=row.until))
    return Plans(
        breaks=tuple(sorted(breaks, key=lambda off: off.first)),
        exams=tuple(sorted(exams, key=lambda exam: (exam.day, exam.tag))),
    )


async def latest_positions(connection: AsyncConnection) -> tuple[int, int]:
    """Return the positions of the latest plan and the latest entry of the log; 0 without any.

    As long as they are the same, the same is planned, and no card was answered or rescheduled.
    """
    latest = select(
        *(select(func.max(table.c.position)).scalar_subquery() for table in (plans, log))
    )
    of_plans, of_log = (await connection.execute(latest)).one()
    return of_plans or 0, of_log or 0


async def due_counts(connection: AsyncConnection, first: date, last: date) -> dict[int, int]:
    """Return how many active cards are due on each day, by its ordinal; only days with some."""
    day = type_coerce(cards.c.due, Integer).op("/")(_DAY_MS)
    query = (
        select(day, func.count())
        .where(_ACTIVE, cards.c.due >= midnight(first), cards.c.due < midnight(last))
        .group_by(day)
    )
    return {_EPOCH + number: count for number, count in await connection.execute(query)}


async def planned_cards(
    connection: AsyncConnection, scope: Scope, *, due: tuple[date, date] | None = None
) -> list[PlannedCard]:
    """Return the active cards that were answered, or those of them due in review between two days.

    Both days are included. A card in steps counts as due on the day of its step.
    """
    columns = ("id", "uid", "reps", "note_id", "due", "last_day", "stability", "difficulty")
    query = (
        select(*cards.c[columns])
        .where(_ACTIVE, cards.c.due.is_not(None))
        .order_by(cards.c.due, cards.c.id)
    )
    if due is not None:
        first, last = map(midnight, due)
        in_review = cards.c.state == State.REVIEW.value
        query = query.where(in_review, cards.c.due >= first, cards.c.due <= last)
    rows = await connection.execute(within(query, scope))
    return [
        PlannedCard(CardId(card), uid, reps, note, at.date(), last_day, stability, difficulty)
        for card, uid, reps, note, at, last_day, stability, difficulty in rows
    ]


async def sibling_days(
    connection: AsyncConnection, note_id: int, fact: str, but: CardId
) -> frozenset[int]:
    """Return the ordinals of the days on which active siblings of a card are due."""
    query = select(type_coerce(cards.c.due, Integer).op("/")(_DAY_MS)).where(
        cards.c.note_id == note_id,
        _ACTIVE,
        cards.c.fact == fact,
        cards.c.id != but,
        cards.c.due.is_not(None),
    )
    return frozenset(_EPOCH + number for number in await connection.scalars(query))
