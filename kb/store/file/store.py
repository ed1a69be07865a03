"""Opening the store, and its two kinds of transaction."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.pool import NullPool

from kb.clock import monotonic_seconds
from kb.errors import StoreError, reason_of
from kb.store.file.engine import (
    BUSY_TIMEOUT_MS,
    CACHE_KIB,
    Begin,
    begin_transaction,
    new_engine,
)
from kb.store.file.failures import store_failures
from kb.store.file.path import check_path
from kb.store.file.upgrade import HEAD, revision_of, upgrade_store

Transaction = AsyncConnection
"""What every query takes first: a connection in a transaction that the store begins and ends."""


class Store:
    """An open store. Every access is one transaction, for reading or for writing."""

    __slots__ = ("_engine", "_watch", "_watching", "path")

    def __init__(self, path: Path, engine: AsyncEngine) -> None:
        self.path = path
        self._engine = engine
        self._watch: AsyncConnection | None = None
        self._watching = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Give a transaction that sees one state of the store and keeps nothing it writes."""
        async with self.connect() as connection, connection.reading() as transaction:
            yield transaction

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """Give a transaction that is committed as a whole, or not at all if this raises.

        Raises:
            StoreError: another program holds the lock for longer than 30 seconds, or the disk
                fails.
        """
        async with self.connect() as connection, connection.writing() as transaction:
            yield transaction

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["StoreConnection"]:
        """Give one connection for several transactions."""
        with store_failures(self.path):
            async with self._engine.connect() as connection:
                yield StoreConnection(self.path, connection)

    async def version(self) -> int:
        """Return a number that changes when anything is written to the store, by whomever."""
        async with self._watching:
            with store_failures(self.path):
                # SQLite does not count what a connection writes itself, so this one writes nothing.
                # It is none of the pool either, which would lose one that has read much.
                if self._watch is None:
                    self._watch = await new_engine(self.path, poolclass=NullPool).connect()
                async with begin_transaction(self._watch, Begin.READING):
                    return await data_version(self._watch)

    async def close(self) -> None:
        """Close all connections."""
        if self._watch is not None:
            await self._watch.close()
        await self._engine.dispose()


class StoreConnection:
    """One connection for several transactions; its temporary tables outlive each of them."""

    __slots__ = ("_connection", "_path", "locked_seconds")

    def __init__(self, path: Path, connection: AsyncConnection) -> None:
        self._path = path
        self._connection = connection
        self.locked_seconds = 0.0
        """How long the last writing transaction held the lock."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """As :meth:`Store.reading`."""
        async with self._transaction(Begin.READING) as transaction:
            yield transaction

    @asynccontextmanager
    async def staging(self) -> AsyncIterator[Transaction]:
        """Give a transaction that writes to temporary tables, which takes no lock."""
        async with self._transaction(Begin.READING) as transaction:
            yield transaction
            await transaction.commit()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """As :meth:`Store.writing`."""
        async with self._transaction(Begin.WRITING) as transaction:
            begun = monotonic_seconds()
            yield transaction
            await transaction.commit()
            self.locked_seconds = monotonic_seconds() - begun

    @asynccontextmanager
    async def dry_run(self) -> AsyncIterator[Transaction]:
        """Give a transaction that may write, and is always rolled back."""
        async with self._transaction(Begin.WRITING) as transaction:
            yield transaction

    async def discard(self) -> None:
        """Close the connection, and with it all temporary tables."""
        await self._connection.invalidate()

    @asynccontextmanager
    async def _transaction(self, begin: Begin) -> AsyncIterator[Transaction]:
        with store_failures(self._path):
            async with begin_transaction(self._connection, begin):
                yield self._connection


async def data_version(transaction: Transaction) -> int:
    """Return a number that changes when any other connection has written to the store."""
    return int((await transaction.exec_driver_sql("PRAGMA data_version")).scalar_one())


@asynccontextmanager
async def open_store(
    path: Path, *, patience_ms: int = BUSY_TIMEOUT_MS, cache_kib: int = CACHE_KIB
) -> AsyncIterator[Store]:
    """Give the store at ``path``, created if it does not exist, with its schema up to date.

    Args:
        path: the store's.
        patience_ms: how long another program's lock is waited for.
        cache_kib: how much of the file each connection keeps in memory.

    Raises:
        StoreError: the file cannot be used, is not a kb store, or comes from a newer kb.
    """
    path = _create_file(path)
    engine = new_engine(path, patience_ms=patience_ms, cache_kib=cache_kib)
    store = Store(path, engine)
    try:
        with store_failures(path):
            await upgrade_store(engine, path)
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_as_it_is(path: Path, *, patience_ms: int) -> AsyncIterator[Store]:
    """Give the store at ``path``, which is neither created nor upgraded.

    Args:
        path: the store's.
        patience_ms: how long another program's lock is waited for.

    Raises:
        StoreError: there is none, it cannot be used, or its schema is not that of this kb.
    """
    engine = new_engine(_existing_file(path), patience_ms=patience_ms)
    store = Store(path, engine)
    try:
        with store_failures(path):
            if await revision_of(engine) != HEAD:
                raise StoreError(f"the store {path} has the schema of another version of kb.")
        yield store
    finally:
        await store.close()


def _existing_file(path: Path) -> Path:
    if not path.is_file():
        raise StoreError(f"there is no store {path}. “kb import FOLDER” makes it.")
    return path.absolute()


def _create_file(path: Path) -> Path:
    """Create the file and its folder for the user alone; SQLite gives its WAL the same mode."""
    path = path.absolute()
    check_path(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            what = "a folder" if path.is_dir() else "a device or a pipe"
            raise StoreError(f"{path} is {what}. Name the store's file with --db or KB_DB.")
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        why = reason_of(error)
        if not isinstance(error, PermissionError) and not path.exists():
            message = f"cannot create the store {path}: {why}. Name another with --db or KB_DB."
            raise StoreError(message) from error
        # An existing store that is read-only is refused later, and only if it is written.
        if not os.access(path, os.R_OK):
            raise StoreError(
                f"cannot open the store {path}: {why}. Check the permissions of it and of its "
                "folder, or name another with --db or KB_DB."
            ) from error
    return path
