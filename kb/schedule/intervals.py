"""Whole days out of a memory: rounded, and spread so that cards do not keep falling due together.

The spread is Anki's: see ``rslib/src/scheduler/states/fuzz.rs`` of https://github.com/ankitects/anki.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, inf
from random import Random
from typing import Final

from kb.schedule.memory import Rating

_NO_SPREAD_BELOW_DAYS: Final = 2.5
_SPREAD: Final = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, inf, 0.05))
"""From, to, in days; how much each day between adds to the spread on either side."""
_ROOM: Final = {Rating.HARD: 2, Rating.GOOD: 1, Rating.EASY: 0}
"""Days below the maximum that are left to the better ratings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The days that an interval may be drawn from, both ends included."""

    least: int
    most: int

    def drawn(self, chance: float) -> int:
        """Returns the day that ``chance``, in [0, 1), falls on; each is as likely as the others."""
        return self.least + floor(chance * (1 + self.most - self.least))


def spread_days(interval_days: float) -> float:
    """Returns by how much an interval may be shorter or longer."""
    if interval_days < _NO_SPREAD_BELOW_DAYS:
        return 0.0
    return 1.0 + sum(
        share * max(0.0, min(interval_days, end) - begin) for begin, end, share in _SPREAD
    )


def bounds(interval_days: float, least: int, most: int) -> Bounds:
    """Returns the days that ``interval_days`` may become.

    Args:
        interval_days: as FSRS would have it.
        least: in days, at least 1; gives way to ``most``.
        most: in days.
    """
    ideal = min(interval_days, most)
    spread = spread_days(ideal)
    low = min(max(rounded(ideal - spread), least), most)
    return Bounds(least=low, most=min(max(rounded(ideal + spread), low), most))


def rounded(days: float) -> int:
    """Returns the nearest whole number of days, halves rounded up."""
    return floor(days + 0.5)


def spread_chance(card: str, reps: int) -> float:
    """Returns the number in [0, 1) that spreads a card's next interval.

    The same for all four ratings, and until the card is answered: what a button shows is what
    happens, on every device.

    Args:
        card: names the card everywhere.
        reps: how many answers it has had.
    """
    return Random(f"{card}:{reps}").random()  # noqa: S311  # not for secrets


def passing_days(
    ideals: Mapping[Rating, float],
    *,
    beyond: Mapping[Rating, int],
    last: int,
    most: int,
    chance: float,
) -> dict[Rating, int]:
    """Returns the interval of each rating in ``ideals``, in days, each longer than the one before.

    Where ``most`` leaves no room for that, below 3 days, they may be equal.

    Args:
        ideals: what FSRS would have, in days; from Hard, or Good, to Easy.
        beyond: days that the interval of a rating has to exceed.
        last: the last interval, in days; 0 if there was none. One that should grow does, and one
            whose spread reaches the last is not shorter.
        most: in days, at least 1.
        chance: see :func:`spread_chance`.
    """
    intervals: dict[Rating, int] = {}
    before = 0
    for rating, ideal in ideals.items():
        limit = max(1, most - _ROOM[rating])
        least = max(before + 1, beyond.get(rating, 0) + 1)
        if rounded(ideal) > last:
            least = max(least, last + 1)
        elif bounds(ideal, 1, limit).most >= last:
            least = max(least, last)
        before = bounds(ideal, least, limit).drawn(chance)
        intervals[rating] = before
    return intervals
