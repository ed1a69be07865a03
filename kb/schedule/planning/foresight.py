"""What will be known on a day to come, if all is reviewed as it falls due until then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final

from kb.schedule.fsrs import Model
from kb.schedule.intervals import rounded
from kb.schedule.memory import Rating

_RARE: Final = 0.05
"""A course of answers less likely than this is not looked at apart."""
_FIRST_ANSWER: Final = Rating.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """Foretells what is known in the morning of one day; see :class:`Ahead` for days."""

    model: Model
    retention: float
    """The chance of recall at which cards are due."""
    today: int
    ends: int
    """The day, in whose morning nothing is reviewed before it counts."""
    is_free: Callable[[int], bool]
    """Whether a day is in a break, on which nothing is reviewed."""

    def recall(self, stability_days: float, difficulty: float, last: int, due: int) -> float:
        """Return the chance that a card is recalled in the morning of the last day.

        Args:
            stability_days: as it is now.
            difficulty: likewise.
            last: the day of its last answer.
            due: the day on which it falls due; if that is over, it is reviewed today.
        """
        return self._recall((stability_days, difficulty), last, max(due, self.today), 1.0)

    def new_card(self, begun: int) -> float:
        """Return the same of a card that is learned on the day ``begun``; 0 if that is too late."""
        if begun >= self.ends:
            return 0.0
        memory = self.model.first(_FIRST_ANSWER)
        return self._recall(memory, begun, begun + self._interval(memory[0]), 1.0)

    def _recall(self, memory: tuple[float, float], last: int, due: int, chance: float) -> float:
        """Return the recall of a course of answers that has a chance so far."""
        while due < self.ends and self.is_free(due):
            due += 1
        recalled = self.model.curve.retrievability(max(0, due - last), memory[0])
        if due >= self.ends:
            return self.model.curve.retrievability(max(0, self.ends - last), memory[0])
        known = self._after(memory, Rating.GOOD, last, due, chance * recalled)
        if chance * (1 - recalled) < _RARE:
            return known
        forgotten = self._after(memory, Rating.AGAIN, last, due, chance * (1 - recalled))
        return recalled * known + (1 - recalled) * forgotten

    def _after(
        self, memory: tuple[float, float], rating: Rating, last: int, day: int, chance: float
    ) -> float:
        after = self.model.next(*memory, rating, max(0, day - last))
        return self._recall(after, day, day + self._interval(after[0]), chance)

    def _interval(self, stability_days: float) -> int:
        return max(1, rounded(self.model.curve.interval_days(stability_days, self.retention)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCardPlan:
    """How the new cards of an exam are spread over the days until then."""

    left: int
    """New cards of the tag."""
    days: tuple[int, ...]
    """On which they can be begun, today first if it is one of them."""
    begun_today: int
    """New cards of the tag that were begun today, so far."""
    limit: int
    """New cards that are allowed a day."""

    @property
    def per_day(self) -> int:
        """How many have to be begun every day, if the same number is every day; 0 without days."""
        return ceil((self.left + self.begun_today) / len(self.days)) if self.days else 0

    def today(self, today: int) -> int:
        """Return how many more are to be begun today."""
        return max(0, self.per_day - self.begun_today) if today in self.days else 0

    def begun_on(self, today: int) -> tuple[int, ...]:
        """Return on which day each new card is begun, within the limit, as far as there are days.

        Those that find no day are left out.
        """
        begun: list[int] = []
        most = min(self.per_day, self.limit)
        for day in self.days:
            room = most - (self.begun_today if day == today else 0)
            begun += [day] * min(max(0, room), self.left - len(begun))
        return tuple(begun)


def study_days(first: date, ends: date, is_free: Callable[[date], bool]) -> tuple[int, ...]:
    """Return the days from the first to before the last that are in no break, by their ordinals."""
    days = map(date.fromordinal, range(first.toordinal(), ends.toordinal()))
    return tuple(day.toordinal() for day in days if not is_free(day))
