"""How a session tells the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kb.schedule.days import Calendar, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Tells the time."""

    now: Callable[[], datetime]
    """Aware."""
    seconds: Callable[[], float]
    """Monotonic, from an arbitrary start."""
    calendar: Calendar

    @property
    def moment(self) -> Moment:
        """The current time, in the learner's calendar."""
        return Moment(now=self.now(), calendar=self.calendar)
