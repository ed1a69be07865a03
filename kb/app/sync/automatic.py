"""Synchronising when a review starts and ends. A folder that is away never delays it."""

import asyncio
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Final

from kb.app.sanitize import counted
from kb.app.sync.places import SyncError
from kb.app.sync.run import SyncReport, sync
from kb.errors import KbError
from kb.store.file.store import Store

_PATIENCE_SECONDS: Final = 2.0
"""For a folder on a network that does not answer."""


async def sync_if_there(store: Store, folder: Path, now: datetime) -> SyncReport | str | None:
    """Synchronise if the folder is there; return what was done, or why it could not be.

    None if the folder is away.
    """
    if not await _answers(folder):
        return None
    try:
        return await sync(store, folder, now)
    except SyncError as error:
        return error.message
    except KbError as error:
        return f"kb did not synchronise: {error.message}"


def sync_sentences(done: SyncReport | str | None) -> tuple[str, ...]:
    """Return what a learner is told of a synchronisation; nothing if there is no news."""
    if done is None:
        return ()
    if isinstance(done, str):
        return (done,)
    received = counted(done.received, "entry")
    told = [f"Received {received} from your other machines."] if done.received else []
    return (*told, *([done.trouble] if done.trouble else []))


async def _answers(folder: Path) -> bool:
    """Return whether a folder is there, and says so soon; others have their turn meanwhile."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[bool] = loop.create_future()

    def look() -> None:
        there = False
        with suppress(OSError):
            there = folder.is_dir()
        with suppress(RuntimeError):  # the program has ended meanwhile
            loop.call_soon_threadsafe(answered, there)

    def answered(there: bool) -> None:  # noqa: FBT001  # called by the loop
        if not answer.done():
            answer.set_result(there)

    # Not asyncio's threads, for which a program waits when it ends.
    Thread(target=look, daemon=True).start()
    with suppress(TimeoutError):
        return await asyncio.wait_for(answer, _PATIENCE_SECONDS)
    return False
