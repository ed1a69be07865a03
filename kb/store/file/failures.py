"""What SQLite complains of, as one clear sentence for the user."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from kb.errors import StoreError

_LOCKED: Final = "another program holds the store {path}. Try again when it is done."
_SENTENCES: Final = {
    sqlite3.SQLITE_NOTADB: "{path} is no kb store. Name another file with --db or KB_DB.",
    sqlite3.SQLITE_CORRUPT: "the store {path} is damaged. Copy it away, and restore a backup.",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: (
        "the store {path} cannot be written. Check the permissions of it and of its folder."
    ),
    sqlite3.SQLITE_PERM: "the store {path} may not be used. Check its permissions.",
    sqlite3.SQLITE_CANTOPEN: "the store {path} cannot be opened. Check it and its folder.",
    sqlite3.SQLITE_FULL: (
        "the disk of {path}, or of temporary files, is full. Nothing was changed; free some room."
    ),
    sqlite3.SQLITE_IOERR: "the disk of {path} failed or is full. Nothing was changed; check it.",
}
"""By SQLite's primary result code."""


@contextmanager
def store_failures(path: Path) -> Iterator[None]:
    """Turns failures of the file, the disk or the lock into an error for the user.

    What only a mistake in kb can cause, such as a broken constraint, passes as it is.

    Raises:
        StoreError: the store at ``path`` cannot be used.
    """
    try:
        yield
    except DBAPIError as error:
        told = _store_error(path, error.orig)
        if told is None:
            raise
        raise told from error
    except sqlite3.Error as error:
        told = _store_error(path, error)
        if told is None:
            raise
        raise told from error


def _store_error(path: Path, error: BaseException | None) -> StoreError | None:
    """Returns what to tell the user, or nothing where the mistake is kb's own."""
    code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the primary code; the rest says more than a user can use.
    sentence = None if code is None else _SENTENCES.get(code & 0xFF)
    return None if sentence is None else StoreError(sentence.format(path=path))
