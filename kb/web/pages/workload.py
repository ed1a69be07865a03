"""What each desired retention costs and gains, as a page that Statistics leads to."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.app.review.simulating.simulate import RetentionCost, Simulation
from kb.app.review.simulating.year_ahead import YearAhead
from kb.web.pages import page_of
from kb.web.site import Site, page, site_of

PAGE: Final = page_of(__name__)
_FROM: Final = "/stats"
"""The page that leads here."""
_COUNTED: Final = f"{PAGE.path}/counted"

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
    """Return the page, without what is not counted yet: that comes by a script."""
    site = site_of(request)
    return _page(request, await _ahead(request, site).known(site.settings, site.moment))


async def count(request: Request) -> Response:
    """Return the page, or what a script puts into it, once it is counted."""
    site = site_of(request)
    ahead = _ahead(request, site)
    simulation = await site.awaited(ahead.simulated(site.settings, site.moment))
    if "part" in request.query_params:
        return page(request, "workload_counted.html", **_figures(simulation))
    return _page(request, simulation)


def _page(request: Request, simulation: Simulation | None) -> Response:
    figures = _figures(simulation) if simulation else {"simulation": None}
    return page(request, "workload.html", current=_FROM, counted_at=_COUNTED, **figures)


def _figures(simulation: Simulation) -> dict[str, Any]:
    rows = simulation.workload
    return {
        "simulation": simulation,
        "minutes": retention_chart(rows, [row.minutes for row in rows]) if rows else None,
        "known": retention_chart(rows, [row.known_at_end for row in rows]) if rows else None,
    }


def _ahead(request: Request, site: Site) -> YearAhead:
    state = request.app.state
    if not hasattr(state, "year_ahead"):
        state.year_ahead = YearAhead(site.store, module=site.simulator)
    ahead: YearAhead = state.year_ahead
    return ahead


ROUTES: Final = (Route(PAGE.path, show), Route(_COUNTED, count))
