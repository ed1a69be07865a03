"""The day on which a card falls due: of those that its spread allows, the one with least to do.

Days further off have fewer cards as yet, so a plain choice of the emptiest would make intervals
longer and recall worse. Therefore the cards of the day after t days count √t times, as in Anki: see
``rslib/src/scheduler/states/load_balancer.rs`` of https://github.com/ankitects/anki, which weighs
days by that and draws one. Here the best one is taken, so that the same state gives the same day;
and days at the ends of the range count more than those in its middle, which is what FSRS asked for.
Both keep recall as it is: ``python -m benchmarks.balance`` measures it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import floor, inf, sqrt
from typing import Final

from kb.schedule.intervals import Bounds

BALANCED_DAYS: Final = 90
"""Longer intervals are not balanced: so far off, too little is known."""
LEAST_SHARE: Final = 1e-4
"""Of a day that is to have as few cards as possible."""
BREAK_SHARE: Final = 1e-8
"""Of a day of a break; other days with few cards are better."""
_FAR: Final = 0.3
"""How much more the cards of a day at an end of the range count than those of its middle."""
_SIBLING_SHARE: Final = 1e-2
"""Of a day on which a sibling is due."""


def usual(day: int) -> float:  # noqa: ARG001  # whatever the day
    """Return the share of a day on which nothing is planned."""
    return 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The days to come, as far as the choice of a due day asks for them.

    Days are numbers, as of :meth:`datetime.date.toordinal`, or any others that count on by one.
    """

    today: int
    load: Mapping[int, float]
    """Cards that are due on a day; a day without any may be missing."""
    share: Callable[[int], float] = usual
    """How much of a usual day's work a day shall have, from ``BREAK_SHARE`` to 1."""
    siblings: Collection[int] = ()
    """The days on which siblings of the card are due."""
    latest: int | None = None
    """The longest interval, at least 1, because of an exam; it holds against all else."""

    def pick(self, days: Bounds, chance: float) -> int:
        """Return the best of the intervals in a range.

        Args:
            days: from today.
            chance: in [0, 1), decides between days that are equally good.
        """
        if days.least == days.most:
            return days.least
        balanced = days.least <= BALANCED_DAYS
        count = 1 + days.most - days.least
        best, least_cost = days.least, inf
        # Beginning where chance falls, so that it decides between equals.
        first = floor(chance * count)
        middle, half = (days.least + days.most) / 2, (days.most - days.least) / 2
        for turn in range(count):
            interval = days.least + (first + turn) % count
            cost = self._cost(interval, balanced=balanced) * (
                1 + _FAR * ((interval - middle) / half) ** 2
            )
            if cost < least_cost:
                best, least_cost = interval, cost
        return best

    def _cost(self, interval: int, *, balanced: bool) -> float:
        day = self.today + interval
        # Cards that left a day may not have been counted on it.
        cards = max(0.0, self.load.get(day, 0.0)) if balanced else 0.0
        share = self.share(day)
        if day in self.siblings:
            share *= _SIBLING_SHARE
        return sqrt(interval) * ((cards + 1) / share - 1)
