"""When a command runs, as the schedule sees it."""

from dataclasses import dataclass
from datetime import date, datetime

from kb.schedule.days import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Now, and which study day that is."""

    now: datetime
    """Aware."""
    calendar: Calendar

    @property
    def day(self) -> date:
        """The study day."""
        return self.calendar.day_of(self.now)
