"""The memory model, FSRS-6. Nothing else imports the package ``fsrs``.

The package counts spans of 24 hours; kb counts study days, and hands it their midnights in UTC.
Its own steps, rounding and fuzz are not used: :mod:`kb.schedule.outcomes` decides on those.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NewType

import fsrs

from kb.schedule.curve import Curve
from kb.schedule.days import elapsed_days
from kb.schedule.memory import Memory, Rating, midnight

WeightsId = NewType("WeightsId", int)
"""Names a set of weights in the store."""

DEFAULT_WEIGHTS: Final[tuple[float, ...]] = tuple(fsrs.Scheduler().parameters)
"""What FSRS-6 begins with, until a learner's own reviews say better."""
_LONGEST_STABILITY_DAYS: Final = 36_500.0
"""As in fsrs-rs, on which Anki stands; the package has no upper bound."""


class Model:
    """FSRS-6 with one set of weights."""

    __slots__ = ("_scheduler", "curve", "weights")

    def __init__(self, weights: Sequence[float] = DEFAULT_WEIGHTS) -> None:
        """Takes 21 weights.

        Raises:
            ValueError: there are more or fewer, or one is out of its bounds.
        """
        self.weights: Final = tuple(weights)
        self._scheduler: Final = fsrs.Scheduler(
            parameters=self.weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self.curve: Final = Curve(decay=self.weights[20])

    def answered(self, memory: Memory | None, rating: Rating, day: date) -> tuple[float, float]:
        """Returns stability, in days, and difficulty after an answer on the study day ``day``.

        A day before that of the last answer counts as the same day.
        """
        # Without an id, the package sleeps for a millisecond to find one.
        card = fsrs.Card(card_id=0, due=midnight(day))
        if memory is not None:
            day = max(day, memory.last_day)
            card = fsrs.Card(
                card_id=0,
                due=midnight(day),
                state=fsrs.State.Review,
                stability=memory.stability_days,
                difficulty=memory.difficulty,
                last_review=midnight(memory.last_day),
            )
        card, _ = self._scheduler.review_card(card, fsrs.Rating(rating), midnight(day))
        if card.stability is None or card.difficulty is None:  # pragma: no cover
            raise RuntimeError("fsrs gave an answered card no memory")
        return min(card.stability, _LONGEST_STABILITY_DAYS), card.difficulty

    def retrievability(self, memory: Memory, day: date) -> float:
        """Returns the chance, in (0, 1], that the card is recalled on the study day ``day``."""
        return self.curve.retrievability(elapsed_days(memory.last_day, day), memory.stability_days)
