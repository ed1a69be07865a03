"""The graph: around a concept, between two, or of all; drawn by the browser, listed without it."""

import asyncio
from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kb.app.graph.maps import (
    MOST,
    ConceptMap,
    Mapmaker,
    best_linked,
    map_around,
    map_of_all,
    map_of_path,
)
from kb.app.graph.paths import connection
from kb.app.sanitize import counted
from kb.errors import UsageError
from kb.graph.resolve import NoteId
from kb.web.pages import page_of
from kb.web.screens.map_columns import map_columns
from kb.web.site import Site, page, site_of

PAGE: Final = page_of(__name__)

_ENDS = ("from", "to")


async def show(request: Request) -> Response:
    """Return the page, with what the map shows as lists."""
    site, asked = site_of(request), request.query_params
    whole, ends = "all" in asked, _ends(request)
    drawn = between = None
    if ends:
        between = await connection(site.store, *ends)
    if not whole:
        drawn = await _around(request, ends)
    return page(
        request,
        "graph.html",
        current=PAGE.path,
        whole=whole,
        drawn=drawn,
        ends=ends,
        between=between,
        linked=_linked(drawn) if drawn and not ends else (),
        most=MOST,
        data=f"/graph/map?{request.url.query}",
    )


async def send_map(request: Request) -> Response:
    """Return the map, in columns, as small as JSON can be."""
    site = site_of(request)
    if "all" in request.query_params:
        drawn: ConceptMap | None = await map_of_all(
            site.store, today=site.moment.day, ends=_ends(request)
        )
        maker = _mapmaker(request, site)
        places = await maker.all_places(drawn) if drawn else []
    else:
        drawn = await _around(request, _ends(request))
        places = await _mapmaker(request, site).places_around(drawn) if drawn else []
    columns = await asyncio.to_thread(map_columns, drawn, places)
    return Response(columns, media_type="application/json")


async def tell_progress(request: Request) -> Response:
    """Return how far the layout of all concepts is, if one is being made."""
    progress = _mapmaker(request, site_of(request)).progress
    if progress is None:
        return JSONResponse({})
    concepts = counted(progress.concepts, "concept")
    return JSONResponse({"message": f"Laying out {concepts}, once: {progress.share:.0%} …"})


async def _around(request: Request, ends: Sequence[str]) -> ConceptMap | None:
    """Return what is around the concept that is asked for; ``None`` where nothing is linked."""
    site, asked = site_of(request), request.query_params
    if ends:
        return await map_of_path(site.store, ends, today=site.moment.day)
    name: str | NoteId | None = asked.get("concept", "").strip() or None
    if note := asked.get("note"):
        if not note.isdecimal() or len(note) > 18:
            raise UsageError("a note has a number.")
        name = NoteId(int(note))
    name = name or await best_linked(site.store)
    return await map_around(site.store, name, today=site.moment.day) if name else None


def _ends(request: Request) -> tuple[str, ...]:
    asked = [request.query_params.get(end, "").strip() for end in _ENDS]
    if not any(asked):
        return ()
    if not all(asked):
        raise UsageError("a path has two ends. Name both.")
    return tuple(asked)


def _mapmaker(request: Request, site: Site) -> Mapmaker:
    state = request.app.state
    if not hasattr(state, "mapmaker"):
        state.mapmaker = Mapmaker(site.store)
    maker: Mapmaker = state.mapmaker
    return maker


def _linked(drawn: ConceptMap) -> list[int]:
    """Return the numbers of what the first concept is linked with, by title."""
    around = {one + other for one, other in drawn.edges if 0 in {one, other}}
    return sorted(around, key=lambda number: drawn.nodes[number].title.casefold())


ROUTES: Final = (
    Route("/graph", show),
    Route("/graph/map", send_map),
    Route("/graph/layout", tell_progress),
)
