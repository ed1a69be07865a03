"""What each desired retention costs and gains, as a page that Statistics leads to."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.app.review.simulating.simulate import RetentionCost, SimulationOptions, simulate
from kb.web.pages import statistics
from kb.web.site import WebPage, page, site_of

_WIDTH: Final = 320
_LEFT: Final = 44
_RIGHT: Final = 14
_TOP: Final = 10
_HEIGHT: Final = 110
_NAMED: Final = (0.7, 0.8, 0.9, 0.99)


class RetentionDot(NamedTuple):
    """A retention, and where it stands in the picture."""

    x: float
    y: float
    row: RetentionCost


class RetentionChart(NamedTuple):
    """Retentions from left to right, and from below what each comes to."""

    left: int
    right: int
    floor: int
    height: int
    names: tuple[tuple[float, str], ...]
    """Places on the axis, and the retentions there."""
    most: float
    """At the top."""
    dots: tuple[RetentionDot, ...]


def retention_chart(rows: Sequence[RetentionCost], values: Sequence[float]) -> RetentionChart:
    """Return a picture of what retentions come to, from 0 up."""
    first, last = rows[0].retention, rows[-1].retention
    most = max(*values, 1.0)

    def place(retention: float) -> float:
        way = (retention - first) / (last - first)
        return round(_LEFT + way * (_WIDTH - _LEFT - _RIGHT), 1)

    return RetentionChart(
        left=_LEFT,
        right=_WIDTH - _RIGHT,
        floor=_TOP + _HEIGHT,
        height=_TOP + _HEIGHT + 20,
        names=tuple((place(retention), f"{retention:.0%}") for retention in _NAMED),
        most=most,
        dots=tuple(
            RetentionDot(place(row.retention), round(_TOP + _HEIGHT * (1 - value / most), 1), row)
            for row, value in zip(rows, values, strict=True)
        ),
    )


async def show(request: Request) -> Response:
    """Return the page, after the seconds that a simulation takes in a thread of its own."""
    site = site_of(request)
    simulation = await simulate(site.store, site.settings, site.moment, SimulationOptions())
    rows = simulation.workload
    return page(
        request,
        "workload.html",
        current=statistics.PAGE.path,
        simulation=simulation,
        minutes=retention_chart(rows, [row.minutes for row in rows]) if rows else None,
        known=retention_chart(rows, [row.known_at_end for row in rows]) if rows else None,
    )


PAGE = WebPage(
    path=f"{statistics.PAGE.path}/workload",
    title="",
    routes=(Route(f"{statistics.PAGE.path}/workload", show),),
)
