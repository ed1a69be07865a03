"""What is open in tabs: each by a name that only its page knows, and under a lock of its own."""

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Generic, TypeVar

Screen = TypeVar("Screen")
_MOST_TABS: Final = 32
"""Those used least lately are forgotten; their pages begin anew."""
_MOST_NAMES: Final = 10_000


class Once:
    """Names of what was done already, the latest of them: what is sent twice is done once."""

    def __init__(self) -> None:
        self._names: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, name: str) -> bool:
        """Return whether that was done."""
        return name in self._names

    def add(self, name: str) -> None:
        """Remember that this is done."""
        self._names[name] = None
        if len(self._names) > _MOST_NAMES:
            self._names.popitem(last=False)


@dataclass(slots=True, kw_only=True)
class OpenTab(Generic[Screen]):
    """A screen in a tab."""

    screen: Screen
    day: date
    """The study day on which it began."""
    name: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while something is done: two requests of one tab never meet."""
    done: Once = field(default_factory=Once)
    news: list[str] = field(default_factory=list)
    """Sentences to tell with the next answer."""


class OpenTabs(Generic[Screen]):
    """All tabs of one kind."""

    def __init__(self) -> None:
        self._tabs: OrderedDict[str, OpenTab[Screen]] = OrderedDict()

    def add(self, screen: Screen, day: date, *, news: list[str]) -> OpenTab[Screen]:
        """Return a new tab."""
        tab = OpenTab(screen=screen, day=day, news=news)
        self._tabs[tab.name] = tab
        if len(self._tabs) > _MOST_TABS:
            self._tabs.popitem(last=False)
        return tab

    def find(self, name: str) -> OpenTab[Screen] | None:
        """Return a tab; none if the server was started since, or many were opened."""
        if name in self._tabs:
            self._tabs.move_to_end(name)
        return self._tabs.get(name)
