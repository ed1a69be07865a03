"""Connections to the file, and how their transactions begin.

SQLAlchemy's ``BEGIN`` is made real here. The driver would begin late and silently, so that two
writers could both read before either locks, and one of them would fail.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Connection, Pool, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection

BUSY_TIMEOUT_MS: Final = 30_000
CACHE_KIB: Final = 65_536
"""At most. With SQLite's default of 2,000 the merge of a large import takes twice as long."""
SERVER_CACHE_KIB: Final = 4_096
"""The same in a server, which keeps it: with more it reads nothing sooner, as the system has it."""
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
    patience_ms: int = BUSY_TIMEOUT_MS,
    cache_kib: int = CACHE_KIB,
    poolclass: type[Pool] | None = None,
) -> AsyncEngine:
    """Return an engine on the file at ``path``, with kb's pragmas and real transactions.

    Args:
        path: the store's.
        foreign_keys: whether rows that others refer to are held to be there.
        patience_ms: how long another program's lock is waited for.
        cache_kib: how much of the file each connection keeps in memory.
        poolclass: of SQLAlchemy's.
    """
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        connect_args={"isolation_level": None, "timeout": patience_ms / 1000},
        poolclass=poolclass,
        # Every transaction is ended by whoever began it; one more rollback would be one more trip
        # to the driver's thread.
        pool_reset_on_return=None,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: "DBAPIConnection", _record: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own type is private
        cursor = connection.cursor()
        try:
            cursor.execute(f"PRAGMA busy_timeout = {patience_ms}")
            # Fails at once where another program uses a new file, whatever the timeout.
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute(f"PRAGMA cache_size = -{cache_kib}")
            cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        except BaseException:
            connection.close()  # earlier releases of SQLAlchemy 2.1 do not
            raise
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # Straight to the driver: a cursor of SQLAlchemy's costs two more turns of its thread.
        how = connection.get_execution_options().get(_OPTION, Begin.READING)
        driver: Any = connection.connection.dbapi_connection
        driver.run_async(lambda connected: connected.execute(how))

    return engine


@asynccontextmanager
async def begin_transaction(connection: AsyncConnection, begin: Begin) -> AsyncIterator[None]:
    """Begin a transaction that is rolled back unless it is committed."""
    await connection.execution_options(**{_OPTION: begin})
    await connection.begin()
    try:
        yield
    finally:
        await connection.rollback()
