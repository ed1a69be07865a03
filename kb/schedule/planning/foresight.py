"""What will be known on a day to come, if all is reviewed as it falls due until then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kb.schedule.fsrs import Model
from kb.schedule.intervals import rounded
from kb.schedule.memory import Rating

_RARE: Final = 0.05
"""A course of answers less likely than this is not looked at apart."""
_FIRST_ANSWER: Final = Rating.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """Foretells what is known in the morning of one day.

    Days are numbers, as in :class:`~kb.schedule.planning.balance.Ahead`.
    """

    model: Model
    retention: float
    """The chance of recall at which cards are due."""
    today: int
    ends: int
    """The day, in whose morning nothing is reviewed before it counts."""
    maximum_interval_days: int
    back_after: Callable[[int], int]
    """Returns the first day, from one on, that is in no break: in breaks, nothing is reviewed."""

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
        curve, known, share = self.model.curve, 0.0, 1.0
        while (due := self.back_after(due)) < self.ends:
            elapsed = max(0, due - last)
            recalled = curve.retrievability(elapsed, memory[0])
            if chance * (1 - recalled) >= _RARE:
                again = self.model.next(*memory, Rating.AGAIN, elapsed)
                after = due + self._interval(again[0])
                known += (
                    share
                    * (1 - recalled)
                    * self._recall(again, due, after, chance * (1 - recalled))
                )
                share *= recalled
            chance *= recalled
            memory = self.model.next(*memory, Rating.GOOD, elapsed)
            last, due = due, due + self._interval(memory[0])
        return known + share * curve.retrievability(max(0, self.ends - last), memory[0])

    def _interval(self, stability_days: float) -> int:
        days = rounded(self.model.curve.interval_days(stability_days, self.retention))
        return min(max(1, days), self.maximum_interval_days)
