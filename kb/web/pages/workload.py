"""What each desired retention costs and gains, as a page that Statistics leads to."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.app.review.simulating.simulate import RetentionCost, SimulationOptions, simulate
from kb.web.pages import page_of
from kb.web.site import page, site_of

PAGE: Final = page_of(__name__)
_FROM: Final = "/stats"
"""The page that leads here."""

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
    """Return the page, after the seconds that a simulation takes in a thread of its own.

    Several would hold each other up, and all other pages, so they are made one after the other.
    """
    site = site_of(request)
    async with site.simulating:
        simulation = await simulate(site.store, site.settings, site.moment, SimulationOptions())
    rows = simulation.workload
    return page(
        request,
        "workload.html",
        current=_FROM,
        simulation=simulation,
        minutes=retention_chart(rows, [row.minutes for row in rows]) if rows else None,
        known=retention_chart(rows, [row.known_at_end for row in rows]) if rows else None,
    )


ROUTES: Final = (Route(PAGE.path, show),)
