"""Charts: every shape lies in its picture."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kb.app.review.statistics.statistics import CalibrationRow, IntervalRetention
from kb.schedule.load import Load
from kb.web.charts import WIDTH, bar_chart, point_chart, span_chart
from tests.app.days import START

SHARES = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_bars_lie_in_the_picture_and_are_as_high_as_their_numbers(counts: list[int]) -> None:
    days = [
        Load(day=(START + timedelta(days=number)).date(), reviews=count, minutes=1)
        for number, count in enumerate(counts)
    ]
    chart = bar_chart(days)
    assert len(chart.bars) == len(counts)
    for bar in chart.bars:
        assert chart.left <= bar.x <= bar.x + bar.width <= WIDTH
        assert 0 <= bar.y <= bar.y + bar.height <= chart.floor + 0.1
        assert (bar.height > 0) == (bar.load.reviews > 0)
    highest = max(chart.bars, key=lambda bar: bar.height, default=None)
    assert highest is None or highest.load.reviews == max(counts)
    assert chart.levels[0].text == "0"


@given(st.lists(st.tuples(st.integers(0, 10**4), st.integers(0, 10**4)), max_size=40))
def test_outlines_lie_in_the_picture_beside_bars_on_the_same_scale(
    counts: list[tuple[int, int]],
) -> None:
    days = [
        Load(day=(START + timedelta(days=number)).date(), reviews=count, minutes=1)
        for number, (count, _) in enumerate(counts)
    ]
    chart = bar_chart(days, [other for _, other in counts])
    for bar, (count, other) in zip(chart.bars, counts, strict=True):
        assert bar.otherwise == other
        assert bool(bar.outline) == (other > 0)
        if other:
            top = float(bar.outline.partition("V")[2].partition("h")[0])
            assert 0 <= top < chart.floor
            assert (top <= bar.y) or other <= count


@given(st.lists(SHARES, min_size=1, max_size=7))
def test_shares_lie_between_the_ends_of_the_scale(shares: list[list[float]]) -> None:
    rows = [
        IntervalRetention(least_days=1, most_days=1, low=low, share=share, high=high, n=1)
        for low, share, high in shares
    ]
    chart = span_chart(rows)
    for span in chart.spans:
        assert chart.left <= span.low <= span.at <= span.high <= WIDTH
        assert 0 < span.y < chart.height
    assert chart.levels[-1].text == "100%"


@given(st.lists(st.tuples(st.floats(0, 1), SHARES), min_size=1, max_size=10))
def test_points_lie_in_the_square(points: list[tuple[float, list[float]]]) -> None:
    rows = [
        CalibrationRow(predicted=predicted, actual=actual, low=low, high=high, n=1)
        for predicted, (low, actual, high) in points
    ]
    chart = point_chart(rows)
    for point in chart.points:
        assert chart.left <= point.x <= chart.left + chart.side <= WIDTH
        assert chart.top <= point.high <= point.y <= point.low <= chart.top + chart.side
