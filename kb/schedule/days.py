"""Study days: the learner's own days, which begin at the rollover hour and not at midnight."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which study day a moment belongs to, where the learner is now.

    For what was answered earlier the log is asked instead, which kept the study day of each
    answer: whoever travels takes along the days that have been, and counts new ones locally.
    """

    zone: tzinfo
    """Where the learner is."""
    rollover_hour: int = 4
    """The hour on the clock, 0–23, at which a study day begins."""

    def __post_init__(self) -> None:
        if not 0 <= self.rollover_hour <= 23:
            raise ValueError(f"no hour of a day: {self.rollover_hour}")

    def day_of(self, moment: datetime) -> date:
        """Returns the study day that ``moment`` belongs to.

        The clock on the wall decides, so that daylight saving moves no rollover.
        """
        wall = moment.astimezone(self.zone).replace(tzinfo=None)
        return (wall - timedelta(hours=self.rollover_hour)).date()

    def start_of(self, day: date) -> datetime:
        """Returns the moment, in UTC, at which a study day begins.

        Where that hour is skipped by daylight saving, the moment at which it is skipped.
        """
        begins = datetime.combine(day, time(self.rollover_hour), self.zone)
        return begins.astimezone(UTC)

    def offset_minutes(self, moment: datetime) -> int:
        """Returns how far the clock on the wall is ahead of UTC at ``moment``, in minutes."""
        ahead = moment.astimezone(self.zone).utcoffset() or timedelta()
        return round(ahead / timedelta(minutes=1))


def elapsed_days(last: date, today: date) -> int:
    """Returns the study days from ``last`` to ``today``, at least 0.

    A clock that was set back, or a flight to the west, may make today come before the last review.
    """
    return max(0, (today - last).days)
