"""What a review is worth: how much more will be known over the next year if it is done today.

With p the chance of recall now, S⁺ and S⁻ the stability after Good and after Again, and A the area
under the forgetting curve over 365 days, the gain is p·A(S⁺) + (1-p)·A(S⁻) - A(now), in days of
knowing the card.
"""

from typing import Final

from kb.schedule.fsrs import Model
from kb.schedule.memory import Rating
from kb.schedule.simulation.formulas import Formulas

_YEAR_DAYS: Final = 365.0


class GainModel:
    """Predicts the gain of reviews, under one set of weights."""

    __slots__ = ("_curve", "_formulas")

    def __init__(self, model: Model) -> None:
        """Prepare the formulas for the weights of ``model``."""
        self._curve: Final = model.curve
        self._formulas: Final = Formulas(model)

    def stabilities(
        self, stability_days: float, difficulty: float, retrievability: float
    ) -> tuple[float, float]:
        """Return the stability after Good and after Again, on a later day than the last review."""
        memory = (stability_days, difficulty, retrievability)
        growth = self._formulas.growth(*memory)
        good = self._formulas.recalled(stability_days, growth, Rating.GOOD)
        return good, self._formulas.forgotten(*memory)

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
