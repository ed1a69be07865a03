"""Where cards stand, and their log, as Anki keeps them: due dates, memory, rows of its own log."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from kb.anki.collection import CardPhase, CardQueue, FsrsMemory, ReviewKind
from kb.schedule.days import Moment
from kb.schedule.fsrs import Model
from kb.schedule.log import (
    Adopted,
    CardMemory,
    LogEntry,
    Reschedule,
    Reset,
    Review,
    living,
    replayed,
)
from kb.schedule.memory import Scheduled, Standing, State

EASE_PERMILLE: Final = 2500
"""Of SM-2 at first: what Anki gives a card that FSRS schedules."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PHASES: Final = {
    State.LEARNING: CardPhase.LEARNING,
    State.REVIEW: CardPhase.REVIEW,
    State.RELEARNING: CardPhase.RELEARNING,
}
_KINDS: Final = {
    State.NEW: ReviewKind.LEARNING,
    State.LEARNING: ReviewKind.LEARNING,
    State.REVIEW: ReviewKind.REVIEW,
    State.RELEARNING: ReviewKind.RELEARNING,
}
_LONGEST_ANSWER_MS: Final = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkiSettings:
    """What the settings say about a card."""

    learning_steps: int
    """How many."""
    relearning_steps: int
    retention: float
    decay: float
    """Of the forgetting curve."""


class PastRow(NamedTuple):
    """A row of Anki's log but for its id and card."""

    at_ms: int
    button: int
    interval: int
    last_interval: int
    factor: int
    duration_ms: int
    kind: ReviewKind


def standing_in_anki(
    card: CardMemory,
    settings: AnkiSettings,
    *,
    first_day: date,
    answered_at: datetime | None,
    now: Moment,
) -> dict[str, Any]:
    """Return the columns of an answered card that say where it stands; none if it is new.

    Args:
        card: what its log leads to.
        settings: what they say about it.
        first_day: from which the collection counts days.
        answered_at: the last time.
        now: by whose study day a step is on another day.
    """
    if card.scheduled is None:
        return {}
    memory, due = card.scheduled.memory, card.scheduled.due
    state = memory.state
    columns: dict[str, Any] = {
        "phase": _PHASES[state],
        "ease_permille": EASE_PERMILLE,
        "reps": card.reps,
        "lapses": card.lapses,
        "memory": FsrsMemory(memory.stability_days, memory.difficulty),
        "desired_retention": settings.retention,
        "decay": settings.decay,
        "last_review": _ms(answered_at) // 1000 if answered_at else None,
    }
    if state is State.REVIEW:
        days = max((due.date() - memory.last_day).days, 1)
        number = (due.date() - first_day).days
        return {**columns, "queue": CardQueue.REVIEW, "due": number, "interval_days": days}
    steps = settings.learning_steps if state is State.LEARNING else settings.relearning_steps
    columns["steps_left"] = max(steps - (memory.step or 0), 1)
    columns["interval_days"] = 1 if state is State.RELEARNING else 0
    day = now.calendar.day_of(due)
    if day > now.day:
        number = (day - first_day).days
        return {**columns, "queue": CardQueue.DAY_LEARNING, "due": number}
    return {**columns, "queue": CardQueue.LEARNING, "due": _ms(due) // 1000}


def rows_of_log(entries: Iterable[LogEntry], model: Model) -> Iterator[PastRow]:
    """Yield the rows of Anki's log for that of one card; what was undone is not among them.

    Args:
        entries: all of the card, in the order of kb's log.
        model: with the weights that hold now.
    """
    last_interval = 0
    before: CardMemory | None = None
    for entry, after in replayed(living(entries), model):
        row = _row(entry, before, after, last_interval)
        before = after
        if row is not None:
            last_interval = row.interval
            yield row


def last_answer(entries: Iterable[LogEntry]) -> datetime | None:
    """Return when a card was answered last, here or where its schedule comes from."""
    times = [entry.at for entry in living(entries) if isinstance(entry, Review | Adopted)]
    return times[-1] if times else None


def _row(
    entry: LogEntry, before: CardMemory | None, after: CardMemory, last_interval: int
) -> PastRow | None:
    at_ms = _ms(entry.at)
    if isinstance(entry, Reset):
        return PastRow(at_ms, 0, 0, last_interval, 0, 0, ReviewKind.MANUAL)
    scheduled = after.scheduled
    if scheduled is None:
        return None  # a card that had become new was rescheduled
    factor = _factor(scheduled)
    if isinstance(entry, Review):
        state = entry.before.state if entry.before else State.NEW
        return PastRow(
            at_ms,
            entry.rating.value,
            _interval(entry.after, entry.at),
            last_interval,
            factor,
            min(entry.duration_ms or 0, _LONGEST_ANSWER_MS),
            _KINDS[state],
        )
    if not isinstance(entry, Reschedule | Adopted):
        return None
    if isinstance(entry, Adopted) and before is None and after.reps == 0:
        return None
    # Such an interval counts from the last answer.
    days = max((scheduled.due.date() - scheduled.memory.last_day).days, 1)
    return PastRow(at_ms, 0, days, last_interval, factor, 0, ReviewKind.MANUAL)


def _interval(after: Standing, at: datetime) -> int:
    if after.state.in_steps:
        return -max(round((after.due - at) / timedelta(seconds=1)), 1)
    return max((after.due.date() - after.last_day).days, 1)


def _factor(scheduled: Scheduled) -> int:
    """Return a difficulty from 1 to 10 as Anki's log has it: from 100 to 1100."""
    return round(((scheduled.memory.difficulty - 1) / 9 + 0.1) * 1000)


def _ms(moment: datetime) -> int:
    return round((moment - _EPOCH) / timedelta(milliseconds=1))
