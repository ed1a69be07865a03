"""Errors of SQLite as one clear sentence for the user."""

import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError, NoResultFound

from kb.errors import StoreError

_LOCKED: Final = "another program is using the store {path}. Try again when it is done."
_DAMAGED: Final = "the store {path} is damaged."
_SENTENCES: Final = {
    sqlite3.SQLITE_NOTADB: "{path} is not a kb store. Name another file with --db or KB_DB.",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: (
        "cannot write the store {path}. Check the permissions of it and of its folder."
    ),
    sqlite3.SQLITE_PERM: "no permission to use the store {path}. Check its permissions.",
    sqlite3.SQLITE_CANTOPEN: "cannot open the store {path}. Check it and its folder.",
    sqlite3.SQLITE_FULL: (
        "the disk of {path}, or of temporary files, is full. Nothing was changed; free some space."
    ),
    sqlite3.SQLITE_IOERR: "the disk of {path} failed or is full. Nothing was changed; check it.",
}
"""By SQLite's primary result code."""


@contextmanager
def store_failures(path: Path) -> Iterator[None]:
    """Turn failures of the file, the disk or the lock into an error for the user.

    Errors that only a bug in kb can cause, such as a broken constraint, pass unchanged.

    Raises:
        StoreError: the store at ``path`` cannot be used.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        # The low byte is the primary code; the rest says more than a user can use.
        sentence = _SENTENCES.get(getattr(cause, "sqlite_errorcode", -1) & 0xFF)
        if sentence is None:
            raise
        raise StoreError(sentence.format(path=path) + _way_out(sentence, path)) from error


class UnreadableRowError(StoreError):
    """A row, or the schema, is not as kb writes it."""


@contextmanager
def unreadable_rows() -> Iterator[None]:
    """Turn what wrong rows make kb itself raise into an error that says what it was.

    For work on a store that need not be sound: elsewhere, such an error is a bug in kb.

    Raises:
        UnreadableRowError: with a reason to go on a sentence.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if getattr(cause, "sqlite_errorcode", -1) & 0xFF in _SENTENCES:
            raise
        raise UnreadableRowError(_first_line(cause)) from error
    except (ArithmeticError, LookupError, TypeError, ValueError, NoResultFound) as error:
        raise UnreadableRowError(f"{type(error).__name__}: {_first_line(error)}") from error


def _way_out(sentence: str, path: Path) -> str:
    """Return which backup to restore, if the store is damaged."""
    if sentence is not _DAMAGED:
        return ""
    from kb.store.file.backups import list_backups  # noqa: PLC0415  # hardly ever needed

    try:
        newest = max(list_backups(path), key=lambda one: one.file.stat().st_mtime, default=None)
    except (OSError, StoreError):
        newest = None
    if newest is None:
        return " It has no backup: copy it away, and import your notes into a new one."
    return f" “kb restore {shlex.quote(str(newest.file))}” restores its newest backup."


def _first_line(error: BaseException | None) -> str:
    return str(error).partition("\n")[0].rstrip(".")
