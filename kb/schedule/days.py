"""Study days: the learner's local days, which begin at the rollover hour, not at midnight."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from kb.schedule.memory import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Tells which study day a moment belongs to, where the learner is now.

    For past answers use the study day in the log: travelling changes no past day.
    """

    zone: tzinfo
    rollover_hour: int
    """The local hour, 0–23, at which a study day begins."""

    def __post_init__(self) -> None:
        if not 0 <= self.rollover_hour <= 23:
            raise ValueError(f"no hour of a day: {self.rollover_hour}")

    def day_of(self, moment: datetime) -> date:
        """Return the study day of ``moment``.

        Local time decides, so that daylight saving does not move the rollover.
        """
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        return (wall - timedelta(hours=self.rollover_hour)).date()

    def start_of(self, day: date) -> datetime:
        """Return when a study day begins, in UTC.

        If daylight saving skips that hour, the day begins when it is skipped.
        """
        begins = datetime.combine(day, time(self.rollover_hour), self.zone)
        return begins.astimezone(UTC)

    def offset_minutes(self, moment: datetime) -> int:
        """Return how far local time is ahead of UTC at ``moment``, in minutes."""
        ahead = moment.astimezone(self.zone).utcoffset() or timedelta()
        return round(ahead.total_seconds() / 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The current time, and which study day that is."""

    now: datetime
    """Aware."""
    calendar: Calendar

    @property
    def day(self) -> date:
        """The study day."""
        return self.calendar.day_of(self.now)


def elapsed_days(last: date, today: date) -> int:
    """Return the study days from ``last`` to ``today``, at least 0.

    After the clock was set back, or a flight west, today may be before the last review.
    """
    return max(0, (today - last).days)


def falls_due(due: datetime, state: State, calendar: Calendar) -> datetime:
    """Return when a card is due in the learner's time zone: in review, at its study day's start.

    Args:
        due: as a memory keeps it, see :class:`kb.schedule.memory.Scheduled`.
        state: of the card, any but new.
        calendar: of the learner.
    """
    at = due if state.in_steps else calendar.start_of(due.date())
    return at.astimezone(calendar.zone)
