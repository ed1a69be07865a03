"""How well recall is predicted: calibration, log loss and Brier score."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from math import fsum, log
from statistics import fmean
from typing import Final

from kb.schedule.accuracy.answers import Share
from kb.schedule.accuracy.tally import Tally

ENOUGH_PREDICTIONS: Final = 100
"""The fewest to judge: ten for each tenth."""
_BINS: Final = 10
_SURE: Final = 1e-6
"""Bounds each prediction away from 0 and 1, so that one surprise does not outweigh the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A tenth of the predictions, from the lowest to the highest."""

    predicted: float
    """Their mean, in (0, 1]."""
    actual: Share
    """The share that was recalled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLoss:
    """The mean log loss of the predictions, in nats; less is better."""

    model: float
    constant: float
    """The baseline: that of always predicting the overall share of recalled answers."""
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrierScore:
    """The mean square by which predictions missed what happened, from 0 to 1; less is better.

    Brier, “Verification of forecasts expressed in terms of probability” (1950).
    """

    model: float
    constant: float
    """The baseline: that of always predicting the overall share of recalled answers."""


def calibration(tally: Tally) -> tuple[Bin, ...] | None:
    """Return the predictions in ten bins, with what was recalled; none if there are too few.

    Equal predictions share a bin, so a bin may be larger, or missing.
    """
    if tally.judged < ENOUGH_PREDICTIONS:
        return None
    chances = sorted(chain(tally.recalled, tally.forgotten))  # of two sorted runs, in no time
    ranks = [-(-number * len(chances) // _BINS) for number in range(1, _BINS)]
    starts = sorted({0, *(_first_of_bin(chances, rank) for rank in ranks)} - {len(chances)})
    bins = []
    hits_before = 0
    for start, end in zip(starts, [*starts[1:], len(chances)], strict=True):
        hits = bisect_right(tally.recalled, chances[end - 1])
        bins.append(
            Bin(
                predicted=fmean(chances[start:end]),
                actual=Share(hits=hits - hits_before, n=end - start),
            )
        )
        hits_before = hits
    return tuple(bins)


def _first_of_bin(chances: Sequence[float], rank: int) -> int:
    """Return the rank from which on chances are in the bin that begins about there."""
    is_parted = chances[rank - 1] != chances[rank]
    return rank if is_parted else bisect_right(chances, chances[rank])


def log_loss(tally: Tally) -> LogLoss | None:
    """Return the log loss of the predictions; none if there are too few."""
    n = tally.judged
    if n < ENOUGH_PREDICTIONS:
        return None
    missed = [1 - chance for chance in reversed(tally.forgotten)]
    always = len(tally.recalled) / n
    constant = chain(
        repeat(_loss(always), len(tally.recalled)), repeat(_loss(1 - always), len(missed))
    )
    return LogLoss(
        model=fsum(chain(_losses(tally.recalled), _losses(missed))) / n,
        constant=fsum(constant) / n,
        n=n,
    )


def brier_score(tally: Tally) -> BrierScore | None:
    """Return the Brier score of the predictions; none if there are too few."""
    n = tally.judged
    if n < ENOUGH_PREDICTIONS:
        return None
    always = len(tally.recalled) / n
    misses = chain(
        ((1 - chance) ** 2 for chance in tally.recalled),
        ((0 - chance) ** 2 for chance in tally.forgotten),
    )
    return BrierScore(model=fsum(misses) / n, constant=always * (1 - always))


def _loss(chance: float) -> float:
    """Return the loss where something happened that had this chance."""
    return -log(min(max(chance, _SURE), 1 - _SURE))


def _losses(chances: Sequence[float]) -> Iterable[float]:
    """Return the losses of chances, which come lowest first."""
    low, high = bisect_left(chances, _SURE), bisect_right(chances, 1 - _SURE)
    return chain(
        repeat(_loss(0.0), low),
        (-log(chance) for chance in chances[low:high]),
        repeat(_loss(1.0), len(chances) - high),
    )
