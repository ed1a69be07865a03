"""The first page: what waits, the year so far, and a button that starts the review."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kb.app.review.statistics.forecast import held_cards
from kb.app.today import today
from kb.web.heat_map import heat_map
from kb.web.pages import page_of
from kb.web.site import page, site_of

PAGE: Final = page_of(__name__)


async def show(request: Request) -> Response:
    """Return the page."""
    site = site_of(request)
    moment = site.moment
    view = await today(site.store, moment, site.settings, site.past)
    return page(
        request,
        "today.html",
        current=PAGE.path,
        today=view,
        year=heat_map(view.year, moment.day),
        most=max(load.reviews for load in view.outlook.forecast),
        held=held_cards(view.outlook.new_held, site.settings.schedule.new_per_note),
    )


ROUTES: Final = (Route("/", show),)
