"""One import at a time: a lock file beside the store, which the system frees if an import dies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from filelock import AsyncFileLock, Timeout

from kb.errors import StoreError

PATIENCE_SECONDS: Final = 30.0


@asynccontextmanager
async def import_lock(store: Path, *, patience_seconds: float | None = None) -> AsyncIterator[None]:
    """Hold the lock for imports into the store at this path.

    Args:
        store: the store's file.
        patience_seconds: how long to wait for another import; 30 if None.

    Raises:
        StoreError: another import does not end in time, or the lock file cannot be written.
    """
    patience = PATIENCE_SECONDS if patience_seconds is None else patience_seconds
    path = store.with_name(f"{store.name}.import-lock")
    lock = AsyncFileLock(path, timeout=patience, mode=0o600, thread_local=False)
    try:
        await lock.acquire()
    except Timeout:
        raise StoreError(f"another import into {store} is running. Try again later.") from None
    except OSError as error:
        why = error.strerror
        raise StoreError(f"cannot write {path}: {why}. Check the folder's permissions.") from error
    try:
        yield
    finally:
        await lock.release()
