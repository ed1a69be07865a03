"""The year as a picture."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from kb.schedule.load import Load
from kb.web.heat_map import DAYS, heat_map

TODAY = date(2026, 3, 2)


def load(day: date, reviews: int) -> Load:
    return Load(day=day, reviews=reviews, minutes=reviews / 10)


def test_more_reviews_are_larger_dots_and_the_busiest_day_the_largest() -> None:
    loads = [load(TODAY - timedelta(days=4 - number), 10 * number) for number in (1, 2, 3, 4)]
    dots = [dot for part in heat_map(loads, TODAY).parts for dot in part.dots]
    assert [dot.level for dot in dots] == [1, 2, 3, 4]
    assert sorted({dot.radius for dot in dots}) == [dot.radius for dot in dots]


@given(some.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_name_of_a_month_stands_once_where_the_halves_meet(today: date) -> None:
    former, later = heat_map([], today).parts
    assert former.months[-1][0] != later.months[0][0]
    names = [name for name, _ in (*former.months, *later.months)]
    assert 12 <= len(names) <= 13


def test_the_months_are_summed_the_last_first() -> None:
    loads = [load(date(2026, 1, 30), 5), load(date(2026, 1, 31), 7), load(TODAY, 1)]
    shown = [(month.name, month.reviews, month.days) for month in heat_map(loads, TODAY).months]
    assert shown == [("March 2026", 1, 1), ("January 2026", 12, 2)]


@given(some.dates(date(2020, 1, 1), date(2030, 1, 1)), some.sets(some.integers(0, DAYS - 1)))
def test_every_day_of_the_year_stands_once_inside_a_half(today: date, ago: set[int]) -> None:
    days = sorted(today - timedelta(days=number) for number in ago)
    year = heat_map([load(day, 1) for day in days], today)
    places = [
        (number, *place)
        for number, part in enumerate(year.parts)
        for place in [
            *((dot.x, dot.y) for dot in part.dots),
            *(tuple(map(int, each.split())) for each in part.idle.replace("h0", "").split("M")[1:]),
        ]
    ]
    assert len(set(places)) == len(places) == DAYS
    assert {part.width for part in year.parts} == {year.parts[0].width}
    assert all(0 < x < year.parts[0].width for _, x, _ in places)
    assert [dot.day for part in year.parts for dot in part.dots] == days
