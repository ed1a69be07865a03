"""The year as a picture: a dot for each day, larger and darker for more reviews.

A week is a column, Monday first. Two halves stand side by side where there is room, else one above
the other. Size tells what colour tells, and a table of the months tells both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from kb.schedule.load import Load

DAYS: Final = 365
_CELL: Final = 12
_TOP: Final = 14
"""Room for the names of the months."""
_RADII: Final = (0.0, 2.5, 3.4, 4.2, 5.0)
"""By level, from a day without reviews to one with as many as the busiest."""
_LATE: Final = 14
"""A name for the days until the next month has room, if the first of them is none later."""
_ONE_DAY: Final = timedelta(days=1)
_MONTH_ROOM: Final = 2 * _CELL
"""What a month's name takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A day with reviews."""

    x: int
    y: int
    level: int
    """1–4."""
    day: date
    reviews: int

    @property
    def radius(self) -> float:
        """In the picture's units."""
        return _RADII[self.level]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Half of the year, as one picture."""

    first: date
    last: date
    width: int
    height: int
    months: tuple[tuple[str, int], ...]
    """Names, and where they begin."""
    dots: tuple[Dot, ...]
    idle: str
    """The path of the days without reviews."""
    end: tuple[int, int]
    """Where its last day is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was done in a month."""

    name: str
    reviews: int
    days: int
    """With reviews."""
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """The year."""

    reviews: int
    days: int
    """With reviews."""
    most: int
    """On one day."""
    parts: tuple[Part, ...]
    months: tuple[Month, ...]
    """Those with reviews, the last first."""


def heat_map(loads: Sequence[Load], today: date) -> HeatMap:
    """Return the picture of the year that ends today."""
    begins = today - timedelta(days=DAYS - 1)
    monday = begins - timedelta(days=begins.weekday())
    weeks = -(-((today - monday).days + 1) // 14)
    middle = monday + timedelta(weeks=weeks)
    most = max((load.reviews for load in loads), default=0)
    reviews = {load.day: load.reviews for load in loads}
    former = _part(reviews, most, begins, middle - _ONE_DAY, weeks=weeks)
    named = former.months[-1][0]
    return HeatMap(
        reviews=sum(reviews.values()),
        days=len(loads),
        most=most,
        parts=(
            former,
            _part(reviews, most, middle, today, weeks=weeks, named=named),
        ),
        months=tuple(_months(loads))[::-1],
    )


def _part(
    reviews: dict[date, int], most: int, first: date, last: date, *, weeks: int, named: str = ""
) -> Part:
    """Return the picture of some days, with room for so many weeks.

    Args:
        reviews: of each day.
        most: on one day.
        first: day.
        last: day.
        weeks: for which there is room.
        named: the month that stands last in the part before.
    """
    monday = first - timedelta(days=first.weekday())
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    places = {
        day: (
            (day - monday).days // 7 * _CELL + _CELL // 2,
            _TOP + day.weekday() * _CELL + _CELL // 2,
        )
        for day in days
    }
    dots = [
        Dot(x=x, y=y, level=-(-reviews[day] * 4 // most), day=day, reviews=reviews[day])
        for day, (x, y) in places.items()
        if day in reviews
    ]
    return Part(
        first=first,
        last=last,
        width=weeks * _CELL,
        height=_TOP + 7 * _CELL,
        months=tuple(_month_names(days, places, weeks * _CELL, named)),
        dots=tuple(dots),
        idle="".join(f"M{x} {y}h0" for day, (x, y) in places.items() if day not in reviews),
        end=places[last],
    )


def _month_names(
    days: Sequence[date], places: dict[date, tuple[int, int]], width: int, named: str
) -> Iterable[tuple[str, int]]:
    for day in days:
        x = places[day][0] - _CELL // 2
        name = f"{day:%b}"
        is_late = x == 0 and day == days[0] and day.day <= _LATE and name != named
        if (day.day == 1 or is_late) and x + _MONTH_ROOM <= width:
            yield name, x


def _months(loads: Sequence[Load]) -> Iterable[Month]:
    for name, group in groupby(loads, key=lambda load: f"{load.day:%B %Y}"):
        days = list(group)
        yield Month(
            name=name,
            reviews=sum(load.reviews for load in days),
            days=len(days),
            minutes=sum(load.minutes for load in days),
        )
