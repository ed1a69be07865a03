"""The page Statistics: what was remembered, what was foretold, and the load, past and to come."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.app.review.planning.overview import loads_with_breaks
from kb.app.review.statistics.statistics import CalibrationRow, Statistics, statistics
from kb.schedule.load import Load
from kb.web.charts import bar_chart, point_chart, span_chart
from kb.web.curves import curve_chart
from kb.web.pages import page_of
from kb.web.site import page, site_of

PAGE: Final = page_of(__name__)

_DAYS: Final = 30
_SHOWN: Final = 10
_SAME: Final = 0.005
"""A baseline below it means that nearly every answer was the same."""
_CLOSE: Final = 0.02
"""Shares this near to each other are told as the same."""


async def show(request: Request) -> Response:
    """Return the page."""
    site = site_of(request)
    moment = site.moment
    stats = await statistics(site.store, moment, site.past)
    ahead, with_breaks = await loads_with_breaks(site.store, moment, site.settings, days=_DAYS)
    differs = with_breaks != tuple(load.reviews for load in ahead)
    past = _each_day(stats.days, moment.day)
    return page(
        request,
        "statistics.html",
        current=PAGE.path,
        stats=stats,
        intervals=span_chart(stats.by_interval) if stats.by_interval else None,
        points=point_chart(stats.calibration) if stats.calibration else None,
        curves=curve_chart(stats.forgetting) if stats.forgetting else None,
        bias=_bias(stats.calibration) if stats.calibration else "",
        losses=_losses(stats),
        past=bar_chart(past),
        past_days=past,
        ahead=bar_chart(ahead, with_breaks if differs else ()),
        ahead_days=ahead,
        shown=_SHOWN,
    )


def _each_day(days: Sequence[Load], today: date) -> list[Load]:
    """Return the last days, those without reviews too."""
    by_day = {load.day: load for load in days}
    days_ago = [today - timedelta(days=ago) for ago in reversed(range(_DAYS))]
    return [by_day.get(day, Load(day=day, reviews=0, minutes=0.0)) for day in days_ago]


def _bias(rows: Sequence[CalibrationRow]) -> str:
    """Return whether predictions are too high or too low, in a sentence."""
    answers = sum(row.n for row in rows)
    predicted = sum(row.predicted * row.n for row in rows) / answers
    actual = sum(row.actual * row.n for row in rows) / answers
    told = f"kb foretold {predicted:.0%} of {answers:,} answers to be right, and {actual:.0%} were"
    if abs(predicted - actual) < _CLOSE:
        return f"{told}: it knows your memory well on average."
    if predicted > actual:
        return f"{told}: it expects too much, so cards come too late."
    return f"{told}: it expects too little, so cards come too early."


def _losses(stats: Statistics) -> list[str]:
    """Return how far predictions miss, in sentences; none if every answer was the same."""
    pairs = (
        ("log loss", stats.log_loss, stats.log_loss_constant),
        ("Brier score", stats.brier_score, stats.brier_score_constant),
    )
    return [
        f"{name[:1].upper()}{name[1:]}: {model:.3f}. Always guessing your average gives "
        f"{constant:.3f}, so kb's predictions are {_compared(model, constant)}."
        for name, model, constant in pairs
        if model is not None and constant is not None and constant > _SAME
    ]


def _compared(model: float, constant: float) -> str:
    if abs(1 - model / constant) < _CLOSE / 2:
        return "as good as that"
    better = 1 - model / constant
    return f"{better:.0%} better" if better > 0 else f"{-better:.0%} worse"


ROUTES: Final = (Route("/stats", show),)
