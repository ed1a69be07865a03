"""How well recall is predicted."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from statistics import fmean
from typing import Final

from kb.schedule.answers import Answer, Share, first_of_days

ENOUGH: Final = 100
"""Fewer predictions say nothing: ten for each tenth."""
_TENTHS: Final = 10
_SURE: Final = 1e-6
"""Nothing is taken to be surer than this, so that one surprise does not outweigh all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenth:
    """A tenth of the predictions, from the least sure to the surest."""

    predicted: float
    """Their mean, in (0, 1]."""
    actual: Share
    """How many were recalled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLoss:
    """The mean surprise of the predictions, in nats; less is better."""

    model: float
    constant: float
    """That of always predicting the share that was recalled in all: what is to be beaten."""
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRate:
    """What was recalled, beside what was predicted."""

    actual: Share
    predicted: float
    """The mean, in (0, 1]."""


def predicted(answers: Iterable[Answer]) -> tuple[tuple[float, bool], ...]:
    """Returns each prediction that can be judged, and whether the card was recalled.

    These are the first answers of a study day, a day or more after the one before.

    Args:
        answers: in the order of the log.
    """
    return tuple(
        (each.retrievability, each.recalled)
        for each in first_of_days(answers)
        if each.retrievability is not None and each.elapsed_days
    )


def pass_rate(answers: Iterable[Answer]) -> PassRate | None:
    """Returns how much was recalled, and how much was predicted; none without predictions."""
    judged = predicted(answers)
    if not judged:
        return None
    return PassRate(
        actual=Share(hits=sum(recalled for _, recalled in judged), n=len(judged)),
        predicted=fmean(chance for chance, _ in judged),
    )


def calibration(answers: Iterable[Answer]) -> tuple[Tenth, ...] | None:
    """Returns what became of the predictions, by tenths; none if there are too few.

    Equal predictions stay together, so that a tenth may be larger or missing.
    """
    judged = sorted(predicted(answers), key=lambda each: each[0])
    if len(judged) < ENOUGH:
        return None
    tenths: dict[int, list[tuple[float, bool]]] = {}
    place: dict[float, int] = {}
    for at, (chance, recalled) in enumerate(judged):
        tenth = place.setdefault(chance, at * _TENTHS // len(judged))
        tenths.setdefault(tenth, []).append((chance, recalled))
    return tuple(
        Tenth(
            predicted=fmean(chance for chance, _ in group),
            actual=Share(hits=sum(recalled for _, recalled in group), n=len(group)),
        )
        for group in tenths.values()
    )


def log_loss(answers: Iterable[Answer]) -> LogLoss | None:
    """Returns how surprising the answers were to the model; none if there are too few."""
    judged = predicted(answers)
    if len(judged) < ENOUGH:
        return None
    always = fmean(recalled for _, recalled in judged)
    return LogLoss(
        model=fmean(_surprise(chance, recalled=recalled) for chance, recalled in judged),
        constant=fmean(_surprise(always, recalled=recalled) for _, recalled in judged),
        n=len(judged),
    )


def _surprise(chance: float, *, recalled: bool) -> float:
    happened = chance if recalled else 1 - chance
    return -log(min(max(happened, _SURE), 1 - _SURE))
