"""Synchronising when a review starts and ends. A folder that is away never delays it."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Final

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
    if not _answers(folder):
        return None
    try:
        return await sync(store, folder, now)
    except SyncError as error:
        return error.message
    except KbError as error:
        return f"kb did not synchronise: {error.message}"


def _answers(folder: Path) -> bool:
    """Return whether a folder is there, and says so soon."""
    answers: list[bool] = []

    def look() -> None:
        with suppress(OSError):
            answers.append(folder.is_dir())

    # Not asyncio's threads, for which a program waits when it ends.
    thread = Thread(target=look, daemon=True)
    thread.start()
    thread.join(_PATIENCE_SECONDS)
    return bool(answers and answers[0])
