"""How quickly one's own cards were forgotten, beside what was predicted.

Cards of about the same stability are taken together: what is held for months is asked after months,
so that without this, old answers would seem to be forgotten no more than fresh ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.schedule.accuracy.answers import ENOUGH_REVIEWS, Share
from kb.schedule.accuracy.tally import RESTS, STRENGTHS, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgettingPoint:
    """Answers after about the same time."""

    days: float
    """Study days since the answer before; the mean."""
    actual: Share
    """The share that was recalled."""
    predicted: float
    """The mean predicted chance of recall, in (0, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgettingCurve:
    """How cards of about one stability were forgotten."""

    least_stability_days: int
    most_stability_days: int | None
    """Below it; none: there is no end."""
    points: tuple[ForgettingPoint, ...]
    """The shortest time first; those with enough answers."""


def forgetting_curves(tally: Tally) -> tuple[ForgettingCurve, ...]:
    """Return the curves that have points, the lowest stabilities first."""
    ends = [*STRENGTHS[1:], None]
    curves = (
        ForgettingCurve(
            least_stability_days=least,
            most_stability_days=most,
            points=tuple(_points(tally, strength)),
        )
        for strength, (least, most) in enumerate(zip(STRENGTHS, ends, strict=True))
    )
    return tuple(curve for curve in curves if curve.points)


def _points(tally: Tally, strength: int) -> Iterable[ForgettingPoint]:
    for rest in range(len(RESTS)):
        rested = tally.rested.get((strength, rest))
        if rested and rested.n >= ENOUGH_REVIEWS:
            yield ForgettingPoint(
                days=rested.mean_days,
                actual=Share(hits=rested.recalled, n=rested.n),
                predicted=rested.predicted,
            )
