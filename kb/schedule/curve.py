"""The forgetting curve of FSRS-6, its inverse, and the area under it.

R(t, S) = (1 + F·t/S)^-d, where d is the decay, and F = 0.9^(-1/d) - 1 makes R(S, S) = 0.9. From
“The Algorithm” of open-spaced-repetition, https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How quickly memories fade, for one decay."""

    decay: float
    """Above 0 and below 1; 0.1542 unless fitted."""
    factor: float = field(init=False)
    """F."""

    def __post_init__(self) -> None:
        if not 0 < self.decay < 1:
            raise ValueError(f"a decay of {self.decay}")
        object.__setattr__(self, "factor", 0.9 ** (-1 / self.decay) - 1)

    def retrievability(self, elapsed_days: float, stability_days: float) -> float:
        """Return the chance of recall, in (0, 1], ``elapsed_days`` after the last review."""
        return float((1 + self.factor * elapsed_days / stability_days) ** -self.decay)

    def interval_days(self, stability_days: float, retention: float) -> float:
        """Return the days in which the chance of recall falls to ``retention``, in (0, 1).

        Neither rounded nor bounded.
        """
        return float(stability_days / self.factor * (retention ** (-1 / self.decay) - 1))

    def area(self, stability_days: float, first_day: float, days: float) -> float:
        """Return the expected days of knowing during ``days`` without reviews, at most ``days``.

        The integral of R from ``first_day``, counted from the last review, over ``days``:
        S / (F·(1-d)) · [(1 + F·t/S)^(1-d)], taken between both ends.
        """
        flat = 1 - self.decay
        scale = self.factor / stability_days
        begin = (1 + scale * first_day) ** flat
        end = (1 + scale * (first_day + days)) ** flat
        return float((end - begin) / (scale * flat))
