"""What each desired retention costs, and what it gains.

Python takes a second or two for 100,000 answers. So many cards are simulated in part: whole notes,
with that part of the daily limits; see
:meth:`~kb.schedule.simulation.card_pool.CardPool.sample`. And of the retentions only
some are simulated; between them, work and knowledge grow evenly.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import ceil, log
from typing import Final, NamedTuple, Self

from kb.schedule.curve import Curve
from kb.schedule.options import ScheduleOptions
from kb.schedule.simulation.card_pool import CardPool
from kb.schedule.simulation.course import course
from kb.schedule.simulation.simulated_days import Course, mean_course
from kb.schedule.simulation.world import World

RETENTIONS: Final = tuple(percent / 100 for percent in range(70, 100))
SIMULATED: Final = (0.70, 0.75, 0.80, 0.84, 0.88, 0.91, 0.94, 0.96, 0.98, 0.99)
"""The others lie between them."""
_NEAR: Final = 0.015
"""One is not simulated again so near to a retention that was."""
_MOST_WORK: Final = 25_000
"""Cards that a simulation looks at, once a day."""
_MOST_WORK_ALONE: Final = 80_000
"""The same where no table is asked for."""
_MOST_WORK_OF_ROW: Final = 12_000
"""The same for a row of the table."""
_MOST_TURNS: Final = 4
_ENOUGH_CARDS: Final = 2000
"""With so many cards, chance moves the work of a year by a percent or two."""
_PARTS_AT_FIRST: Final = 3
"""From one of so many parts of that it is learned how much work there is."""


class Workload(NamedTuple):
    """What a retention costs, and what it gains."""

    retention: float
    """The chance of recall at which a review is due."""
    reviews: float
    """Answers a day, those in steps and to new cards, too."""
    minutes: float
    """A day."""
    known: float
    """Cards, in the mean of the days: the sum of their chances of recall."""
    known_at_end: float
    """The same at the end of the last day."""

    @classmethod
    def of(cls, retention: float, days: Course) -> Self:
        """Return what days at a retention come to."""
        return cls(retention, days.reviews, days.minutes, days.known, days.days[-1].known)


class Simulator:
    """Simulates the days of cards at many retentions."""

    def __init__(
        self,
        pool: CardPool,
        world: World,
        settings_for: Callable[[float], ScheduleOptions],
    ) -> None:
        """Prepare the simulation.

        Args:
            pool: all cards of the learner.
            world: with any settings.
            settings_for: returns the settings with a retention.
        """
        self._pool: Final = pool
        self._world: Final = world
        self._settings_for: Final = settings_for
        self._parts: Final = {1: pool}

    def whole(self, retention: float, *, alone: bool = False) -> Course:
        """Return the days of all cards; if they are many, what a part of them foretells.

        Where nothing else is simulated (``alone``), the part is larger.
        """
        most = _MOST_WORK_ALONE if alone else _MOST_WORK
        first = self._course(retention, _PARTS_AT_FIRST * self._least_parts, 0)
        work = first.work / first.share
        parts = max(1, ceil(work / most))
        return self._course(retention, parts, most, places_cards=True)

    def workloads(
        self, anchor: float, whole: Course, advance: Callable[[], None]
    ) -> tuple[Workload, ...]:
        """Return the workload of each retention, from 0.7 to 0.99.

        Args:
            anchor: a retention; if it is no whole percent, it is one more.
            whole: its days, of :meth:`whole`.
            advance: called as often as ``SIMULATED`` has retentions.
        """
        rows = [Workload.of(anchor, whole)]
        parts = self._least_parts
        for retention in SIMULATED:
            is_end = retention in (SIMULATED[0], SIMULATED[-1])
            if retention != anchor and (is_end or abs(retention - anchor) >= _NEAR):
                days = self._course(retention, parts, _MOST_WORK_OF_ROW)
                rows.append(Workload.of(retention, days))
                # The next one is more work.
                work = 1.5 * days.work / days.share
                parts = max(self._least_parts, ceil(work / _MOST_WORK_OF_ROW))
            advance()
        return tuple(_between(sorted(rows), self._world.model.curve))

    @property
    def _least_parts(self) -> int:
        return max(1, ceil(self._pool.cards / _ENOUGH_CARDS))

    def _course(
        self, retention: float, parts: int, most: int, *, places_cards: bool = False
    ) -> Course:
        """Return the days that one of so many parts of the cards foretells."""
        if parts not in self._parts:
            self._parts[parts] = self._pool.sample(parts)
        part = self._parts[parts]
        world = replace(
            self._world,
            settings=self._settings_for(retention),
            places_cards=places_cards,
        )
        share = part.cards / self._pool.cards
        courses = [course(part, world, share=share)]
        # Few cards have room for several turns of luck.
        for turn in range(1, min(_MOST_TURNS, most // max(1, courses[0].work))):
            again = replace(world, seed=world.seed + turn)
            courses.append(course(part, again, share=share))
        return mean_course(courses)


def _between(rows: list[Workload], curve: Curve) -> Iterator[Workload]:
    """Yield the rows, and those of the other retentions between them.

    Everything changes by the same factor as long as intervals do.
    """

    def length(retention: float) -> float:
        return log(curve.interval_days(1.0, retention))

    yield rows[0]
    for before, after in pairwise(rows):
        begin, end = length(before.retention), length(after.retention)
        for retention in RETENTIONS:
            if before.retention < retention < after.retention:
                way = (length(retention) - begin) / (end - begin)
                yield Workload(
                    retention,
                    *(
                        low ** (1 - way) * high**way
                        for low, high in zip(before[1:], after[1:], strict=True)
                    ),
                )
        yield after
