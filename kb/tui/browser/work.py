"""What may take long with many cards, done while the screen goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from textual.screen import Screen

_PATIENCE_S: Final = 0.2
"""How long the next key waits for what was begun: most takes less, and keys keep their order."""

Begin = Callable[[], Coroutine[Any, Any, str]]
"""Begins something; what it returns is to be said."""
Show = Callable[[str], Awaitable[None]]
"""Shows the effect, and says what was done."""


class Work:
    """One thing at a time."""

    def __init__(self) -> None:
        self._task: asyncio.Task[str] | None = None
        self._waiting: tuple[Screen[Any], Begin, Show] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something was begun and has not had its effect."""
        return self._task is not None

    async def begin(self, screen: Screen[Any], begin: Begin, show: Show) -> bool:
        """Begin something unless something else goes on; return whether it was begun.

        ``show`` comes at once if it is quick, else when it is done. What it raises ends the app.
        """
        if self._task:
            return False
        self._task = task = asyncio.create_task(begin())
        await asyncio.wait([task], timeout=_PATIENCE_S)
        if task.done():
            await self._end(task, show)
        else:
            task.add_done_callback(lambda _: screen.call_later(self._end, task, show))
        return True

    async def begin_latest(self, screen: Screen[Any], begin: Begin, show: Show) -> None:
        """Begin something; while something else goes on, the latest that is asked for waits."""
        if not await self.begin(screen, begin, show):
            self._waiting = screen, begin, show

    async def finish(self) -> None:
        """Wait for what goes on, as the screen is gone."""
        if self._task:
            await self._task

    async def _end(self, task: asyncio.Task[str], show: Show) -> None:
        self._task = None
        waiting, self._waiting = self._waiting, None
        await show(task.result())
        if waiting:
            await self.begin(*waiting)
