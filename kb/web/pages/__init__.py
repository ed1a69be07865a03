"""The pages, a module each: handlers of a few lines, which ask :mod:`kb.app`."""

from typing import Final

from kb.web.pages import graph, today
from kb.web.site import WebPage

PAGES: Final[tuple[WebPage, ...]] = (today.PAGE, graph.PAGE)
"""In the order of the navigation."""
