"""The log as light rows, and the memories that follow from it, for all cards at once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import Integer, Select, Text, bindparam, func, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.schedule.fitting.histories import Memorised, PastEvent
from kb.schedule.memory import CardId, State, WeightsId
from kb.store.tables.bulk import execute_rows
from kb.store.tables.cards import cards, log
from kb.store.tables.predicates import is_status

_EVENTS: Final[Select[Any]] = select(
    log.c.card_id,
    log.c.tick,
    log.c.uid,
    log.c.kind,
    type_coerce(log.c.at, Integer),
    func.iif(
        log.c.kind == "adopted",
        type_coerce(log.c.last_day_after, Text),
        type_coerce(log.c.study_day, Text),
    ),
    func.coalesce(log.c.rating, 0),
    log.c.voids,
    func.coalesce(log.c.stability, 0.0),
    func.coalesce(log.c.difficulty, 0.0),
).order_by(log.c.card_id, log.c.tick, log.c.device)
_SET_MEMORY: Final = (
    update(cards)
    .where(cards.c.id == bindparam("of_card"))
    .values(stability=bindparam("new_stability"), difficulty=bindparam("new_difficulty"))
)
_SET_DUE: Final = (
    update(cards).where(cards.c.id == bindparam("of_card")).values(due=bindparam("new_due"))
)


class ReviewCard(NamedTuple):
    """A card in review, whose interval follows from its stability."""

    card: CardId
    uid: str
    note: int
    reps: int
    due: date
    last_day: date
    stability_days: float


async def histories(connection: AsyncConnection) -> list[tuple[PastEvent, ...]]:
    """Return the log, card by card, each in the order of the log."""
    ordinals: dict[str, int] = {}

    def events() -> Iterator[PastEvent]:
        for card, tick, uid, kind, at, day, *rest in rows:
            ordinal = ordinals.get(day)
            if ordinal is None:
                ordinal = ordinals[day] = date.fromisoformat(day).toordinal()
            yield PastEvent(card, tick, uid, kind, at, ordinal, *rest)

    rows = (await connection.execute(_EVENTS)).all()
    return [tuple(events) for _, events in groupby(events(), key=itemgetter(0))]


async def replace_memories(
    connection: AsyncConnection, memories: Mapping[CardId, Memorised]
) -> int:
    """Store stability and difficulty of cards, and return of how many they were others."""
    rows = await connection.execute(
        select(cards.c.id, cards.c.stability, cards.c.difficulty).where(cards.c.due.is_not(None))
    )
    changed = [
        (*memories[CardId(card)], card)
        for card, stability, difficulty in rows
        if memories.get(CardId(card), (stability, difficulty)) != (stability, difficulty)
    ]
    names = ("new_stability", "new_difficulty", "of_card")
    await execute_rows(connection, _SET_MEMORY, names, changed)
    return len(changed)


async def cards_in_review(connection: AsyncConnection) -> list[ReviewCard]:
    """Return the active and suspended cards that are in review."""
    rows = await connection.execute(
        select(*cards.c["id", "uid", "note_id", "reps", "due", "last_day", "stability"])
        .where(
            is_status(Status.ACTIVE, Status.SUSPENDED),
            cards.c.state == State.REVIEW.value,
        )
        .order_by(cards.c.id)
    )
    return [
        ReviewCard(CardId(card), uid, note, reps, due.date(), last_day, stability)
        for card, uid, note, reps, due, last_day, stability in rows
    ]


async def set_due(connection: AsyncConnection, due: Mapping[CardId, Any]) -> None:
    """Store when cards are due, and change nothing else."""
    rows = [(day, card) for card, day in due.items()]
    await execute_rows(connection, _SET_DUE, ("new_due", "of_card"), rows)


async def rescheduled_by(connection: AsyncConnection, fits: Sequence[WeightsId]) -> frozenset[str]:
    """Return the uids of the entries that moved due days with one of these fits."""
    rows = await connection.scalars(
        select(log.c.uid).where(log.c.kind == "reschedule", log.c.weights_id.in_(fits))
    )
    return frozenset(rows)
