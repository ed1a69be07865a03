"""Charts as shapes: bars by day, shares with their intervals, predictions against what happened.

All are drawn in a space of 320 units, about the width of a phone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb.app.review.statistics.statistics import CalibrationRow, IntervalRetention
from kb.schedule.load import Load

WIDTH: Final = 320
_LEFT: Final = 36
"""Room for the numbers of the axis."""
_RIGHT: Final = 14
_BARS: Final = 120
"""The height of bars."""
_FOOT: Final = 18
"""Room for names below."""
_TOP: Final = 8
_WEEK: Final = 7
_LINE: Final = 26
"""The height of a share with its interval."""
_NAMES: Final = 88
_SIDE: Final = WIDTH - _LEFT - _RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A number of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A day."""

    x: float
    y: float
    width: float
    height: float
    load: Load
    outline: str = ""
    """The path around what the day would be otherwise; empty if that is nothing."""
    otherwise: int | None = None
    """How many reviews it would be then; none if there is nothing to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """Days side by side."""

    height: int
    left: int
    floor: int
    bars: tuple[Bar, ...]
    levels: tuple[Tick, ...]
    names: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A share with its 95 % interval."""

    low: float
    at: float
    high: float
    y: float
    row: IntervalRetention


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanChart:
    """Shares below each other."""

    height: int
    left: int
    spans: tuple[Span, ...]
    levels: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A tenth of the predictions."""

    x: float
    y: float
    low: float
    high: float
    row: CalibrationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PointChart:
    """What was predicted from left to right, what was recalled from below."""

    left: int
    top: int
    side: int
    height: int
    points: tuple[Point, ...]
    levels: tuple[Tick, ...]
    """From left to right; from below, they are as far from the other corner."""


def bar_chart(days: Sequence[Load], otherwise: Sequence[int] = ()) -> BarChart:
    """Return days side by side; a week begins with a name.

    Args:
        days: one after the other.
        otherwise: the reviews of each day in another case, drawn as outlines; none without.
    """
    most = _round_up(max((*(load.reviews for load in days), *otherwise), default=0))
    step = (WIDTH - _LEFT - _RIGHT) / max(len(days), 1)
    floor = _TOP + _BARS
    bars = []
    width = round(step * 0.8, 1)

    def height_of(reviews: int) -> float:
        return round(max(_BARS * reviews / most, 1.0), 1) if reviews else 0.0

    for number, load in enumerate(days):
        height = height_of(load.reviews)
        x = round(_LEFT + number * step + step * 0.1, 1)
        other = otherwise[number] if otherwise else None
        top = round(floor - height_of(other), 1) if other else floor
        bars.append(
            Bar(
                x=x,
                y=round(floor - height, 1),
                width=width,
                height=height,
                load=load,
                outline=f"M{x} {floor}V{top}h{width}V{floor}" if other else "",
                otherwise=other,
            )
        )
    return BarChart(
        height=floor + _FOOT,
        left=_LEFT,
        floor=floor,
        bars=tuple(bars),
        levels=tuple(
            Tick(at=round(floor - _BARS * value / most, 1), text=f"{value:,}")
            for value in sorted({0, most // 2, most})
        ),
        names=tuple(
            Tick(at=bars[number].x, text=_name(days[number].day))
            for number in range(0, len(days), _WEEK)
            if len(days) - number > 2  # no room for its name
        ),
    )


def span_chart(rows: Sequence[IntervalRetention]) -> SpanChart:
    """Return shares below each other, on a scale that begins below the lowest."""
    floor = lowest_tenth(row.low for row in rows)
    width = WIDTH - _NAMES - 2 * _RIGHT

    def place(share: float) -> float:
        return round(_NAMES + width * (share - floor) / (1 - floor), 1)

    return SpanChart(
        height=len(rows) * _LINE + _FOOT,
        left=_NAMES,
        spans=tuple(
            Span(
                low=place(row.low),
                at=place(row.share),
                high=place(row.high),
                y=_LINE * number + _LINE / 2,
                row=row,
            )
            for number, row in enumerate(rows)
        ),
        levels=tuple(Tick(at=place(share), text=f"{share:.0%}") for share in named_shares(floor)),
    )


def point_chart(rows: Sequence[CalibrationRow]) -> PointChart:
    """Return predictions against what happened."""
    floor = lowest_tenth(min(row.low, row.predicted) for row in rows)

    def place(share: float) -> float:
        return round(_SIDE * (share - floor) / (1 - floor), 1)

    return PointChart(
        left=_LEFT,
        top=_TOP,
        side=_SIDE,
        height=_TOP + _SIDE + _FOOT,
        points=tuple(
            Point(
                x=_LEFT + place(row.predicted),
                y=_TOP + _SIDE - place(row.actual),
                low=_TOP + _SIDE - place(row.low),
                high=_TOP + _SIDE - place(row.high),
                row=row,
            )
            for row in rows
        ),
        levels=tuple(Tick(at=place(share), text=f"{share:.0%}") for share in named_shares(floor)),
    )


def lowest_tenth(shares: Iterable[float]) -> float:
    """Return the tenth below all shares, at most 0.9."""
    return min(int(min(shares) * 10), 9) / 10


def named_shares(floor: float) -> list[float]:
    """Return the shares that an axis names, a few from a tenth up to 1."""
    tenths = round((1 - floor) * 10)
    step = 1 if tenths <= 5 else 2  # more would touch each other
    return [(10 - tenth) / 10 for tenth in range(0, tenths + 1, step)][::-1]


def _round_up(most: int) -> int:
    """Return an even number that an axis may end with, at least 2."""
    size = 10 ** (len(str(most)) - 1)
    return next(
        (end for part in (1, 2, 4, 6, 8, 10) if (end := part * size) >= most and end % 2 == 0),
        max(2, most + most % 2),
    )


def _name(day: date) -> str:
    return f"{day:%b} {day.day}"
