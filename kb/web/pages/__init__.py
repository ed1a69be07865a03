"""The pages, a module each: handlers of a few lines, which ask :mod:`kb.app`.

A module is imported when its page is asked for first, so that the server starts quickly.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """A page, or several of one subject. Its module has their ``ROUTES``."""

    path: str
    """Where it begins, which is what the navigation leads to, and what all its addresses do."""
    module: str
    title: str = ""
    """As the navigation calls it; empty: the navigation does not lead there."""
    primary: bool = False
    """Whether it stands in the narrow bar of a phone, which has room for four."""


PAGES: Final = (
    WebPage(path="/", module="today", title="Today", primary=True),
    WebPage(path="/review", module="review", title="Review", primary=True),
    WebPage(path="/inbox", module="inbox", title="Inbox", primary=True),
    WebPage(path="/search", module="search", title="Search", primary=True),
    WebPage(path="/cards", module="cards", title="Cards"),
    WebPage(path="/graph", module="graph", title="Graph"),
    WebPage(path="/stats", module="statistics", title="Statistics"),
    WebPage(path="/workload", module="workload"),
    WebPage(path="/note", module="note"),
    WebPage(path="/attachment", module="attachment"),
)
"""In the order of the navigation."""


def page_of(module: str) -> WebPage:
    """Return the page of a module, by its whole name."""
    return next(page for page in PAGES if f"{__name__}.{page.module}" == module)
