"""Moments are kept in UTC, to the millisecond."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.store.tables.columns import milliseconds, moment


@given(st.datetimes(timezones=st.timezones()))
def test_a_moment_comes_back_to_the_millisecond(when: datetime) -> None:
    assert (
        timedelta() <= when.astimezone(UTC) - moment(milliseconds(when)) < timedelta(milliseconds=1)
    )


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    kolkata = timezone(timedelta(hours=5, minutes=30))
    noon = datetime(2026, 1, 31, 12, tzinfo=kolkata)
    assert moment(milliseconds(noon)) == noon


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        milliseconds(datetime(2026, 1, 31))  # noqa: DTZ001  # the point of it
