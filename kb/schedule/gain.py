"""What a review is worth: how much more will be known over the next year if it is done today.

With p the chance of recall now, S⁺ and S⁻ the stability after Good and after Again, and A the area
under the forgetting curve over 365 days, the gain is p·A(S⁺) + (1-p)·A(S⁻) - A(now), in days of
knowing the card.

S⁺ and S⁻ are those of :class:`kb.schedule.fsrs.Model`; a test compares. The formulas are repeated
here because a queue needs thousands at once, and the package takes ten times as long.
"""

from math import exp
from typing import Final

from kb.schedule.fsrs import Model

_YEAR_DAYS: Final = 365.0


class GainModel:
    """Predicts the gain of reviews, under one set of weights."""

    __slots__ = ("_again", "_curve", "_good", "_least_loss")

    def __init__(self, model: Model) -> None:
        """Prepare the formulas for the weights of ``model``."""
        weights = model.weights
        self._curve: Final = model.curve
        self._good: Final = (exp(weights[8]), weights[9], weights[10])
        self._again: Final = tuple(weights[11:15])
        self._least_loss: Final = exp(weights[17] * weights[18])

    def stabilities(
        self, stability_days: float, difficulty: float, retrievability: float
    ) -> tuple[float, float]:
        """Return the stability after Good and after Again, on a later day than the last review."""
        growth, flattening, spacing = self._good
        scale, hardness, exponent, surprise = self._again
        forgotten = 1 - retrievability
        good = stability_days * (
            1
            + growth
            * (11 - difficulty)
            * stability_days**-flattening
            * (exp(spacing * forgotten) - 1)
        )
        again = (
            scale
            * difficulty**-hardness
            * ((stability_days + 1) ** exponent - 1)
            * exp(surprise * forgotten)
        )
        return good, max(0.001, min(again, stability_days / self._least_loss))

    def gain_days(self, stability_days: float, difficulty: float, elapsed_days: int) -> float:
        """Return how many days of recall a review today adds within a year.

        ``elapsed_days`` are those since the last review.
        """
        curve = self._curve
        recall = curve.retrievability(elapsed_days, stability_days)
        good, again = self.stabilities(stability_days, difficulty, recall)
        return (
            recall * curve.area(good, 0, _YEAR_DAYS)
            + (1 - recall) * curve.area(again, 0, _YEAR_DAYS)
            - curve.area(stability_days, elapsed_days, _YEAR_DAYS)
        )
