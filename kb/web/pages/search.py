"""The page Search: notes and cards together, while one types."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.app.notes.browse import list_tags
from kb.app.search_all import search_all
from kb.web.markup import tag_address
from kb.web.pages import page_of
from kb.web.screens.trouble import query_trouble
from kb.web.site import page, site_of

PAGE: Final = page_of(__name__)

_TAGS = 40
_LONGEST = 4000
"""Characters that are searched for."""


async def show(request: Request) -> Response:
    """Return the page, with what is found if something is searched for."""
    words = _words(request)
    if words.strip():
        shown: dict[str, Any] = await _found(request, words)
    else:
        tags = await list_tags(site_of(request).store)
        shown = {"results": None, "tags": [(tag, tag_address(tag.tag)) for tag in tags[:_TAGS]]}
    template = "search_results.html" if "part" in request.query_params else "search.html"
    return page(request, template, current=PAGE.path, words=words, **shown)


async def _found(request: Request, words: str) -> dict[str, Any]:
    site = site_of(request)
    results = await search_all(site.store, words, site.moment)
    return {
        "results": results,
        "trouble": query_trouble(results.trouble),
        "tag_address": tag_address,
    }


def _words(request: Request) -> str:
    return request.query_params.get("q", "")[:_LONGEST]


ROUTES: Final = (Route("/search", show),)
