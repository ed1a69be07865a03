"""How often cards in review were recalled."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from kb.schedule.accuracy.answers import ENOUGH_REVIEWS, Share
from kb.schedule.accuracy.tally import Tally

MATURE_DAYS: Final = 21
"""A card with an interval at least this long is mature, as in Anki."""
_INTERVALS: Final = (1, 2, 4, 8, MATURE_DAYS, 61, 181)
"""The shortest intervals of groups, in days; one that is longer than 180 is long."""


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


def true_retention(tally: Tally) -> Retention:
    """Return how often cards in review were recalled at their first answer of a study day."""
    young, mature = [0, 0], [0, 0]
    for (interval, recalled), n in tally.by_interval.items():
        (mature if (interval or 0) >= MATURE_DAYS else young)[recalled] += n
    return Retention(young=_passed(*young), mature=_passed(*mature), n=sum(young) + sum(mature))


def retention_by_interval(tally: Tally) -> tuple[IntervalShare, ...]:
    """Return how often cards were recalled at their first answer of a day, by interval."""
    counts = [[0, 0] for _ in _INTERVALS]
    for (interval, recalled), n in tally.by_interval.items():
        if interval is not None:
            counts[max(bisect_right(_INTERVALS, interval) - 1, 0)][recalled] += n
    ends = [*(least - 1 for least in _INTERVALS[1:]), None]
    return tuple(
        IntervalShare(
            least_days=least,
            most_days=most,
            share=Share(hits=recalled, n=forgotten + recalled),
        )
        for least, most, (forgotten, recalled) in zip(_INTERVALS, ends, counts, strict=True)
        if forgotten + recalled
    )


def _passed(forgotten: int, recalled: int) -> Share | None:
    n = forgotten + recalled
    return None if n < ENOUGH_REVIEWS else Share(hits=recalled, n=n)
