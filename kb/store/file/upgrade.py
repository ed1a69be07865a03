"""Creating the store's tables, and upgrading an older store to the schema of this kb.

Alembic costs 0.2 s to import, so it is imported only where the revisions differ.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from kb.clock import monotonic_seconds, now
from kb.errors import StoreError
from kb.store.file.engine import BUSY_TIMEOUT_MS, Begin, begin_transaction, new_engine
from kb.store.file.failures import UnreadableRowError, unreadable_rows

HEAD: Final = "0015"
"""The revision of :mod:`kb.store.tables`; a test holds it to Alembic's head."""
_BETWEEN_TRIES_S: Final = 0.02


async def upgrade_store(engine: AsyncEngine, path: Path) -> None:
    """Create the tables of the store at ``path``, or migrate them after copying the store.

    Raises:
        StoreError: the file belongs to another program or to a newer kb.
    """
    revision = await revision_of(engine)
    if revision == HEAD:
        return
    # A pooled connection would hold the file in its old schema.
    await engine.dispose()
    if revision is None:
        if not _is_empty(path):
            message = f"{path} belongs to another program. Name another file with --db or KB_DB."
            raise StoreError(message)
        await create_tables(new_engine(path, poolclass=NullPool))
    elif not is_known(revision):
        raise StoreError(
            f"the store {path} was written by a newer kb (its schema is {revision}). Upgrade kb."
        )
    else:
        back_up_before_upgrade(path, now())
        await _migrate(path)


def back_up_before_upgrade(path: Path, at: datetime) -> Path:
    """Copy the store before its schema or its memories are upgraded, and return the copy."""
    from kb.store.file.backups import Occasion, new_backup, rotate  # noqa: PLC0415  # seldom needed
    from kb.store.file.copy import copy_store  # noqa: PLC0415

    backup = new_backup(path, Occasion.MIGRATION, at)
    copy_store(path, backup)
    rotate(path, just_made=backup)
    return backup


def would_change(path: Path) -> bool:
    """Return whether opening the store at ``path`` would create or migrate its tables."""
    try:
        if _is_empty(path):
            return True
        with closing(sqlite3.connect(path)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return False  # Opening it says what is wrong.
    return row is not None and row[0] != HEAD and is_known(row[0])


def _is_empty(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


async def revision_of(engine: AsyncEngine) -> str | None:
    """Return the schema's revision; absent in a file without tables.

    This is the first connection to the file, which a new file may refuse while another program
    connects to it: SQLite does not wait where the journal mode changes.
    """
    until = monotonic_seconds() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            async with engine.connect() as connection:
                row = await connection.execute(text("SELECT version_num FROM alembic_version"))
                revision: str | None = row.scalar()
                return revision
        except OperationalError as error:
            if str(error.orig).startswith(("no such table", "no such column")):
                return None
            code = getattr(error.orig, "sqlite_errorcode", None)
            if code != sqlite3.SQLITE_BUSY or monotonic_seconds() > until:
                raise
        await asyncio.sleep(_BETWEEN_TRIES_S)


def migrations_folder() -> Path:
    """Return where the migrations are: in the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent.parent
    shipped = package / "_migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def new_schema() -> str:
    """Return the SQL that creates a new store, as all migrations together would."""
    return (migrations_folder() / "head.sql").read_text(encoding="utf-8")


def is_known(revision: str) -> bool:
    """Return whether this kb knows a revision of the schema: its own or an older one."""
    if revision == HEAD:
        return True
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # see the module's docstring

    scripts = ScriptDirectory(str(migrations_folder())).walk_revisions()
    return any(script.revision == revision for script in scripts)


async def create_tables(engine: AsyncEngine) -> None:
    """Create the tables of a new store, without Alembic."""
    try:
        async with engine.connect() as connection, begin_transaction(connection, Begin.WRITING):
            tables = await connection.execute(text("SELECT count(*) FROM sqlite_master"))
            if tables.scalar_one():
                return  # Another process was faster.
            for statement in _statements(new_schema()):
                await connection.exec_driver_sql(statement)
            await connection.commit()
    finally:
        await engine.dispose()


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script, each of which ends with its line."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


async def _migrate(path: Path) -> None:
    # Foreign keys stay off: SQLite rebuilds a table by dropping it, which would delete the rows
    # that refer to it, and inside a transaction the pragma does nothing.
    engine = new_engine(path, foreign_keys=False, poolclass=NullPool)
    try:
        async with engine.connect() as connection, begin_transaction(connection, Begin.WRITING):
            with _foreign_tables(path):
                await connection.run_sync(upgrade)
            broken = (await connection.execute(text("PRAGMA foreign_key_check"))).first()
            if broken is not None:
                raise StoreError(
                    f"cannot upgrade the store {path}: a row of {broken[0]} would lose what it "
                    "refers to. Nothing was changed: use the kb that wrote it, or restore a backup."
                )
            await connection.commit()
    finally:
        await engine.dispose()


@contextmanager
def _foreign_tables(path: Path) -> Iterator[None]:
    """Turn what a migration meets in tables of another revision than is recorded into an error."""
    from alembic.util import CommandError  # noqa: PLC0415  # see the module's docstring

    try:
        with unreadable_rows():
            yield
    except (UnreadableRowError, CommandError) as error:
        raise StoreError(
            f"cannot upgrade the store {path}: its tables are not those of the revision that it "
            f"names ({error}). Nothing was changed: restore a backup."
        ) from error


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to ``revision`` in the caller's transaction."""
    from alembic import command  # noqa: PLC0415  # see the module's docstring
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
