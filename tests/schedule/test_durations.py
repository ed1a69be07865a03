"""Spans of time as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.durations import parse_duration, parse_steps, short_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("90s", 90),
        ("10m", 600),
        (" 1.5H ", 5400),
        ("1d", 86_400),
        ("365d", 31_536_000),
        ("2 h", 7200),
    ],
)
def test_a_span_is_a_number_and_a_unit(written: str, seconds: int) -> None:
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    ["", "10", "m", "-1m", "1w", "0m", "0.5s", "366d", "1m10", "9" * 400 + "d", "١m", "nand"],
)
def test_what_is_no_span_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="a span of time"):
        parse_duration(written)


@pytest.mark.parametrize("written", ["1m 10m 1d", "1m,10m, 1d", ["1m", "10m", "1d"]])
def test_steps_are_several_spans(written: str | list[str]) -> None:
    assert parse_steps(written) == (
        timedelta(minutes=1),
        timedelta(minutes=10),
        timedelta(days=1),
    )


def test_nothing_written_is_no_steps() -> None:
    assert parse_steps("") == parse_steps([]) == ()


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (timedelta(seconds=45), "45s"),
        (timedelta(minutes=5, seconds=30), "5.5m"),
        (timedelta(minutes=10), "10m"),
        (timedelta(hours=3), "3h"),
        (timedelta(days=1), "1d"),
        (timedelta(days=59), "59d"),
        (timedelta(days=126), "4.2mo"),
        (timedelta(days=548), "1.5y"),
        (timedelta(days=36_500), "100y"),
    ],
)
def test_a_button_shows_a_span_shortly(span: timedelta, shown: str) -> None:
    assert short_duration(span) == shown


@given(st.text(max_size=20))
def test_whatever_is_written_is_a_span_or_refused(written: str) -> None:
    try:
        span = parse_duration(written)
    except ValueError:
        return
    assert timedelta(seconds=1) <= span <= timedelta(days=365)
