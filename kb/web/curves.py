"""Curves of forgetting as shapes: those of one's own cards together, and that of one card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import Final

from kb.app.review.explain import MemoryCourse
from kb.app.review.statistics.statistics import Forgetting, ForgettingRow
from kb.schedule.accuracy.course import AnsweredDay, foretold
from kb.schedule.durations import short_duration
from kb.web.charts import WIDTH, Tick, lowest_tenth, named_shares

_LEFT: Final = 36
_RIGHT: Final = WIDTH - 12
_TOP: Final = 8
_HEIGHT: Final = 170
_FLOOR: Final = _TOP + _HEIGHT
_FOOT: Final = 18
_TIMES: Final = (1, 3, 7, 14, 30, 90, 180, 365, 730, 1825, 3650)
"""Days that an axis may name."""
_ROOM: Final = 28
"""What the name of a time takes."""
_STEPS: Final = 24
"""Points of each part of a curve."""
_MARKS: Final = (
    "M{x} {y}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "M{x} {y}m-4-4h8v8h-8z",
    "M{x} {y}m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
)
"""A circle, a square, and one on its corner: colours alone would not tell them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Answers after about the same time."""

    x: float
    low: float
    high: float
    mark: str
    """A path."""
    row: ForgettingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveLine:
    """Cards of about one stability."""

    path: str
    """What was foretold."""
    points: tuple[Measured, ...]
    mark: str
    """As a path around the origin, for the legend."""
    cards: Forgetting


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveChart:
    """Time from left to right, in steps that grow; the share that was recalled from below."""

    height: int
    left: int
    right: int
    top: int
    floor: int
    lines: tuple[CurveLine, ...]
    levels: tuple[Tick, ...]
    times: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMark:
    """A day of answers on the curve of a card."""

    x: float
    y: float
    answered: AnsweredDay
    then: str
    """The stability after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChart:
    """The chance of recall of one card, from its first answer on."""

    height: int
    left: int
    right: int
    top: int
    floor: int
    path: str
    """Up to today."""
    ahead: str
    """From today on."""
    today: float
    marks: tuple[AnswerMark, ...]
    levels: tuple[Tick, ...]
    days: tuple[Tick, ...]


def curve_chart(curves: Sequence[Forgetting]) -> CurveChart:
    """Return curves in one picture, each with a mark of its own."""
    rows = [row for curve in curves for row in curve.points]
    floor = lowest_tenth(min(row.low, row.predicted) for row in rows)
    first, last = min(row.days for row in rows), max(row.days for row in rows)
    width = log(max(last / first, 2.0))

    def across(days: float) -> float:
        return round(_LEFT + 8 + (_RIGHT - _LEFT - 16) * log(days / first) / width, 1)

    def up(share: float) -> float:
        return _up(share, floor)

    return CurveChart(
        height=_FLOOR + _FOOT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        floor=_FLOOR,
        lines=tuple(
            CurveLine(
                path=_path((across(row.days), up(row.predicted)) for row in curve.points),
                points=tuple(
                    Measured(
                        x=(x := across(row.days)),
                        low=up(row.low),
                        high=up(row.high),
                        mark=mark.format(x=x, y=up(row.actual)),
                        row=row,
                    )
                    for row in curve.points
                ),
                mark=mark.format(x=6, y=6),
                cards=curve,
            )
            for curve, mark in zip(curves, _MARKS, strict=False)
        ),
        levels=_levels(floor),
        times=tuple(
            Tick(at=across(days), text=short_duration(timedelta(days=days)))
            for days in _TIMES
            if first <= days <= last
        ),
    )


def course_chart(course: MemoryCourse, today: date) -> CourseChart:
    """Return the curve of one card, up to the day when it is due, or was."""
    begin = course.days[0].day
    end = max(course.due, today, begin + timedelta(days=1))
    parts = foretold(course.days, course.curve, end, most=_STEPS)
    floor = lowest_tenth(chance for part in parts for _, chance in part)
    span = (end - begin).days

    def place(day: date, chance: float) -> tuple[float, float]:
        return _across(day, begin, span), _up(chance, floor)

    *before, final = parts
    now = course.curve.retrievability(
        max((today - course.days[-1].day).days, 0), course.days[-1].stability_days
    )
    known = [*before, (*(told for told in final if told[0] < today), (today, now))]
    ahead = [(today, now), *(told for told in final if told[0] > today)]
    falls = [1.0, *(part[-1][1] for part in before)]
    return CourseChart(
        height=_FLOOR + _FOOT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        floor=_FLOOR,
        path=_path(place(*told) for part in known for told in part),
        ahead=_path(place(*told) for told in ahead) if len(ahead) > 1 else "",
        today=_across(today, begin, span),
        marks=tuple(
            AnswerMark(
                x=x,
                y=y,
                answered=answered,
                then=short_duration(timedelta(days=answered.stability_days)),
            )
            for answered, chance in zip(course.days, falls, strict=True)
            for x, y in [place(answered.day, chance)]
        ),
        levels=_levels(floor),
        days=_named_days(begin, today, end),
    )


def _named_days(begin: date, today: date, end: date) -> tuple[Tick, ...]:
    """Return the first and the last day, and today, as far as there is room for their names."""
    span = (end - begin).days
    ticks = [Tick(at=_across(day, begin, span), text=f"{day}") for day in (begin, end)]
    at = _across(today, begin, span)
    if all(abs(at - tick.at) > 3 * _ROOM for tick in ticks):
        ticks.insert(1, Tick(at=at, text="today"))
    return tuple(ticks)


def _across(day: date, begin: date, span: int) -> float:
    return round(_LEFT + 8 + (_RIGHT - _LEFT - 16) * min((day - begin).days / span, 1.0), 1)


def _up(share: float, floor: float) -> float:
    return round(_FLOOR - _HEIGHT * (share - floor) / (1 - floor), 1)


def _levels(floor: float) -> tuple[Tick, ...]:
    return tuple(Tick(at=_up(share, floor), text=f"{share:.0%}") for share in named_shares(floor))


def _path(places: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in places)
