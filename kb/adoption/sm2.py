"""What SM-2 and its kin say of a card, as FSRS memory."""

from collections.abc import Sequence
from math import exp, expm1, isfinite
from typing import Final

from kb.schedule.fsrs import DEFAULT_WEIGHTS

_LEAST_STABILITY_DAYS: Final = 0.001
_LEAST_DIFFICULTY: Final = 1.0
_MOST_DIFFICULTY: Final = 10.0


def memory_of_sm2(
    ease: float,
    interval_days: float,
    retention: float = 0.9,
    *,
    weights: Sequence[float] = DEFAULT_WEIGHTS,
) -> tuple[float, float]:
    """Return the stability in days, above 0, and the difficulty, from 1 to 10.

    It is the memory with which FSRS would lengthen the interval as SM-2 does. Source:
    ``memory_state_from_sm2`` of FSRS's reference library, `fsrs-rs
    <https://github.com/open-spaced-repetition/fsrs-rs>`_ 6.6.2, which Anki uses, too.

    Args:
        ease: by which SM-2 multiplies the interval, such as 2.5.
        interval_days: the current interval; what is shorter than 0.001 counts as that.
        retention: the chance of recall at its end, above 0 and below 1.
        weights: of FSRS-6.

    Raises:
        ValueError: ``retention`` is out of bounds, or a number is not finite.
    """
    if not (0 < retention < 1 and isfinite(ease) and isfinite(interval_days)):
        raise ValueError(f"ease {ease}, interval {interval_days}, retention {retention}")
    decay = -weights[20]
    factor = (0.9 ** (1 / decay) - 1) / (retention ** (1 / decay) - 1)
    stability = max(interval_days, _LEAST_STABILITY_DAYS) * factor
    growth = exp(weights[8]) * stability ** -weights[9] * expm1((1 - retention) * weights[10])
    difficulty = 11 - (ease - 1) / growth
    return stability, min(max(difficulty, _LEAST_DIFFICULTY), _MOST_DIFFICULTY)
