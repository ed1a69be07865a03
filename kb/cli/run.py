"""The one event loop: a command hands over a use case, and gets its answer."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kb.cli.options import Session

if TYPE_CHECKING:
    from kb.store.open import Store

Answer = TypeVar("Answer")


def ask(session: Session, use: "Callable[[Store], Awaitable[Answer]]") -> Answer:
    """Returns what ``use`` answers from the session's store, which is closed afterwards.

    Raises:
        KbError: the configuration or the store cannot be used, or ``use`` refuses.
    """
    import asyncio  # noqa: PLC0415  # 20 ms that the completion of a word need not pay

    return asyncio.run(_ask(session.configuration().settings.store.path, use))


async def _ask(path: Path, use: "Callable[[Store], Awaitable[Answer]]") -> Answer:
    from kb.store.open import open_store  # noqa: PLC0415  # half a second that --help need not pay

    async with open_store(path) as store:
        return await use(store)
