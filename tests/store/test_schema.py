"""The tables, and how a store comes to have them."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, ForeignKeyConstraint, Table

import kb.store.card_tables
import kb.store.tables  # noqa: F401  # both fill the metadata
from kb.errors import StoreError
from kb.store import schema
from kb.store.columns import metadata
from kb.store.open import Store, open_store

FIRST_AND_ONLY = "0001"


def test_there_is_one_head_and_the_program_knows_it() -> None:
    scripts = ScriptDirectory(str(schema.migrations_folder()))
    assert scripts.get_heads() == [schema.HEAD]


async def test_migrations_make_the_tables_that_the_program_knows(
    store: Store,
) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: (
                    kind != "table" or not str(name).startswith("note_search")
                ),
                "compare_type": True,
            },
        )
        return list(compare_metadata(context, metadata))

    async with store.reading() as transaction:
        assert await transaction.run_sync(differences) == []


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_foreign_key_has_an_index(table: Table) -> None:
    indexed = {index.columns.keys()[0] for index in table.indexes}
    indexed.add(table.primary_key.columns.keys()[0])
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            assert constraint.column_keys[0] in indexed


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_nothing_is_deleted_because_something_else_is(table: Table) -> None:
    assert all(key.ondelete is None for key in table.foreign_keys)


async def test_a_newer_store_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    async with open_store(path):
        pass
    _set_revision(path, "9999")
    with pytest.raises(StoreError, match=r"newer kb \(its schema is 9999\)"):
        async with open_store(path):
            pass
    assert _revision(path) == "9999"


async def test_an_open_store_is_opened_again_without_alembic(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    async with open_store(path):
        pass
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from kb.store.open import open_store\n"
        "async def main():\n"
        "    async with open_store(Path(sys.argv[1])): pass\n"
        "asyncio.run(main())\n"
        "assert 'alembic' not in sys.modules\n"
    )
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program, str(path)], check=True)


def test_a_copy_holds_what_the_store_held(tmp_path: Path) -> None:
    path, copy = tmp_path / "kb.db", tmp_path / "kb.db.before-0002"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE t AS SELECT 7 AS x")
        made.commit()
        schema.back_up(path, copy)
    with closing(sqlite3.connect(copy)) as copied:
        assert copied.execute("SELECT x FROM t").fetchone() == (7,)
    assert copy.stat().st_mode & 0o777 == 0o600


async def test_an_old_store_is_copied_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = _with_one_more_migration(tmp_path)
    path = tmp_path / "kb.db"
    async with open_store(path):
        pass
    monkeypatch.setattr(schema, "migrations_folder", lambda: migrations)
    monkeypatch.setattr(schema, "HEAD", "0002")
    async with open_store(path):
        pass
    assert _revision(path) == "0002"
    assert _revision(tmp_path / "kb.db.before-0002") == FIRST_AND_ONLY


async def test_a_migration_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = _with_one_more_migration(tmp_path, then="raise RuntimeError('halfway')")
    path = tmp_path / "kb.db"
    async with open_store(path):
        pass
    before = _dump(path)
    monkeypatch.setattr(schema, "migrations_folder", lambda: migrations)
    monkeypatch.setattr(schema, "HEAD", "0002")
    with pytest.raises(RuntimeError, match="halfway"):
        async with open_store(path):
            pass
    assert _dump(path) == before


def _with_one_more_migration(tmp_path: Path, then: str = "pass") -> Path:
    migrations = tmp_path / "migrations"
    versions = migrations / "versions"
    versions.mkdir(parents=True)
    real = schema.migrations_folder()
    (migrations / "env.py").write_text((real / "env.py").read_text())
    for file in (real / "versions").glob("0001*.py"):
        (versions / file.name).write_text(file.read_text())
    (versions / "0002_more.py").write_text(
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        "revision = '0002'\ndown_revision = '0001'\nbranch_labels = depends_on = None\n"
        "def upgrade():\n"
        "    op.create_table('more', sa.Column('id', sa.Integer, primary_key=True))\n"
        f"    {then}\n"
    )
    return migrations


def _revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(found[0])


def _set_revision(path: Path, revision: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT sql FROM sqlite_master")]
