"""Curves of forgetting: every shape lies in its picture, and says what was answered."""

import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kb.app.review.explain import MemoryCourse
from kb.app.review.statistics.statistics import Forgetting, ForgettingRow
from kb.schedule.accuracy.course import AnsweredDay
from kb.schedule.fsrs import Model
from kb.web.charts import WIDTH
from kb.web.curves import course_chart, curve_chart
from tests.app.days import START

TODAY = START.date()
CURVE = Model().curve
SHARES = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)
POINTS = st.lists(st.tuples(st.floats(1, 5000), st.floats(0.01, 1), SHARES), min_size=1, max_size=9)


def places(path: str) -> list[tuple[float, float]]:
    """Returns the places that a path of straight lines goes through."""
    numbers = [float(number) for number in re.findall(r"[-\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@given(st.lists(POINTS, min_size=1, max_size=3))
def test_curves_lie_in_the_picture(
    curves: list[list[tuple[float, float, list[float]]]],
) -> None:
    chart = curve_chart(
        [
            Forgetting(
                least_stability=number,
                most_stability=None,
                points=tuple(
                    ForgettingRow(
                        days=days, predicted=predicted, low=low, actual=actual, high=high, n=20
                    )
                    for days, predicted, (low, actual, high) in sorted(points)
                ),
            )
            for number, points in enumerate(curves)
        ]
    )
    assert len(chart.lines) == len(curves)
    for line in chart.lines:
        assert len(line.points) == len(line.cards.points)
        across = [x for x, _ in places(line.path)]
        assert across == sorted(across) == [point.x for point in line.points]
        for x, y in places(line.path):
            assert chart.left <= x <= chart.right <= WIDTH
            assert chart.top <= y <= chart.floor
        for point in line.points:
            assert chart.top <= point.high <= point.low <= chart.floor
    assert all(chart.left <= tick.at <= chart.right for tick in chart.times)


@given(
    st.lists(
        st.tuples(st.integers(1, 900), st.floats(0.1, 900), st.booleans()), min_size=1, max_size=20
    ),
    st.integers(-3, 900),
    st.integers(-900, 2000),
)
def test_the_curve_of_a_card_begins_and_ends_in_the_picture(
    gaps: list[tuple[int, float, bool]], ago: int, due_in: int
) -> None:
    last = TODAY - timedelta(days=ago)
    days, day = list[AnsweredDay](), last
    for gap, stability, recalled in gaps:
        days.insert(0, AnsweredDay(day=day, recalled=recalled, stability_days=stability))
        day -= timedelta(days=gap)
    course = MemoryCourse(days=tuple(days), curve=CURVE, due=TODAY + timedelta(days=due_in))
    chart = course_chart(course, TODAY)
    assert len(chart.marks) == len(days)
    for x, y in (*places(chart.path), *places(chart.ahead), *((m.x, m.y) for m in chart.marks)):
        assert chart.left <= x <= chart.right
        assert chart.top <= y <= chart.floor
    known = [x for x, _ in places(chart.path)]
    assert known == sorted(known)
    assert (chart.marks[0].y, known[0]) == (chart.top, chart.marks[0].x)


def test_what_is_ahead_begins_where_today_is() -> None:
    answered = AnsweredDay(day=TODAY - timedelta(days=5), recalled=None, stability_days=10)
    course = MemoryCourse(days=(answered,), curve=CURVE, due=TODAY + timedelta(days=5))
    chart = course_chart(course, TODAY)
    assert places(chart.path)[-1] == places(chart.ahead)[0]
    assert places(chart.ahead)[0][0] == chart.today
    assert [tick.text for tick in chart.days] == ["2026-02-25", "today", "2026-03-07"]
    overdue = course_chart(MemoryCourse(days=(answered,), curve=CURVE, due=TODAY), TODAY)
    assert overdue.ahead == ""
