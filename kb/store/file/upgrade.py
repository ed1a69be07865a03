"""Bringing the store's schema to the one that this program knows.

Alembic costs 0.2 s to import, so it is imported only where the revisions differ.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from kb.clock import now
from kb.errors import StoreError
from kb.store.file.engine import Begin, beginning, new_engine

HEAD: Final = "0004"
"""The revision of :mod:`kb.store.tables.notes`; a test holds it to Alembic's head."""


async def bring_up_to_date(engine: AsyncEngine, path: Path) -> None:
    """Creates or migrates the tables of the store at ``path``, after copying it.

    Raises:
        StoreError: the file belongs to another program or to a newer kb.
    """
    found = await _revision(engine)
    if found == HEAD:
        return
    # A connection kept in the pool would hold the file in its old schema.
    await engine.dispose()
    _refuse_what_is_not_ours(path, found)
    if found is None:
        await make_tables(new_engine(path, poolclass=NullPool))
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
    """Returns whether opening the store at ``path`` would create or migrate its tables."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                return True
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return False  # Opening it says what is wrong.
    return found is not None and found[0] != HEAD and found[0] in _known_revisions()


async def _revision(engine: AsyncEngine) -> str | None:
    try:
        async with engine.connect() as connection:
            row = await connection.execute(text("SELECT version_num FROM alembic_version"))
            found: str | None = row.scalar()
            return found
    except OperationalError as error:
        if "no such table" in str(error.orig):
            return None
        raise


def _refuse_what_is_not_ours(path: Path, found: str | None) -> None:
    if found is None:
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables:
            message = f"{path} belongs to another program. Name another file with --db or KB_DB."
            raise StoreError(message)
    elif not is_known(found):
        message = f"the store {path} was written by a newer kb (its schema is {found}). Upgrade kb."
        raise StoreError(message)


def migrations_folder() -> Path:
    """Returns where the migrations are: inside the installed package, else beside it."""
    package = Path(__file__).resolve().parent.parent.parent
    shipped = package / "_migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


def is_known(revision: str) -> bool:
    """Returns whether this kb knows a revision of the schema, its own or an older one."""
    return revision == HEAD or revision in _known_revisions()


def _known_revisions() -> frozenset[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # see the module's docstring

    scripts = ScriptDirectory(str(migrations_folder()))
    return frozenset(script.revision for script in scripts.walk_revisions())


async def make_tables(engine: AsyncEngine) -> None:
    """Makes the tables of a new store, as all migrations together would, and without Alembic."""
    text_ = (migrations_folder() / "head.sql").read_text(encoding="utf-8")
    try:
        async with engine.connect() as connection, beginning(connection, Begin.WRITING):
            made = await connection.execute(text("SELECT count(*) FROM sqlite_master"))
            if made.scalar_one():
                return  # Another process was quicker.
            for statement in _statements(text_):
                await connection.exec_driver_sql(statement)
            await connection.commit()
    finally:
        await engine.dispose()


def _statements(script: str) -> Iterator[str]:
    """Yields the statements of a script, each of which ends with its line."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


async def _migrate(path: Path) -> None:
    """Runs all missing migrations in one transaction."""
    # Foreign keys stay off: SQLite rebuilds a table by dropping it, which would empty what
    # hangs on it, and inside a transaction the pragma does nothing.
    engine = new_engine(path, foreign_keys=False, poolclass=NullPool)
    try:
        async with engine.connect() as connection, beginning(connection, Begin.WRITING):
            await connection.run_sync(upgrade)
            broken = (await connection.execute(text("PRAGMA foreign_key_check"))).first()
            if broken is not None:
                raise StoreError(
                    f"the store {path} could not be upgraded, for a row of {broken[0]} lost what "
                    "it names. It is as it was: use the kb that wrote it, or restore a backup."
                )
            await connection.commit()
    finally:
        await engine.dispose()


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Runs the migrations up to ``revision`` on a connection whose transaction is the caller's."""
    from alembic import command  # noqa: PLC0415  # see the module's docstring
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
