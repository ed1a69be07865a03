"""What a simulation comes to, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from statistics import fmean
from typing import NamedTuple


class SimulatedDay(NamedTuple):
    """One study day."""

    day: date
    reviews: float
    """Answers, those in steps and to new cards, too."""
    minutes: float
    known: float
    """Cards, at the end of the day: the sum of their chances of recall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All days, and what they took to simulate."""

    days: tuple[SimulatedDay, ...]
    left: float
    """Due cards that had to wait at the end of the last day."""
    begun: float
    """New cards that were learned."""
    work: int
    """Cards that were looked at, once a day."""
    share: float
    """Of the cards that were simulated."""

    @property
    def reviews(self) -> float:
        """A day."""
        return fsum(day.reviews for day in self.days) / len(self.days)

    @property
    def minutes(self) -> float:
        """A day."""
        return fsum(day.minutes for day in self.days) / len(self.days)

    @property
    def known(self) -> float:
        """In the mean of the days."""
        return fsum(day.known for day in self.days) / len(self.days)


def mean_course(courses: Sequence[Course]) -> Course:
    """Return the mean of courses of the same days, of the same cards."""
    return Course(
        days=tuple(
            SimulatedDay(
                days[0].day,
                fmean(day.reviews for day in days),
                fmean(day.minutes for day in days),
                fmean(day.known for day in days),
            )
            for days in zip(*(one.days for one in courses), strict=True)
        ),
        left=fmean(one.left for one in courses),
        begun=fmean(one.begun for one in courses),
        work=courses[0].work,
        share=courses[0].share,
    )
