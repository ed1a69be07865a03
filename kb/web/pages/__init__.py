"""The pages, a module each: handlers of a few lines, which ask :mod:`kb.app`."""

from typing import Final

from kb.web.pages import (
    attachment,
    cards,
    graph,
    inbox,
    note,
    review,
    search,
    statistics,
    today,
    workload,
)
from kb.web.site import WebPage

PAGES: Final[tuple[WebPage, ...]] = (
    today.PAGE,
    review.PAGE,
    inbox.PAGE,
    search.PAGE,
    cards.PAGE,
    graph.PAGE,
    statistics.PAGE,
    workload.PAGE,
    note.PAGE,
    attachment.PAGE,
)
"""In the order of the navigation."""
