"""All that was answered, as light rows; and whether what was read of past days still holds."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Text, exists, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.schedule.accuracy.answers import Answer
from kb.schedule.curve import Curve
from kb.schedule.fsrs import DEFAULT_WEIGHTS
from kb.schedule.memory import Rating, State, WeightsId
from kb.store.tables.cards import decisions, log, weights
from kb.store.tables.predicates import COUNTS

_SOME: Final = 2000
"""Entries that are read at a time: a server does something else in between."""
_DAY_MS: Final = 86_400_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_STATES: Final[dict[str | None, State]] = {state.value: state for state in State} | {
    None: State.NEW
}
_ANSWERS: Final = (
    select(
        log.c.card_id,
        # As stored, to be converted with a cache: many answers have few different days.
        type_coerce(log.c.study_day, Text),
        log.c.state_before,
        log.c.rating,
        log.c.elapsed_days,
        type_coerce(log.c.due_before, BigInteger),
        type_coerce(log.c.last_day_before, Text),
        log.c.retrievability,
        log.c.weights_id,
    )
    .where(COUNTS)
    .order_by(log.c.tick, log.c.device)
)


class LogMark(NamedTuple):
    """How far a log had come. Entries are only ever added."""

    position: int
    uid: str
    """Of the entry there; empty if there is none."""
    joined: int
    """The position of the last decision that two cards are one, which moves entries."""


async def log_mark(connection: AsyncConnection) -> LogMark:
    """Return how far the log has come."""
    last = select(log.c.position, log.c.uid).order_by(log.c.position.desc()).limit(1)
    row = (await connection.execute(last)).first()
    joined = select(func.max(decisions.c.position)).where(decisions.c.kind == "same")
    return LogMark(
        position=row.position if row else 0,
        uid=row.uid if row else "",
        joined=await connection.scalar(joined) or 0,
    )


async def still_holds(
    connection: AsyncConnection, before: LogMark, now: LogMark, day: date
) -> bool:
    """Return whether what was read of the study days before ``day`` still holds.

    Answers of the day itself, and their undos, change nothing of it.

    Args:
        connection: of the store.
        before: how far the log had come when it was read.
        now: how far it has come.
        day: the first one that was not read.
    """
    if before == now:
        return True
    if before.joined != now.joined:
        return False
    uid = await connection.scalar(select(log.c.uid).where(log.c.position == before.position))
    if before.position and uid != before.uid:  # another store has taken its place
        return False
    undone = log.alias("undone")
    reaches_back = (log.c.study_day < day) | (
        log.c.voids.is_not(None)
        & ~exists().where(
            undone.c.uid == log.c.voids, undone.c.kind == "review", undone.c.study_day >= day
        )
    )
    since = exists().where(log.c.position > before.position, reaches_back)
    return not await connection.scalar(select(since))


async def curves_of_weights(connection: AsyncConnection) -> dict[WeightsId | None, Curve]:
    """Return the forgetting curve of all weights by which answers were ever predicted."""
    rows = await connection.execute(select(weights.c.id, weights.c.parameters))
    decays = {WeightsId(row.id): row.parameters[-1] for row in rows}
    default = Curve(decay=DEFAULT_WEIGHTS[-1])
    return {None: default} | {
        # Those of another device may be of a later model.
        weights_id: Curve(decay=decay) if 0 < decay < 1 else default
        for weights_id, decay in decays.items()
    }


async def answers_before(connection: AsyncConnection, day: date) -> AsyncIterator[Sequence[Answer]]:
    """Yield the answers of the study days before one, some whole days at a time.

    They come in the order of the log, without those that were undone.
    """
    days = select(log.c.study_day, func.count()).where(log.c.study_day < day)
    rows = await connection.execute(days.group_by(log.c.study_day).order_by(log.c.study_day))
    first, count = None, 0
    for last, entries in rows.all():
        first, count = first or last, count + entries
        if count >= _SOME:
            yield await _answers_of(connection, first, last)
            first, count = None, 0
    if first:
        yield await _answers_of(connection, first, day - timedelta(days=1))


async def answers_from(connection: AsyncConnection, day: date) -> list[Answer]:
    """Return those of a study day, and of later ones, in the order of the log."""
    return await _answers_of(connection, day, date.max)


async def _answers_of(connection: AsyncConnection, first: date, last: date) -> list[Answer]:
    rows = await connection.execute(_ANSWERS.where(log.c.study_day.between(first, last)))
    return _answers(rows.all())


def _answers(rows: Iterable[Any]) -> list[Answer]:
    review, easiest_forgotten = State.REVIEW, Rating.AGAIN.value
    return [
        Answer(
            card,
            _day(day),
            review if state == "review" else _STATES[state],
            rating > easiest_forgotten,
            elapsed,
            None if due_ms is None or last is None else due_ms // _DAY_MS - _number(last),
            chance,
            weights_id,
        )
        for card, day, state, rating, elapsed, due_ms, last, chance, weights_id in rows
    ]


_day: Final = lru_cache(4096)(date.fromisoformat)


@lru_cache(4096)
def _number(day: str) -> int:
    """Return the number of a day, in days since 1970."""
    return date.fromisoformat(day).toordinal() - _EPOCH
