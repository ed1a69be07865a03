"""What is foretold between the days on which a card was answered."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.accuracy.course import AnsweredDay, foretold
from kb.schedule.fsrs import Model
from tests.schedule.worlds import TODAY

CURVE = Model().curve


@given(st.lists(st.integers(1, 400), max_size=9), st.integers(0, 400), st.integers(2, 30))
def test_recall_falls_from_certain_to_the_next_answer(
    gaps: list[int], rest: int, most: int
) -> None:
    course, day = [], TODAY
    for gap in [*gaps, 0]:
        course.append(AnsweredDay(day=day, recalled=True, stability_days=10.0))
        day += timedelta(days=gap)
    last = course[-1].day + timedelta(days=rest)
    parts = foretold(course, CURVE, last, most=most)
    for part, answered, end in zip(
        parts, course, [*(one.day for one in course[1:]), last], strict=True
    ):
        days, chances = [day for day, _ in part], [chance for _, chance in part]
        assert (days[0], days[-1], chances[0]) == (answered.day, end, 1.0)
        assert days == sorted(set(days))
        assert chances == sorted(set(chances), reverse=True)
        assert len(part) <= most


def test_after_its_stability_a_card_is_recalled_nine_times_of_ten() -> None:
    course = [AnsweredDay(day=TODAY, recalled=None, stability_days=20.0)]
    ((*_, last),) = foretold(course, CURVE, TODAY + timedelta(days=20), most=5)
    assert last[0] == TODAY + timedelta(days=20)
    assert last[1] == pytest.approx(0.9)
