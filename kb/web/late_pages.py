"""Pages whose modules are imported when they are asked for first, or while nothing else is done."""

import asyncio
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send

from kb.web.pages import PAGES, WebPage


class LatePage(BaseRoute):
    """All addresses that begin with the path of a page."""

    def __init__(self, page: WebPage) -> None:
        self._page: Final = page
        self._begin: Final = page.path.removeprefix("/")
        self._router: Router | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether an address is of this page."""
        is_here = scope["type"] == "http" and scope["path"].split("/")[1:2] == [self._begin]
        return (Match.FULL if is_here else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the module's routes do."""
        if self._router is None:
            routes = await asyncio.to_thread(_routes_of, self._page)
            self._router = Router(routes=routes)
        await self._router(scope, receive, send)


def import_pages() -> None:
    """Import the modules of all pages."""
    for page in PAGES:
        _routes_of(page)


def _routes_of(page: WebPage) -> Sequence[BaseRoute]:
    routes: Sequence[BaseRoute] = import_module(f"kb.web.pages.{page.module}").ROUTES
    return routes
