"""Replacing the store by a backup, as a whole or not at all."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

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
from kb.store.file.failures import UnreadableRowError, store_failures, unreadable_rows
from kb.store.file.store import Store, open_store
from kb.store.file.upgrade import is_known

_PATIENCE_MS: Final = 3000
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedBackup:
    """A verified copy of a backup, beside the store that it may replace."""

    backup: Path
    store: Path
    """Without links."""
    file: Path
    contents: StoreContents


@contextmanager
def staged_backup(backup: Path, store: Path) -> Iterator[StagedBackup]:
    """Copy a backup, so that what is checked is what is restored, whatever happens to its file.

    The copy is gone afterwards.

    Raises:
        StoreError: the backup does not exist, is damaged, is not a store, or comes from a newer kb;
            or the copy cannot be written.
    """
    if not backup.is_file():
        raise StoreError(f"there is no file {backup}. “kb backup --list” shows the backups.")
    if not is_database(backup):
        raise StoreError(
            f"{backup} is not a kb store. Name a backup; “kb backup --list” shows them."
        )
    store = store.resolve()
    make_folder(store.parent)
    staged = store.with_name(f".{store.name}.restoring")
    try:
        contents = _stage(backup, staged)
        if not is_known(contents.revision):
            raise StoreError(
                f"{backup} was written by a newer kb (its schema is {contents.revision}). "
                "Upgrade kb."
            )
        yield StagedBackup(backup=backup, store=store, file=staged, contents=contents)
    finally:
        remove(staged)


@asynccontextmanager
async def upgraded_copy(staged: StagedBackup) -> AsyncIterator[Store]:
    """Give another copy of a staged backup, open and with its schema up to date.

    It is gone afterwards.

    Raises:
        StoreError: the copy cannot be written, upgraded or read.
    """
    folder = staged.store.parent / f".{staged.store.name}.checking"
    copy = folder / staged.store.name
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    try:
        with writing_failures(copy):
            _copy_file(staged.file, copy)
        with unreadable_rows():
            async with open_store(copy) as opened:
                yield opened
    except UnreadableRowError as error:
        raise StoreError(
            f"{staged.backup} has a row that cannot be read ({error.message}). Name another "
            "backup; “kb backup --list” shows them."
        ) from error
    except StoreError as error:
        raise StoreError(error.message.replace(str(copy), str(staged.backup))) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restore(staged: StagedBackup, kept: Path) -> bool:
    """Replace a store by a staged backup; return whether there was one to copy to ``kept``.

    No other program may have the store open, or an answer could get lost in between. A crash
    leaves either the old store or the restored one.

    Raises:
        StoreError: another program has the store open, or a file cannot be written.
    """
    store = staged.store
    _forget_file(staged.file)
    if not store.exists() or store.stat().st_size == 0:
        _put_in_place(staged.file, store)
        return False
    try:
        _exchange(store, staged.file, kept)
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
        _put_in_place(staged.file, store)
    return True


def _forget_file(staged: Path) -> None:
    """Have the store take a new name before it signs an entry: see kb.store.review.device."""
    with writing_failures(staged), closing(sqlite3.connect(staged)) as copy, copy:
        columns = [row[1] for row in copy.execute("PRAGMA table_info(device)")]
        if "file" in columns:  # older stores know of no file
            copy.execute("UPDATE device SET file = NULL")


def _stage(backup: Path, staged: Path) -> StoreContents:
    with writing_failures(staged):
        staged.unlink(missing_ok=True)
        if has_sides(backup):
            return copy_store(backup, staged)
        _copy_file(backup, staged)
    contents = verify_store(staged, called=backup)
    with writing_failures(staged):
        fsync(staged)
    return contents


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
