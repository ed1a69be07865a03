"""The formulas of FSRS-6 for many answers at once.

The package ``fsrs`` takes ten times as long. What they give is what
:meth:`kb.schedule.fsrs.Model.next` gives; tests compare.
"""

from math import exp
from typing import Final

from kb.schedule.fsrs import LONGEST_STABILITY_DAYS, Model
from kb.schedule.memory import Rating

_LEAST_STABILITY_DAYS: Final = 0.001


class Formulas:
    """FSRS-6 with the weights of a model."""

    __slots__ = (
        "_again",
        "_difficulty",
        "_good",
        "_least_loss",
        "_same_day",
        "_shares",
        "curve",
        "first",
    )

    def __init__(self, model: Model) -> None:
        """Prepare the formulas for the weights of ``model``."""
        weights = model.weights
        self.curve: Final = model.curve
        self.first: Final = tuple(model.first(rating) for rating in Rating)
        """Stability, in days, and difficulty after the first answer, by its rating."""
        self._good: Final = (exp(weights[8]), weights[9], weights[10])
        self._again: Final = tuple(weights[11:15])
        self._least_loss: Final = exp(weights[17] * weights[18])
        self._shares: Final = (0.0, 0.0, weights[15], 1.0, weights[16])
        """Of the growth after Good, by rating."""
        self._same_day: Final = (
            0.0,
            *(exp(weights[17] * (rating - 3 + weights[18])) for rating in Rating),
            weights[19],
        )
        easiest = weights[4] - exp(weights[5] * 3) + 1
        self._difficulty: Final = (weights[6], weights[7] * easiest, 1 - weights[7])

    def growth(self, stability_days: float, difficulty: float, retrievability: float) -> float:
        """Return by what factor, less 1, stability grows after Good on a later day."""
        scale, flattening, spacing = self._good
        return float(
            scale
            * (11 - difficulty)
            * stability_days**-flattening
            * (exp(spacing * (1 - retrievability)) - 1)
        )

    def recalled(self, stability_days: float, growth: float, rating: int) -> float:
        """Return the stability after a recall on a later day, in days.

        Args:
            stability_days: before the answer.
            growth: of :meth:`growth`.
            rating: from 2 to 4.
        """
        after = stability_days * (1 + growth * self._shares[rating])
        return min(after, LONGEST_STABILITY_DAYS)

    def forgotten(self, stability_days: float, difficulty: float, retrievability: float) -> float:
        """Return the stability after Again on a later day, in days."""
        scale, hardness, exponent, surprise = self._again
        again = (
            scale
            * difficulty**-hardness
            * ((stability_days + 1) ** exponent - 1)
            * exp(surprise * (1 - retrievability))
        )
        return float(max(_LEAST_STABILITY_DAYS, min(again, stability_days / self._least_loss)))

    def on_the_day(self, stability_days: float, rating: int) -> float:
        """Return the stability after a second answer on one day, in days."""
        growth = self._same_day[rating] * stability_days ** -self._same_day[5]
        after = stability_days * (max(growth, 1.0) if rating > Rating.AGAIN else growth)
        return float(min(max(after, _LEAST_STABILITY_DAYS), LONGEST_STABILITY_DAYS))

    def harder(self, difficulty: float, rating: int) -> float:
        """Return the difficulty after any answer but the first."""
        slope, drawn, rest = self._difficulty
        after = drawn + rest * (difficulty - slope * (rating - 3) * (10 - difficulty) / 9)
        return min(max(after, 1.0), 10.0)
