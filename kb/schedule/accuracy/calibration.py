"""How well recall is predicted: calibration, log loss and Brier score."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from operator import itemgetter
from statistics import fmean
from typing import Final

from kb.schedule.answers import Answer, Share, first_of_days

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


def predicted(answers: Iterable[Answer]) -> tuple[tuple[float, bool], ...]:
    """Return the predictions that can be judged, each with whether the card was recalled.

    These are the first answers of a study day, a day or more after the previous answer.

    Args:
        answers: in the order of the log.
    """
    return tuple(
        (answer.retrievability, answer.recalled)
        for answer in first_of_days(answers)
        if answer.retrievability is not None and answer.elapsed_days
    )


def calibration(answers: Iterable[Answer]) -> tuple[Bin, ...] | None:
    """Return the predictions in ten bins, with what was recalled; none if there are too few.

    Equal predictions share a bin, so a bin may be larger, or missing.
    """
    judged = sorted(predicted(answers), key=itemgetter(0))
    if len(judged) < ENOUGH_PREDICTIONS:
        return None
    bins: dict[int, list[tuple[float, bool]]] = {}
    bin_of: dict[float, int] = {}
    for rank, (chance, recalled) in enumerate(judged):
        number = bin_of.setdefault(chance, rank * _BINS // len(judged))
        bins.setdefault(number, []).append((chance, recalled))
    return tuple(
        Bin(
            predicted=fmean(chance for chance, _ in group),
            actual=Share(hits=sum(recalled for _, recalled in group), n=len(group)),
        )
        for group in bins.values()
    )


def log_loss(answers: Iterable[Answer]) -> LogLoss | None:
    """Return the log loss of the predictions; none if there are too few."""
    judged = predicted(answers)
    if len(judged) < ENOUGH_PREDICTIONS:
        return None
    always = fmean(recalled for _, recalled in judged)
    return LogLoss(
        model=fmean(_loss(chance, recalled=recalled) for chance, recalled in judged),
        constant=fmean(_loss(always, recalled=recalled) for _, recalled in judged),
        n=len(judged),
    )


def brier_score(answers: Iterable[Answer]) -> BrierScore | None:
    """Return the Brier score of the predictions; none if there are too few."""
    judged = predicted(answers)
    if len(judged) < ENOUGH_PREDICTIONS:
        return None
    always = fmean(recalled for _, recalled in judged)
    return BrierScore(
        model=fmean((recalled - chance) ** 2 for chance, recalled in judged),
        constant=always * (1 - always),
    )


def _loss(chance: float, *, recalled: bool) -> float:
    happened = chance if recalled else 1 - chance
    return -log(min(max(happened, _SURE), 1 - _SURE))
