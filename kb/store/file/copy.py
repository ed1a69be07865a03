"""One copy of a store: consistent though others use the store, and looked through once written.

A copy is one file without a WAL, so that it can be carried elsewhere as it is.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kb.errors import StoreError
from kb.store.file.engine import BUSY_TIMEOUT_MS
from kb.store.file.failures import store_failures

_SIDES: Final = ("-wal", "-shm", "-journal")
"""Files that SQLite puts beside a database."""
_MAGIC: Final = b"SQLite format 3\0"
_STALE_S: Final = 3600
"""No copy takes an hour: what is left of an older one was left by a killed process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a store, or a copy of one, was found to hold."""

    revision: str
    """Of its schema."""
    notes: int
    cards: int
    entries: int
    """Of the log."""


def copy_store(source: Path, target: Path, *, checked: bool = True) -> Contents | None:
    """Writes a copy of the store at ``source`` to ``target``, for the user alone.

    It appears under its name only when it is complete, looked through, and on the disk.

    Args:
        source: the store; others may read and write it meanwhile.
        target: the file to write; one that is there is replaced.
        checked: whether a damaged copy is refused. Where not, nothing comes back.

    Raises:
        StoreError: the store is damaged or locked, or the copy cannot be written.
    """
    with store_failures(source), closing(connected(source)) as original:
        # Python would wait for a lock forever while it copies; here it gives up in time.
        original.execute("BEGIN")
        original.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return write_copy(original, target, checked_as=source if checked else None)


def write_copy(
    original: sqlite3.Connection, target: Path, *, checked_as: Path | None = None
) -> Contents | None:
    """Writes what a connection sees to ``target``; see :func:`copy_store`.

    Args:
        original: to the store, and able to read it.
        target: the file to write.
        checked_as: by what name to complain of a damaged store; none: it is not looked through.
    """
    make_folder(target.parent)
    part = target.with_name(f".kb-{os.getpid()}.part")
    with writing_failures(target), _removed_after(part):
        os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC | os.O_CLOEXEC, 0o600))
        _remove_stale_parts(part)
        with closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            original.backup(copy)
        # As the store had, the copy says that it has a WAL until it is told otherwise.
        with closing(sqlite3.connect(part)) as copy:
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()
        found = contents_of(part, called=checked_as) if checked_as else None
        sync(part)
        part.replace(target)
        sync(target.parent)
    return found


def contents_of(path: Path, *, called: Path | None = None) -> Contents:
    """Returns what the store at ``path`` holds, after every page of it was looked at.

    Args:
        path: a store that nobody writes to.
        called: by what name to complain of it.

    Raises:
        StoreError: it is damaged, cannot be read, or is no store of kb.
    """
    name = called or path
    with store_failures(name), closing(_read_only(path)) as store:
        if not _has_tables(store):
            raise StoreError(f"{name} is no kb store. Name another file.")
        damage = store.execute("PRAGMA integrity_check(1)").fetchone()[0]
        lost = store.execute("PRAGMA foreign_key_check").fetchone()
        if damage != "ok" or lost:
            raise StoreError(f"the store {name} is damaged. “kb doctor” says more.")
        revision = store.execute("SELECT version_num FROM alembic_version").fetchone()
        counted = [
            int(store.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  # fixed
            for table in ("notes", "cards", "log")
        ]
    if revision is None:
        raise StoreError(f"{name} is an unfinished kb store. Name another file.")
    return Contents(
        revision=str(revision[0]), notes=counted[0], cards=counted[1], entries=counted[2]
    )


def is_store(path: Path) -> bool:
    """Returns whether a file can be read and is a kb store, or a copy of one."""
    try:
        with closing(_read_only(path)) as store:
            return _has_tables(store)
    except (sqlite3.Error, OSError):
        return False


def is_database(path: Path) -> bool:
    """Returns whether a file begins as SQLite's do, however damaged the rest of it is."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def connected(path: Path) -> sqlite3.Connection:
    """Returns a connection to a store that is there; none is made."""
    return _opened(path, "mode=rw")


def make_folder(folder: Path) -> None:
    """Makes the folder, for the user alone, if it is not there.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        why = os.strerror(error.errno or 0)
        raise StoreError(f"the folder {folder} cannot be made: {why}. Mend that.") from error


def sync(path: Path) -> None:
    """Returns when a file, or what a folder lists, is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows opens no folders, and keeps their lists in order itself.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def beside(path: Path) -> tuple[Path, ...]:
    """Returns the files that SQLite may keep beside a database, whether they are there or not."""
    return tuple(path.with_name(f"{path.name}{side}") for side in _SIDES)


@contextmanager
def writing_failures(target: Path) -> Iterator[None]:
    """Turns what keeps ``target`` from being written into an error for the user."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        why = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise StoreError(
            f"the copy {target} cannot be written: {why}. Make room, or name another place."
        ) from error


def _opened(path: Path, how: str) -> sqlite3.Connection:
    # As a URI: a path alone would make an empty database of a name that is not there.
    uri = f"{path.absolute().as_uri()}?{how}"
    store = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    store.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    return store


def _has_tables(store: sqlite3.Connection) -> bool:
    """Returns whether a database has the tables that every store has had."""
    tables = {row[0] for row in store.execute("SELECT name FROM sqlite_master")}
    return {"alembic_version", "notes", "cards", "log"} <= tables


def _read_only(path: Path) -> sqlite3.Connection:
    """Returns a connection that leaves no file beside ``path``, if none was there."""
    sides = [side for side in beside(path) if side.exists() and side.stat().st_size]
    return _opened(path, "mode=ro" if sides else "mode=ro&immutable=1")


@contextmanager
def _removed_after(part: Path) -> Iterator[None]:
    try:
        yield
    finally:
        for each in (part, *beside(part)):
            each.unlink(missing_ok=True)


def _remove_stale_parts(part: Path) -> None:
    """Removes what killed processes left, by the disk's own clock."""
    now = part.stat().st_mtime
    for each in part.parent.glob(".kb-*.part*"):
        if now - each.stat().st_mtime > _STALE_S:
            each.unlink(missing_ok=True)
