"""How much work days brought, and will bring."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from kb.schedule.memory import State
from kb.schedule.pace import Pace


class Done(NamedTuple):
    """Answers of one study day."""

    day: date
    answers: int
    seconds: float


class Due(NamedTuple):
    """Cards of one kind that are due on one study day."""

    day: date
    kind: str
    state: State
    """Any but new."""
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The work of one study day."""

    day: date
    reviews: int
    minutes: float


def days_done(done: Iterable[Done], first: date, last: date) -> tuple[Load, ...]:
    """Returns the work of each study day from ``first`` to ``last``, both included."""
    answers: dict[date, int] = defaultdict(int)
    seconds: dict[date, float] = defaultdict(float)
    for row in done:
        answers[row.day] += row.answers
        seconds[row.day] += row.seconds
    return tuple(
        Load(day=day, reviews=answers[day], minutes=seconds[day] / 60)
        for day in _days(first, (last - first).days + 1)
    )


def forecast(
    due: Iterable[Due], first: date, days: int, pace: Pace, *, retention: float
) -> tuple[Load, ...]:
    """Returns the work that is waiting for each of the next study days, as things stand.

    What is overdue counts for the first day. New cards, and those that come back, are left out.

    Args:
        due: by study day; the days after the last one asked for are left out.
        first: today.
        days: how many.
        pace: how long answers take.
        retention: the chance that a review succeeds, in (0, 1].
    """
    cards: dict[date, int] = defaultdict(int)
    seconds: dict[date, float] = defaultdict(float)
    for row in due:
        day = max(row.day, first)
        cards[day] += row.cards
        seconds[day] += row.cards * pace.due_s(row.kind, row.state, retention)
    return tuple(
        Load(day=day, reviews=cards[day], minutes=seconds[day] / 60) for day in _days(first, days)
    )


def _days(first: date, count: int) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range(count))
