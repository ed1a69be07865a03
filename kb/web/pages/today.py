"""The first page: what waits, the year so far, and a button that starts the review."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.app.today import today
from kb.web.site import WebPage, page, site_of


async def show(request: Request) -> Response:
    """Return the page."""
    site = site_of(request)
    return page(
        request,
        "today.html",
        current=PAGE.path,
        today=await today(site.store, site.moment, site.settings),
    )


PAGE = WebPage(path="/", title="Today", primary=True, routes=(Route("/", show),))
