"""Connections to the file, and how their transactions begin.

SQLAlchemy's own ``BEGIN`` is made real here. The driver would otherwise begin late and silently,
so that two writers could both read before either locks, and one of them fail.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Connection, Pool, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from kb.clock import monotonic_seconds

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor

BUSY_TIMEOUT_MS: Final = 30_000
CACHE_KIB: Final = 65_536
"""At most; with SQLite's own 2,000 the merge of a large import takes twice as long."""
_BETWEEN_TRIES_S: Final = 0.005
_OPTION: Final = "kb_begin"


class Begin(StrEnum):
    """How a transaction begins."""

    READING = "BEGIN"
    WRITING = "BEGIN IMMEDIATE"
    """Takes the lock at once, so nothing that was read can change before the write."""


def new_engine(
    path: Path,
    *,
    foreign_keys: bool = True,
    poolclass: type[Pool] | None = None,
) -> AsyncEngine:
    """Returns an engine on the file at ``path``, with kb's pragmas and real transactions.

    Args:
        path: the file.
        foreign_keys: whether they are held to.
        poolclass: how connections are kept; SQLAlchemy's choice when absent.
    """
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000},
        poolclass=poolclass,
        # Every transaction is ended where it began; once more would be one more trip to the
        # driver's thread.
        pool_reset_on_return=None,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: "DBAPIConnection", _record: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own type is private
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        _set_journal(cursor)
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # Straight to the driver: a cursor of SQLAlchemy's costs two more turns of its thread.
        how = connection.get_execution_options().get(_OPTION, Begin.READING)
        driver: Any = connection.connection.dbapi_connection
        driver.run_async(lambda connected: connected.execute(how))

    return engine


def _set_journal(cursor: "DBAPICursor") -> None:
    """Sets the journal, and waits for others that set it on a new file.

    SQLite itself does not wait here, whatever its busy timeout.
    """
    until = monotonic_seconds() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic_seconds() > until:
                raise
            await_only(asyncio.sleep(_BETWEEN_TRIES_S))
        else:
            return


@asynccontextmanager
async def beginning(connection: AsyncConnection, begin: Begin) -> AsyncIterator[None]:
    """Begins a transaction that is rolled back unless it is committed."""
    await connection.execution_options(**{_OPTION: begin})
    await connection.begin()
    try:
        yield
    finally:
        await connection.rollback()
