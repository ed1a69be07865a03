"""Answers as statistics read them: light rows, as those of years are read at once."""

from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final, NamedTuple

from kb.schedule.memory import CardId, State, WeightsId

ENOUGH_REVIEWS: Final = 20
"""The fewest reviews that give a share."""
_Z: Final = 1.959964
"""95 % of a normal distribution lie within this many standard deviations."""


class Answer(NamedTuple):
    """One answer that was not undone."""

    card: CardId
    day: date
    """The study day, from the log."""
    state: State
    """Before the answer."""
    recalled: bool
    elapsed_days: int | None
    """Study days since the previous answer; none for a new card."""
    interval_days: int | None
    """The scheduled interval; none for a new card."""
    retrievability: float | None
    """The predicted chance of recall; none for a new card."""
    weights: WeightsId | None = None
    """Those that predicted it; none for the default ones, before any were recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of ``n``, and the 95 % confidence interval of the true share.

    The interval is Wilson's, “Probable Inference” (1927), https://doi.org/10.2307/2276774.
    """

    hits: int
    n: int
    """Above 0."""

    @property
    def share(self) -> float:
        """In [0, 1]."""
        return self.hits / self.n

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return max(0.0, self._centre - self._half)

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return min(1.0, self._centre + self._half)

    @property
    def _centre(self) -> float:
        return (self.share + _Z**2 / (2 * self.n)) / (1 + _Z**2 / self.n)

    @property
    def _half(self) -> float:
        spread = self.share * (1 - self.share) / self.n + _Z**2 / (4 * self.n**2)
        return _Z * sqrt(spread) / (1 + _Z**2 / self.n)
