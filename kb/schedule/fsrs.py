"""The memory model, FSRS-6: the only module that imports the package ``fsrs``.

The package counts spans of 24 hours; kb counts study days, and calls its formulas with those. Its
own steps, rounding and fuzz are not used: see :mod:`kb.schedule.outcomes`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from importlib.metadata import version
from math import isclose
from typing import Final, NamedTuple

import fsrs
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from kb.schedule.curve import Curve
from kb.schedule.days import elapsed_days
from kb.schedule.memory import ENGINE, Memory, Rating, State

DEFAULT_WEIGHTS: Final[tuple[float, ...]] = tuple(fsrs.Scheduler().parameters)
"""The default weights of FSRS-6, which need no reviews of the user's own."""


class Version(NamedTuple):
    """A version of FSRS whose weights the formulas of FSRS-6 understand."""

    name: str
    default: tuple[float, ...]
    """The weights that its authors published; their number tells versions apart."""
    filled: tuple[float, ...]
    """What they lack of the weights of FSRS-6, so that those give what the version gave."""


VERSIONS: Final[tuple[Version, ...]] = (
    Version(
        "FSRS-5",
        (
            0.40255, 1.18385, 3.173, 15.69105, 7.1949, 0.5345, 1.4604, 0.0046, 1.54575, 0.1192,
            1.01925, 1.9395, 0.11, 0.29605, 2.2698, 0.2315, 2.9898, 0.51655, 0.6621,
        ),
        (0.0, 0.5),
    ),
    Version("FSRS-6", DEFAULT_WEIGHTS, ()),
)  # fmt: skip
"""The newest last: that is the one that kb uses. A store keeps the version with each of its weights
(``ENGINE``), and replays its log when that changes."""
LONGEST_STABILITY_DAYS: Final = 36_500.0
"""As in fsrs-rs, which Anki uses; the package has no upper bound."""
_RATINGS: Final = tuple(fsrs.Rating)
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
    """FSRS-6 with one set of weights, also of a version before it."""

    __slots__ = ("_first", "_scheduler", "curve", "weights")

    def __init__(self, weights: Sequence[float] = DEFAULT_WEIGHTS) -> None:
        """Make a model with the weights of one of ``VERSIONS``: 21 of the newest.

        Raises:
            ValueError: there are more or fewer, or one is out of bounds.
        """
        lacking = next((one.filled for one in VERSIONS if len(one.default) == len(weights)), ())
        self.weights: Final = (*weights, *lacking)
        self._scheduler: Final = fsrs.Scheduler(
            parameters=self.weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        self.curve: Final = Curve(decay=self.weights[20])
        formulas = self._scheduler
        self._first: Final = tuple(
            (
                min(formulas._initial_stability(rating=rating), LONGEST_STABILITY_DAYS),  # noqa: SLF001
                formulas._initial_difficulty(rating=rating, clamp=True),  # noqa: SLF001
            )
            for rating in _RATINGS
        )

    def answered(self, memory: Memory | None, rating: Rating, day: date) -> tuple[float, float]:
        """Return stability, in days, and difficulty after an answer on the study day ``day``.

        A day before that of the last answer counts as the same day.
        """
        if memory is None:
            return self.first(rating)
        elapsed = elapsed_days(memory.last_day, day)
        return self.next(memory.stability_days, memory.difficulty, rating, elapsed)

    def first(self, rating: int) -> tuple[float, float]:
        """Return stability, in days, and difficulty after the first answer to a card."""
        return self._first[rating - 1]

    def next(
        self, stability_days: float, difficulty: float, rating: int, elapsed_days: int
    ) -> tuple[float, float]:
        """Return stability, in days, and difficulty after a later answer.

        The formulas are those that ``fsrs.Scheduler.review_card`` calls for a card in review, and
        so are the results, to the last bit. Called directly, they take a fifth of its time.

        Args:
            stability_days: before the answer.
            difficulty: likewise.
            rating: from 1 to 4.
            elapsed_days: study days since the answer before, at least 0.
        """
        formulas, rated = self._scheduler, _RATINGS[rating - 1]
        if elapsed_days < 1:
            after = formulas._short_term_stability(stability=stability_days, rating=rated)  # noqa: SLF001
        else:
            after = formulas._next_stability(  # noqa: SLF001
                difficulty=difficulty,
                stability=stability_days,
                retrievability=self.curve.retrievability(elapsed_days, stability_days),
                rating=rated,
            )
        harder = formulas._next_difficulty(difficulty=difficulty, rating=rated)  # noqa: SLF001
        return min(after, LONGEST_STABILITY_DAYS), harder

    def retrievability(self, memory: Memory, day: date) -> float:
        """Return the chance, in (0, 1], that the card is recalled on the study day ``day``."""
        return self.curve.retrievability(elapsed_days(memory.last_day, day), memory.stability_days)


def allowed_weights(weights: Sequence[float]) -> tuple[float, ...]:
    """Return weights within the bounds of the package; others round theirs to 32 bits."""
    bounds = zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return tuple(
        min(max(weight, least), most) for weight, (least, most) in zip(weights, bounds, strict=True)
    )


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
