"""Answers as statistics need them: light rows, for those of years are read at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Final, NamedTuple

from kb.schedule.memory import CardId, State

_Z: Final = 1.959964
"""Within so many standard deviations lie 95 % of a normal distribution."""


class Answer(NamedTuple):
    """One answer that was not taken back."""

    card: CardId
    day: date
    """The study day, as the log has it."""
    state: State
    """Before the answer."""
    recalled: bool
    elapsed_days: int | None
    """Study days since the answer before; none for a new card."""
    interval_days: int | None
    """How many the card was to wait; none for a new card."""
    retrievability: float | None
    """The chance of recall that was predicted; none for a new card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of ``n``, and between what the true share lies with 95 % confidence.

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


def first_of_days(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Returns the first answer to each card on each study day.

    What comes after it on that day tells of the minutes since, and not of the interval.

    Args:
        answers: in the order of the log.
    """
    firsts: dict[tuple[CardId, date], Answer] = {}
    for answer in answers:
        firsts.setdefault((answer.card, answer.day), answer)
    return tuple(firsts.values())
