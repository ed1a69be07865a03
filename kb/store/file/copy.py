"""Copying a store: consistent while others use it, and verified once written.

A copy is one file without a WAL, so it can be moved elsewhere as it is.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import StoreError, reason_of
from kb.store.file.engine import BUSY_TIMEOUT_MS
from kb.store.file.failures import UnreadableRowError, store_failures, unreadable_rows

_SIDES: Final = ("-wal", "-shm", "-journal")
_MAGIC: Final = b"SQLite format 3\0"
_STALE_S: Final = 3600
"""A part file that is older was left by a killed process: no copy takes an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreContents:
    """What a store, or a copy of one, holds."""

    revision: str
    """Of its schema."""
    notes: int
    cards: int
    entries: int
    """Of the log."""


def copy_store(source: Path, target: Path) -> StoreContents:
    """Write a verified copy of a store, readable by the user alone.

    It appears under its name only once it is complete, verified and on the disk.

    Others may read and write the store meanwhile. An existing ``target`` is replaced.

    Raises:
        StoreError: the store is damaged or locked, or the copy cannot be written.
    """
    with _reading(source) as store, _complete_file(target) as part:
        _write_copy(store, part)
        return verify_store(part, called=source)


def copy_unverified(source: Path, target: Path) -> None:
    """Copy a store as :func:`copy_store` does, damaged or not."""
    with _reading(source) as store:
        copy_from(store, target)


def copy_from(store: sqlite3.Connection, target: Path) -> None:
    """Write what a connection to a store sees to ``target``, unverified."""
    with _complete_file(target) as part:
        _write_copy(store, part)


def _write_copy(store: sqlite3.Connection, part: Path) -> None:
    with closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        store.backup(copy)
    # The copied header says that there is a WAL, as the store's does.
    with closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()


def verify_store(path: Path, *, called: Path | None = None) -> StoreContents:
    """Return what the store at ``path`` holds, after checking every page of it.

    No other program may write to it. Errors name it as ``called``, or else by its path.

    Raises:
        StoreError: it is damaged, unreadable, or not a kb store.
    """
    name = called or path
    with store_failures(name), _foreign_tables(name), closing(_read_only(path)) as store:
        if not _has_tables(store):
            raise StoreError(f"{name} is not a kb store. Name another file.")
        damage = store.execute("PRAGMA integrity_check(1)").fetchone()[0]
        lost = store.execute("PRAGMA foreign_key_check").fetchone()
        if damage != "ok" or lost:
            raise StoreError(f"the store {name} is damaged. “kb doctor” says more.")
        revision = store.execute("SELECT version_num FROM alembic_version").fetchone()
        notes, cards, entries = (
            int(store.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  # fixed
            for table in ("notes", "cards", "log")
        )
    if revision is None:
        raise StoreError(f"{name} is an unfinished kb store. Name another file.")
    return StoreContents(revision=str(revision[0]), notes=notes, cards=cards, entries=entries)


@contextmanager
def _foreign_tables(name: Path) -> Iterator[None]:
    """Turn tables that only have the names of kb's into an error that says so."""
    try:
        with unreadable_rows():
            yield
    except UnreadableRowError as error:
        raise StoreError(
            f"{name} is not a kb store ({error.message}). Name another file."
        ) from error


def is_store(path: Path) -> bool:
    """Return whether a file is a readable kb store, or a copy of one."""
    try:
        with closing(_read_only(path)) as store:
            return _has_tables(store)
    except (sqlite3.Error, OSError):
        return False


def is_database(path: Path) -> bool:
    """Return whether a file begins like an SQLite database, however damaged the rest is."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def connect(path: Path, how: str = "mode=rw") -> sqlite3.Connection:
    """Return a connection to an existing store."""
    # A path that is not a URI would create an empty database.
    uri = f"{path.absolute().as_uri()}?{how}"
    store = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    store.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return store


def make_folder(folder: Path) -> None:
    """Make a folder, for the user alone, if it does not exist.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot make the folder {folder}: {reason_of(error)}. Check the folder above it."
        ) from error


def fsync(path: Path) -> None:
    """Wait until a file, or the list of a folder's files, is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders, and syncs their lists itself.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sides_of(path: Path) -> tuple[Path, ...]:
    """Return the files that SQLite may keep beside a database, whether they exist or not."""
    return tuple(path.with_name(f"{path.name}{side}") for side in _SIDES)


def has_sides(path: Path) -> bool:
    """Return whether there is anything in the files beside a database."""
    return any(side.exists() and side.stat().st_size for side in sides_of(path))


def remove(*paths: Path) -> None:
    """Remove databases, and the files beside them, as far as they exist."""
    for path in paths:
        for file in (path, *sides_of(path)):
            file.unlink(missing_ok=True)


@contextmanager
def writing_failures(target: Path) -> Iterator[None]:
    """Turn errors of the disk or of SQLite into an error that says ``target`` was not written."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        refused = isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EROFS)
        then = "Choose another place." if refused else "Free some space, or choose another place."
        raise StoreError(f"cannot write the copy {target}: {reason_of(error)}. {then}") from error


@contextmanager
def _reading(source: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that sees one state of a store."""
    with store_failures(source), closing(connect(source)) as store:
        # Without a transaction, Connection.backup would wait for a lock forever.
        store.execute("BEGIN")
        store.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield store


@contextmanager
def _complete_file(target: Path) -> Iterator[Path]:
    """Give a file to write that becomes ``target`` once it is complete and on the disk."""
    make_folder(target.parent)
    part = target.with_name(f".kb-{os.getpid()}.part")
    with writing_failures(target):
        try:
            os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC | os.O_CLOEXEC, 0o600))
            _remove_stale_parts(part)
            yield part
            fsync(part)
            part.replace(target)
            fsync(target.parent)
        finally:
            remove(part)


def _has_tables(store: sqlite3.Connection) -> bool:
    """Return whether a database has the tables of every version of kb."""
    tables = {row[0] for row in store.execute("SELECT name FROM sqlite_master")}
    return {"alembic_version", "notes", "cards", "log"} <= tables


def _read_only(path: Path) -> sqlite3.Connection:
    """Return a connection that creates no file beside ``path``."""
    return connect(path, "mode=ro" if has_sides(path) else "mode=ro&immutable=1")


def _remove_stale_parts(part: Path) -> None:
    """Remove what killed processes left, by the time of the disk."""
    now = part.stat().st_mtime
    for file in part.parent.glob(".kb-*.part*"):
        if now - file.stat().st_mtime > _STALE_S:
            file.unlink(missing_ok=True)
