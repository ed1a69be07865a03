"""How the tools reach the store: opened anew for each call, with the settings as they are then."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from kb.app.maintenance.memory_upgrade import upgrade_memories
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.store.file.store import Store, open_store

_PATIENCE_MS: Final = 5_000
"""How long a store that another program has locked is waited for; clients wait hardly longer."""
logger: Final = logging.getLogger("kb.mcp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The store while one call is answered."""

    store: Store
    settings: Settings
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The way to the store."""

    settings: Callable[[], Settings]
    """As the configuration says now."""
    moment: Callable[[Settings], Moment]

    @asynccontextmanager
    async def visit(self) -> AsyncIterator[Visit]:
        """Open the store for one call; whichever file is at its path by then.

        Raises:
            KbError: the configuration or the store cannot be used.
        """
        settings = self.settings()
        async with open_store(settings.store.path, patience_ms=_PATIENCE_MS) as store:
            moment = self.moment(settings)
            if upgraded := await upgrade_memories(store, moment.now):
                logger.warning(upgraded)
            yield Visit(store=store, settings=settings, moment=moment)
