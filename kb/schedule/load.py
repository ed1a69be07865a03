"""The daily workload, past and to come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from kb.schedule.memory import State
from kb.schedule.pace import Pace


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


def forecast(
    due: Iterable[Due], first: date, days: int, pace: Pace, *, retention: float
) -> tuple[Load, ...]:
    """Return the workload of each of the next study days, of cards that have a due date now.

    Overdue cards count for the first day. New cards and repeated answers are left out.

    Args:
        due: by study day; later days than the last are ignored.
        first: today.
        days: how many days.
        pace: the learner's.
        retention: the chance that a review succeeds, in (0, 1].
    """
    cards: dict[date, int] = defaultdict(int)
    seconds: dict[date, float] = defaultdict(float)
    for row in due:
        day = max(row.day, first)
        cards[day] += row.cards
        seconds[day] += row.cards * pace.due_s(row.kind, row.state, retention)
    return tuple(
        Load(day=day, reviews=cards[day], minutes=seconds[day] / 60)
        for day in (first + timedelta(days=number) for number in range(days))
    )
