"""Study days, through daylight saving and travel."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.days import Calendar, elapsed_days
from tests.schedule.worlds import days, moments

# Clocks that change at two, at midnight, and by half an hour; and one that never does.
ZONES = ("Europe/Berlin", "America/Los_Angeles", "America/Havana", "Australia/Lord_Howe", "UTC")
zones = st.sampled_from(ZONES).map(ZoneInfo)


def at(zone: str, text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("clock", "day"),
    [
        ("2026-03-10 03:59:59", date(2026, 3, 9)),
        ("2026-03-10 04:00", date(2026, 3, 10)),
        ("2026-03-11 00:30", date(2026, 3, 10)),
        # Clocks go from 2 to 3 on the 29th of March, and from 3 to 2 on the 25th of October.
        ("2026-03-29 03:59:59", date(2026, 3, 28)),
        ("2026-03-29 04:00", date(2026, 3, 29)),
        ("2026-10-25 03:59:59", date(2026, 10, 24)),
        ("2026-10-25 04:00", date(2026, 10, 25)),
    ],
)
def test_a_study_day_begins_at_four_by_the_clock_on_the_wall(clock: str, day: date) -> None:
    moment = at("Europe/Berlin", clock).astimezone(UTC)
    assert Calendar(zone=ZoneInfo("Europe/Berlin"), rollover_hour=4).day_of(moment) == day


def test_a_study_day_has_23_24_or_25_hours() -> None:
    berlin = Calendar(zone=ZoneInfo("Europe/Berlin"), rollover_hour=4)

    def hours(day: date) -> float:
        lasts = berlin.start_of(day + timedelta(days=1)) - berlin.start_of(day)
        return lasts / timedelta(hours=1)

    # The clock changes before four, so it is the day before that is shorter or longer.
    assert hours(date(2026, 3, 28)) == 23
    assert hours(date(2026, 3, 29)) == 24
    assert hours(date(2026, 10, 24)) == 25


def test_a_rollover_that_is_skipped_takes_place_when_it_is_skipped() -> None:
    calendar = Calendar(zone=ZoneInfo("Europe/Berlin"), rollover_hour=2)
    day = date(2026, 3, 29)
    start = calendar.start_of(day)
    assert start == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert calendar.day_of(start) == day
    assert calendar.day_of(start - timedelta(seconds=1)) == date(2026, 3, 28)


@given(zones, days, st.integers(0, 23))
def test_a_study_day_begins_with_its_first_moment(zone: ZoneInfo, day: date, hour: int) -> None:
    calendar = Calendar(zone=zone, rollover_hour=hour)
    start = calendar.start_of(day)
    assert start.tzinfo is UTC
    assert calendar.day_of(start) == day
    # Where the rollover comes twice, as the clock is set back over it, the first one counts.
    assert calendar.day_of(start - timedelta(seconds=1)) < day


@given(zones, moments, st.floats(0, 400), st.integers(1, 23))
def test_study_days_never_run_backwards(
    zone: ZoneInfo, moment: datetime, later_hours: float, hour: int
) -> None:
    calendar = Calendar(zone=zone, rollover_hour=hour)
    later = moment + timedelta(hours=later_hours)
    assert calendar.day_of(moment) <= calendar.day_of(later)


def test_whoever_travels_counts_the_days_of_the_place() -> None:
    moment = datetime(2026, 3, 10, 20, tzinfo=UTC)
    assert Calendar(zone=ZoneInfo("Asia/Tokyo"), rollover_hour=4).day_of(moment) == date(
        2026, 3, 11
    )
    assert Calendar(zone=ZoneInfo("Pacific/Honolulu"), rollover_hour=4).day_of(moment) == date(
        2026, 3, 10
    )


def test_the_offset_is_that_of_the_moment() -> None:
    berlin = Calendar(zone=ZoneInfo("Europe/Berlin"), rollover_hour=4)
    assert berlin.offset_minutes(datetime(2026, 1, 10, tzinfo=UTC)) == 60
    assert berlin.offset_minutes(datetime(2026, 7, 10, tzinfo=UTC)) == 120
    assert (
        Calendar(zone=UTC, rollover_hour=4).offset_minutes(datetime(2026, 7, 10, tzinfo=UTC)) == 0
    )


@given(days, days)
def test_elapsed_days_are_never_negative(last: date, today: date) -> None:
    assert elapsed_days(last, today) == max(0, (today - last).days)


def test_an_hour_that_no_clock_shows_is_refused() -> None:
    with pytest.raises(ValueError, match="no hour of a day: 24"):
        Calendar(zone=UTC, rollover_hour=24)
