"""Answers as statistics read them: light rows, as those of years are read at once."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final, NamedTuple

from kb.schedule.memory import CardId, State

MATURE_DAYS: Final = 21
"""A card with an interval at least this long is mature, as in Anki."""
ENOUGH_REVIEWS: Final = 20
"""The fewest reviews that give a retention."""
_INTERVALS: Final = (1, 2, 4, 8, MATURE_DAYS, 61, 181)
"""The shortest intervals of groups, in days; one that is longer than 180 is long."""
_Z: Final = 1.959964
"""95 % of a normal distribution lie within this many standard deviations."""


class Answer(NamedTuple):
    """One answer that was not undone."""

    card: CardId
    day: date
    """The study day, from the log."""
    state: State
    """Before the answer."""
    recalled: bool
    elapsed_days: int | None
    """Study days since the previous answer; none for a new card."""
    interval_days: int | None
    """The scheduled interval; none for a new card."""
    retrievability: float | None
    """The predicted chance of recall; none for a new card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of ``n``, and the 95 % confidence interval of the true share.

    The interval is Wilson's, “Probable Inference” (1927), https://doi.org/10.2307/2276774.
    """

    hits: int
    n: int
    """Above 0."""

    @property
    def share(self) -> float:
        """In [0, 1]."""
        return self.hits / self.n

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return max(0.0, self._centre - self._half)

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return min(1.0, self._centre + self._half)

    @property
    def _centre(self) -> float:
        return (self.share + _Z**2 / (2 * self.n)) / (1 + _Z**2 / self.n)

    @property
    def _half(self) -> float:
        spread = self.share * (1 - self.share) / self.n + _Z**2 / (4 * self.n**2)
        return _Z * sqrt(spread) / (1 + _Z**2 / self.n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The share of reviews that were passed; none with fewer than ``ENOUGH_REVIEWS``."""

    young: Share | None
    mature: Share | None
    n: int
    """Reviews of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalShare:
    """How often cards were recalled after intervals of some length."""

    least_days: int
    most_days: int | None
    """None: there is no longest."""
    share: Share


def first_of_days(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the first answer to each card on each study day.

    Later answers of that day show recall after minutes, not after the interval.

    Args:
        answers: in the order of the log.
    """
    firsts: dict[tuple[CardId, date], Answer] = {}
    for answer in answers:
        firsts.setdefault((answer.card, answer.day), answer)
    return tuple(firsts.values())


def true_retention(answers: Iterable[Answer]) -> Retention:
    """Return how often cards in review were recalled at their first answer of a study day.

    Args:
        answers: in the order of the log.
    """
    reviews = [answer for answer in first_of_days(answers) if answer.state is State.REVIEW]
    mature = [answer for answer in reviews if (answer.interval_days or 0) >= MATURE_DAYS]
    young = [answer for answer in reviews if (answer.interval_days or 0) < MATURE_DAYS]
    return Retention(young=_passed(young), mature=_passed(mature), n=len(reviews))


def retention_by_interval(answers: Iterable[Answer]) -> tuple[IntervalShare, ...]:
    """Return how often cards were recalled at their first answer of a day, by interval.

    Args:
        answers: in the order of the log.
    """
    counts = [[0, 0] for _ in _INTERVALS]
    for answer in first_of_days(answers):
        if answer.state is State.REVIEW and answer.interval_days is not None:
            count = counts[max(bisect_right(_INTERVALS, answer.interval_days) - 1, 0)]
            count[0] += answer.recalled
            count[1] += 1
    ends = [*(least - 1 for least in _INTERVALS[1:]), None]
    return tuple(
        IntervalShare(least_days=least, most_days=most, share=Share(hits=hits, n=n))
        for least, most, (hits, n) in zip(_INTERVALS, ends, counts, strict=True)
        if n
    )


def _passed(reviews: list[Answer]) -> Share | None:
    if len(reviews) < ENOUGH_REVIEWS:
        return None
    return Share(hits=sum(review.recalled for review in reviews), n=len(reviews))
