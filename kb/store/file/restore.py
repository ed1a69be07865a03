"""Replacing the store by a backup, as a whole or not at all."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from kb.errors import StoreError
from kb.store.file.copy import (
    StoreContents,
    connect,
    copy_from,
    copy_store,
    fsync,
    has_sides,
    is_database,
    make_folder,
    remove,
    sides_of,
    verify_store,
    writing_failures,
)
from kb.store.file.failures import store_failures
from kb.store.file.store import Store, open_store
from kb.store.file.upgrade import is_known

_PATIENCE_MS: Final = 3000
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def verify_backup(backup: Path) -> StoreContents:
    """Return what a backup holds, if it can be restored.

    Raises:
        StoreError: it does not exist, is damaged, is not a store, or comes from a newer kb.
    """
    if not backup.is_file():
        raise StoreError(f"there is no file {backup}. “kb backup --list” shows the backups.")
    if not is_database(backup):
        raise StoreError(
            f"{backup} is not a kb store. Name a backup; “kb backup --list” shows them."
        )
    contents = verify_store(backup)
    if not is_known(contents.revision):
        raise StoreError(
            f"{backup} was written by a newer kb (its schema is {contents.revision}). Upgrade kb."
        )
    return contents


@asynccontextmanager
async def upgraded_copy(backup: Path, store: Path) -> AsyncIterator[Store]:
    """Give a copy of a verified ``backup``, open and with its schema up to date.

    It is beside ``store``, and is gone afterwards.

    Raises:
        StoreError: the copy cannot be written, upgraded or read.
    """
    folder = store.parent / f".{store.name}.checking"
    copy = folder / store.name
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    try:
        _stage(backup, copy)
        async with open_store(copy) as opened:
            yield opened
    except StoreError as error:
        raise StoreError(error.message.replace(str(copy), str(backup))) from error
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(
            f"{backup} cannot be restored: {cause}. Name another backup; “kb backup --list” shows "
            "them."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restore(store: Path, backup: Path, kept: Path) -> bool:
    """Replace a store by a verified ``backup``; return whether there was one to copy to ``kept``.

    No other program may have the store open, or an answer could get lost in between. A crash
    leaves either the old store or the restored one.

    Raises:
        StoreError: another program has the store open, or a file cannot be written.
    """
    store = store.resolve()
    make_folder(store.parent)
    staged = store.with_name(f".{store.name}.restoring")
    try:
        # Restored is a verified copy, whatever happens to the backup's file meanwhile.
        _stage(backup, staged)
        if not store.exists() or store.stat().st_size == 0:
            _put_in_place(staged, store)
            return False
        try:
            _exchange(store, staged, kept)
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_BUSY:
                raise StoreError(
                    f"another program has the store {store} open. Quit it, and try again."
                ) from error
            if code not in _DAMAGED:
                with store_failures(store):
                    raise
            _keep_damaged(store, kept)
            _put_in_place(staged, store)
        return True
    finally:
        remove(staged)


def _stage(backup: Path, staged: Path) -> None:
    with writing_failures(staged):
        staged.unlink(missing_ok=True)
        if has_sides(backup):
            copy_store(backup, staged)
            return
        _copy_file(backup, staged)
    verify_store(staged, called=backup)
    with writing_failures(staged):
        fsync(staged)


def _exchange(store: Path, staged: Path, kept: Path) -> None:
    """Write the staged copy into the store's own file, in one transaction, under a lock."""
    with closing(connect(store)) as live:
        live.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        live.execute("PRAGMA locking_mode = EXCLUSIVE")
        live.execute("PRAGMA synchronous = FULL")
        # Takes the lock, which this connection then keeps until it is closed.
        live.execute("BEGIN IMMEDIATE")
        live.execute("COMMIT")
        copy_from(live, kept)
        _use_page_size_of(live, staged)
        with closing(sqlite3.connect(staged)) as source:
            source.backup(live)
        live.execute("PRAGMA journal_mode = WAL")


def _use_page_size_of(live: sqlite3.Connection, staged: Path) -> None:
    """Rewrite the copy with the store's page size: SQLite copies only between equal ones."""
    (size,) = live.execute("PRAGMA page_size").fetchone()
    with writing_failures(staged), closing(sqlite3.connect(staged)) as copy:
        if copy.execute("PRAGMA page_size").fetchone()[0] != size:
            copy.execute(f"PRAGMA page_size = {size}")
            copy.execute("VACUUM")


def _keep_damaged(store: Path, kept: Path) -> None:
    """Copy the files of a store that SQLite cannot read, byte by byte."""
    with writing_failures(kept):
        for file, copy in zip((store, *sides_of(store)), (kept, *sides_of(kept)), strict=True):
            if file.exists():
                _copy_file(file, copy)
                fsync(copy)
        fsync(kept.parent)


def _copy_file(file: Path, copy: Path) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    shutil.copyfile(file, copy)


def _put_in_place(staged: Path, store: Path) -> None:
    # SQLite would read an old WAL as the new store's.
    for side in sides_of(store):
        side.unlink(missing_ok=True)
    with writing_failures(store):
        staged.replace(store)
        fsync(store.parent)
