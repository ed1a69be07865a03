"""Intervals in whole days: rounded, and spread so that cards do not stay due together.

The spread is Anki's: see ``rslib/src/scheduler/states/fuzz.rs`` of https://github.com/ankitects/anki.
"""

from collections.abc import Callable, Mapping
from math import floor
from random import Random
from typing import Final, NamedTuple

from kb.schedule.memory import Rating

_NO_SPREAD_BELOW_DAYS: Final = 2.5
_ROOM: Final = {Rating.HARD: 2, Rating.GOOD: 1, Rating.EASY: 0}
"""Days below the maximum that are reserved for the better ratings."""


class Bounds(NamedTuple):
    """The range of days that an interval is drawn from, both ends included."""

    least: int
    most: int

    def pick(self, chance: float) -> int:
        """Return the day that ``chance``, in [0, 1), falls on; all are equally likely."""
        return self.least + floor(chance * (1 + self.most - self.least))


Pick = Callable[[Bounds, float], int]
"""Returns the interval, of a range, that a number in [0, 1) leads to."""


def spread_days(interval_days: float) -> float:
    """Return by how many days an interval may become shorter or longer.

    A day, and 0.15 for each day from 2.5 to 7, 0.10 from 7 to 20, 0.05 beyond.
    """
    if interval_days < _NO_SPREAD_BELOW_DAYS:
        return 0.0
    if interval_days < 7:
        return 1.0 + 0.15 * (interval_days - _NO_SPREAD_BELOW_DAYS)
    to_seven = 0.15 * (7 - _NO_SPREAD_BELOW_DAYS)
    if interval_days < 20:
        return 1.0 + (to_seven + 0.10 * (interval_days - 7))
    return 1.0 + (to_seven + 0.10 * 13 + 0.05 * (interval_days - 20))


def bounds(interval_days: float, least: int, most: int) -> Bounds:
    """Return the range of days that ``interval_days`` may become.

    Args:
        interval_days: of FSRS.
        least: in days, at least 1; gives way to ``most``.
        most: in days.
    """
    ideal = min(interval_days, most)
    spread = spread_days(ideal)
    low = min(max(rounded(ideal - spread), least), most)
    return Bounds(low, min(max(rounded(ideal + spread), low), most))


def without_apart(ideals: dict[Rating, float], most: int) -> dict[Rating, float]:
    """Return the intervals without those that cannot bear on the longest one.

    These end before its range begins, wherever they fall in their own.

    Args:
        ideals: of FSRS, in days, from the shortest to the longest.
        most: the longest interval, in days.
    """
    rating, longest = next(reversed(ideals.items()))
    spread = spread_days(longest)
    if longest + spread > most - 3:
        return ideals
    begins = longest - spread - 1
    return {
        worse: ideal
        for worse, ideal in ideals.items()
        if worse is rating or max(ideal, 1.0) + spread_days(ideal) > begins
    }


def rounded(days: float) -> int:
    """Return the nearest whole number of days, with halves rounded up."""
    return floor(days + 0.5)


def spread_chance(card: str, reps: int) -> float:
    """Return the number in [0, 1) that spreads a card's next interval.

    It is the same for all four ratings until the card is answered, so that each button shows what
    will happen, on every device.

    Args:
        card: its id on all devices.
        reps: how often it was answered.
    """
    return Random(f"{card}:{reps}").random()  # noqa: S311  # not for secrets


def passing_days(
    ideals: Mapping[Rating, float],
    *,
    beyond: Mapping[Rating, int],
    last: int,
    most: int,
    chance: float,
    pick: Pick = Bounds.pick,
) -> dict[Rating, int]:
    """Return the interval of each rating in ``ideals``, in days, each longer than the one before.

    If ``most`` is below 3 days, they may be equal.

    Args:
        ideals: the intervals of FSRS, in days; from Hard, or Good, to Easy.
        beyond: days that the interval of a rating has to exceed.
        last: the previous interval, in days; 0 if there was none. An interval that should grow
            does, and one whose spread reaches ``last`` is not shorter.
        most: in days, at least 1.
        chance: see :func:`spread_chance`.
        pick: chooses the day; see :meth:`kb.schedule.planning.balance.Ahead.pick`.
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
        before = pick(bounds(ideal, least, limit), chance)
        intervals[rating] = before
    return intervals
