"""Opening the store, and the two kinds of transaction it gives."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kb.clock import monotonic_seconds
from kb.errors import StoreError
from kb.store.file.engine import Begin, beginning, new_engine
from kb.store.file.failures import store_failures
from kb.store.file.upgrade import bring_up_to_date

Transaction = AsyncConnection
"""What a query takes first: a connection in a transaction that the store began and will end."""


class Store:
    """An open store. Every access is one transaction, for reading or for writing."""

    __slots__ = ("_engine", "path")

    def __init__(self, path: Path, engine: AsyncEngine) -> None:
        self.path = path
        self._engine = engine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Gives a connection that sees one state of the store and keeps nothing it writes."""
        async with self.desk() as desk, desk.reading() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Gives a connection whose work is kept as a whole, or not at all if this raises.

        Raises:
            StoreError: another program holds the lock for longer than 30 seconds, or the disk
                fails.
        """
        async with self.desk() as desk, desk.writing() as connection:
            yield connection

    @asynccontextmanager
    async def desk(self) -> AsyncIterator["Desk"]:
        """Gives one connection for several transactions."""
        with store_failures(self.path):
            async with self._engine.connect() as connection:
                yield Desk(self.path, connection)


class Desk:
    """One connection for several transactions: temporary tables last from one to the next."""

    __slots__ = ("_connection", "_path", "locked_seconds")

    def __init__(self, path: Path, connection: AsyncConnection) -> None:
        self._path = path
        self._connection = connection
        self.locked_seconds = 0.0
        """For how long the last transaction that wrote held the lock."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """As :meth:`Store.reading`."""
        async with self._transaction(Begin.READING) as connection:
            yield connection

    @asynccontextmanager
    async def staging(self) -> AsyncIterator[AsyncConnection]:
        """Gives a connection for writing to temporary tables, which takes no lock."""
        async with self._transaction(Begin.READING) as connection:
            yield connection
            await connection.commit()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """As :meth:`Store.writing`."""
        async with self._transaction(Begin.WRITING) as connection:
            begun = monotonic_seconds()
            yield connection
            await connection.commit()
            self.locked_seconds = monotonic_seconds() - begun

    @asynccontextmanager
    async def rehearsing(self) -> AsyncIterator[AsyncConnection]:
        """Gives a connection that may write, and whose work is always taken back."""
        async with self._transaction(Begin.WRITING) as connection:
            yield connection

    async def discard(self) -> None:
        """Closes the connection, and with it all temporary tables."""
        await self._connection.invalidate()

    @asynccontextmanager
    async def _transaction(self, begin: Begin) -> AsyncIterator[AsyncConnection]:
        with store_failures(self._path):
            async with beginning(self._connection, begin):
                yield self._connection


async def data_version(connection: Transaction) -> int:
    """Returns a number that changes when any other connection has written to the store."""
    found = await connection.exec_driver_sql("PRAGMA data_version")
    version: int = found.scalar_one()
    return version


@asynccontextmanager
async def open_store(path: Path) -> AsyncIterator[Store]:
    """Gives the store at ``path``, created if it is not there, with its schema up to date.

    Raises:
        StoreError: the file cannot be used, is no kb store, or comes from a newer kb.
    """
    path = _created(path)
    engine = new_engine(path)
    try:
        with store_failures(path):
            await bring_up_to_date(engine, path)
        yield Store(path, engine)
    finally:
        await engine.dispose()


def _created(path: Path) -> Path:
    """Creates the file and its folder for the user alone; SQLite gives its WAL the same mode."""
    path = path.absolute()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            what = "a folder" if path.is_dir() else "a device or a pipe"
            raise StoreError(f"{path} is {what}. Name the store's file with --db or KB_DB.")
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        why = os.strerror(error.errno or 0)
        if not isinstance(error, PermissionError) and not path.exists():
            message = f"the store {path} cannot be created: {why}. Name another with --db or KB_DB."
            raise StoreError(message) from error
        # An existing store that may only be read is refused later, and only if it is written.
        if not os.access(path, os.R_OK):
            raise StoreError(
                f"the store {path} cannot be opened: {why}. Check the permissions of it and of "
                "its folder, or name another with --db or KB_DB."
            ) from error
    return path
