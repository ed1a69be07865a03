"""Making a new store whole: it is filled under another name, and put in its place when it is done.

Until then only this process knows of it, so that it needs no lock, no WAL, and nothing on the disk
before its end; whatever interrupts it leaves no store at all, as before.
"""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlalchemy.pool import NullPool

from kb.store.file.copy import fsync, sides_of
from kb.store.file.engine import new_engine
from kb.store.file.failures import store_failures
from kb.store.file.store import Store
from kb.store.file.upgrade import create_tables


class NotFoundedError(Exception):
    """A new store cannot be put in place whole; it can still be made there, and written to."""


def can_be_founded(path: Path) -> bool:
    """Return whether nothing is at ``path``, and a file can be made there.

    Nor may there be the WAL of a store that was removed without it: SQLite would take what it
    says for the newest of a store that is put beside it, and throws it away where one is made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    return _is_free(path) and os.access(path.parent, os.W_OK | os.X_OK)


@asynccontextmanager
async def founded_store(path: Path) -> AsyncIterator[Store]:
    """Give a new store, which is at ``path`` when the block has ended without an exception.

    Raises:
        NotFoundedError: something else is there meanwhile, or the disk knows no hard links, by
            which a file gets a name only if nothing has it.
        StoreError: the disk is full or fails.
    """
    part = unfinished(path)
    try:
        remove_unfinished(path)
        _begin(part)
    except OSError as error:
        raise NotFoundedError from error
    try:
        engine = new_engine(part, private=True, foreign_keys=False)
        try:
            with store_failures(path):
                await create_tables(new_engine(part, private=True, poolclass=NullPool))
            yield Store(path, engine)
        finally:
            await engine.dispose()
        with store_failures(path), closing(sqlite3.connect(part)) as store:
            store.execute("PRAGMA journal_mode = WAL").fetchone()
        _put_in_place(part, path)
    finally:
        remove_unfinished(path)


def unfinished(path: Path) -> Path:
    """Return where the store of this path is while it is being made.

    The next import removes what is there, so it is a name that nobody gives a file.
    """
    return path.with_name(f"{path.name}.import-part")


def remove_unfinished(path: Path) -> None:
    """Remove what a killed process left of a store in the making; its caller is the only one."""
    part = unfinished(path)
    for file in (part, *sides_of(part), _second_name(part)):
        file.unlink(missing_ok=True)


def _begin(part: Path) -> None:
    """Make the file, if it can get another name later.

    On a disk that knows no hard links everything would be read for nothing otherwise.
    """
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    second = _second_name(part)
    try:
        second.hardlink_to(part)
        second.unlink()
    except OSError:
        part.unlink()
        raise


def _second_name(part: Path) -> Path:
    return part.with_name(f"{part.name}-link")


def _is_free(path: Path) -> bool:
    return not any(map(os.path.lexists, (path, *sides_of(path))))


def _put_in_place(part: Path, path: Path) -> None:
    fsync(part)
    if not _is_free(path):
        raise NotFoundedError
    try:
        path.hardlink_to(part)
    except OSError as error:
        raise NotFoundedError from error
    fsync(path.parent)
