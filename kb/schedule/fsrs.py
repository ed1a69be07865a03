"""The memory model, FSRS-6: the only module that imports the package ``fsrs``.

The package counts spans of 24 hours; kb counts study days, and passes their midnights in UTC.
Its own steps, rounding and fuzz are not used: see :mod:`kb.schedule.outcomes`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from importlib.metadata import version
from math import isclose
from typing import Final

import fsrs

from kb.schedule.curve import Curve
from kb.schedule.days import elapsed_days
from kb.schedule.memory import ENGINE, Memory, Rating, State, midnight

DEFAULT_WEIGHTS: Final[tuple[float, ...]] = tuple(fsrs.Scheduler().parameters)
"""The default weights of FSRS-6, which need no reviews of the user's own."""
_LONGEST_STABILITY_DAYS: Final = 36_500.0
"""As in fsrs-rs, which Anki uses; the package has no upper bound."""
_MOST_KNOWN: Final = 10_000
"""Answers whose outcomes are kept: two megabytes."""
_REFERENCE_WEIGHTS: Final = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
_REFERENCE: Final = (
    (Rating.GOOD, 0, 2.3065),
    (Rating.HARD, 0, 2.3065),
    (Rating.GOOD, 3, 10.40945),
    (Rating.HARD, 9, 23.25987),
    (Rating.EASY, 20, 79.33891),
    (Rating.AGAIN, 60, 3.323061),
    (Rating.AGAIN, 0, 1.090181),
    (Rating.GOOD, 0, 1.138986),
    (Rating.EASY, 0, 2.041228),
    (Rating.GOOD, 2, 3.711801),
)
"""Answers in their order: rating, days since the one before, and the stability in days that
``ENGINE`` gives. Every branch of the model is in it: first answer, same day, recall, lapse."""


class Model:
    """FSRS-6 with one set of weights."""

    __slots__ = ("_known", "_scheduler", "curve", "weights")

    def __init__(self, weights: Sequence[float] = DEFAULT_WEIGHTS) -> None:
        """Make a model with 21 weights.

        Raises:
            ValueError: there are more or fewer, or one is out of bounds.
        """
        self.weights: Final = tuple(weights)
        self._scheduler: Final = fsrs.Scheduler(
            parameters=self.weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self.curve: Final = Curve(decay=self.weights[20])
        self._known: Final[dict[tuple[float, float, int, int], tuple[float, float]]] = {}

    def answered(self, memory: Memory | None, rating: Rating, day: date) -> tuple[float, float]:
        """Return stability, in days, and difficulty after an answer on the study day ``day``.

        A day before that of the last answer counts as the same day.
        """
        # Of many cards, the first answers are alike.
        key = (0.0, 0.0, 0, int(rating))
        if memory is not None:
            gap = max((day - memory.last_day).days, 0)
            key = (memory.stability_days, memory.difficulty, gap, int(rating))
        known = self._known.get(key)
        if known is None:
            if len(self._known) == _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = self._answered(memory, rating, day)
        return known

    def _answered(self, memory: Memory | None, rating: Rating, day: date) -> tuple[float, float]:
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
        """Return the chance, in (0, 1], that the card is recalled on the study day ``day``."""
        return self.curve.retrievability(elapsed_days(memory.last_day, day), memory.stability_days)


def unlike_reference() -> str | None:
    """Return how the installed ``fsrs`` differs from ``ENGINE``; none if it does not."""
    model, memory, day = Model(_REFERENCE_WEIGHTS), None, date(2026, 1, 1)
    for rating, gap, expected in _REFERENCE:
        day += timedelta(days=gap)
        stability, difficulty = model.answered(memory, rating, day)
        if not isclose(stability, expected, rel_tol=1e-6):
            return f"fsrs {version('fsrs')} is installed, whose memories are not those of {ENGINE}"
        memory = Memory(
            stability_days=stability,
            difficulty=difficulty,
            state=State.REVIEW,
            step=None,
            last_day=day,
        )
    return None
