"""Putting a backup in the store's place, as a whole or not at all."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from kb.errors import StoreError
from kb.store.file.copy import (
    Contents,
    beside,
    connected,
    contents_of,
    copy_store,
    is_database,
    make_folder,
    sync,
    write_copy,
    writing_failures,
)
from kb.store.file.failures import store_failures
from kb.store.file.upgrade import is_known

_PATIENCE_MS: Final = 3000
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def restorable(copy: Path) -> Contents:
    """Returns what a backup holds, if it is fit to be restored.

    Raises:
        StoreError: it is not there, damaged, no store, or of a newer kb.
    """
    if not copy.is_file():
        raise StoreError(f"there is no file {copy}. “kb backup --list” shows the backups.")
    if not is_database(copy):
        raise StoreError(f"{copy} is no kb store. Name a backup; “kb backup --list” shows them.")
    found = contents_of(copy)
    if not is_known(found.revision):
        raise StoreError(
            f"{copy} was written by a newer kb (its schema is {found.revision}). Upgrade kb."
        )
    return found


def restore(store: Path, copy: Path, kept: Path) -> bool:
    """Puts ``copy`` in the place of the store at ``store``; what was there is kept in ``kept``.

    Nobody else may have the store open, so that no answer falls between the two. A crash leaves
    the store as it was, or as the copy is.

    Args:
        store: where the store is, or was.
        copy: a backup that :func:`restorable` found fit.
        kept: where what is replaced goes.

    Returns:
        Whether there was something to keep.

    Raises:
        StoreError: another program has the store open, or a file cannot be written.
    """
    store = store.resolve()
    make_folder(store.parent)
    staged = store.with_name(f".{store.name}.restoring")
    try:
        # A copy of the copy: what is put in place was checked, whatever becomes of the file.
        _copy_of_copy(copy, staged)
        if not store.exists() or store.stat().st_size == 0:
            _remove_sides(store)
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
            _replace_damaged(store, staged, kept)
        return True
    finally:
        for each in (staged, *beside(staged)):
            each.unlink(missing_ok=True)


def _copy_of_copy(copy: Path, staged: Path) -> None:
    with writing_failures(staged):
        staged.unlink(missing_ok=True)
        sides = [each for each in beside(copy) if each.exists() and each.stat().st_size]
        if sides:
            copy_store(copy, staged)
            return
        os.close(os.open(staged, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        shutil.copyfile(copy, staged)
    contents_of(staged, called=copy)
    with writing_failures(staged):
        sync(staged)


def _exchange(store: Path, staged: Path, kept: Path) -> None:
    """Writes the copy into the store's own file, in one transaction, while nobody else has it."""
    with closing(connected(store)) as live:
        live.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        live.execute("PRAGMA locking_mode = EXCLUSIVE")
        live.execute("PRAGMA synchronous = FULL")
        # Takes the lock, which this connection then keeps until it is closed.
        live.execute("BEGIN IMMEDIATE")
        live.execute("COMMIT")
        write_copy(live, kept)
        _same_page_size(live, staged)
        with closing(sqlite3.connect(staged)) as source:
            source.backup(live)
        live.execute("PRAGMA journal_mode = WAL")


def _same_page_size(live: sqlite3.Connection, staged: Path) -> None:
    """Rewrites the copy with the store's pages: SQLite copies only between equal ones."""
    (size,) = live.execute("PRAGMA page_size").fetchone()
    with writing_failures(staged), closing(sqlite3.connect(staged)) as copy:
        if copy.execute("PRAGMA page_size").fetchone()[0] != size:
            copy.execute(f"PRAGMA page_size = {size}")
            copy.execute("VACUUM")


def _replace_damaged(store: Path, staged: Path, kept: Path) -> None:
    """Keeps the files of a store that SQLite cannot read as they are, and replaces them."""
    with writing_failures(kept):
        for each, to in zip((store, *beside(store)), (kept, *beside(kept)), strict=True):
            if each.exists():
                os.close(os.open(to, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
                shutil.copyfile(each, to)
                sync(to)
        sync(kept.parent)
    # A WAL that is left would be taken for that of the new file.
    _remove_sides(store)
    _put_in_place(staged, store)


def _remove_sides(store: Path) -> None:
    for each in beside(store):
        each.unlink(missing_ok=True)


def _put_in_place(staged: Path, store: Path) -> None:
    with writing_failures(store):
        staged.replace(store)
        sync(store.parent)
