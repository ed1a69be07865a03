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

import kb.store.tables.cards
import kb.store.tables.notes
import kb.store.tables.sync
import kb.store.tables.vectors  # noqa: F401  # all fill the metadata
from kb.errors import StoreError
from kb.store.file import upgrade as schema
from kb.store.file.backups import backups_folder
from kb.store.file.store import Store, open_store
from kb.store.tables.columns import metadata
from tests.store.revisions import store_of
from tests.store.snapshot import snapshot

HEAD = schema.HEAD
MORE = "9000"
"""A revision of the tests' own, after the head."""


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


def test_a_new_store_is_what_the_migrations_make() -> None:
    """If this fails after a migration was added: ``python -m tests.store.snapshot``."""
    kept = (schema.migrations_folder() / "head.sql").read_text(encoding="utf-8")
    assert parts(kept) == parts(snapshot())


def parts(script: str) -> list[list[str]]:
    """Returns the lines of each statement, for a copied table has its constraints in any order."""
    return [
        sorted(line.strip().rstrip(",") for line in statement.splitlines())
        for statement in script.split(";\n")
    ]


async def test_a_new_store_is_made_without_alembic(tmp_path: Path) -> None:
    await asyncio.to_thread(_open_without_alembic, tmp_path / "kb.db")
    assert _revision(tmp_path / "kb.db") == HEAD


async def test_two_programs_may_make_a_store_at_once(tmp_path: Path) -> None:
    await asyncio.gather(*(_opened(tmp_path / "kb.db") for _ in range(4)))
    assert _revision(tmp_path / "kb.db") == HEAD


async def test_a_new_store_waits_for_who_has_its_file(tmp_path: Path) -> None:
    """SQLite does not, where its journal is set."""
    path = tmp_path / "kb.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        opening = asyncio.create_task(_opened(path))
        await asyncio.sleep(0.2)
        assert not opening.done()
        other.execute("ROLLBACK")
        await opening
    assert _revision(path) == HEAD


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


def test_a_store_of_the_first_revision_keeps_all_that_its_cards_knew(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    store_of("0001", path)
    with closing(sqlite3.connect(path)) as made, made:
        made.executescript(
            """
            INSERT INTO folders (id, root, extensions, added_at) VALUES (1, '/n', '[".md"]', 1);
            INSERT INTO notes (id, folder_id, path, size, content_hash, read_with, read_at, named,
                title, title_key, file_key, flattened)
                VALUES (1, 1, 'a.md', 1, 'x', '1', 1, 0, 'a', 'a', 'a', 0);
            INSERT INTO cards (id, uid, note_id, generator, anchor, line, status, changed, added_at,
                stability, reps, lapses, front, back)
                VALUES (7, 'u7', 1, 'definition', '', 3, 'active', 0, 1, 4.5, 2, 1, 'F', 'B');
            INSERT INTO log (uid, device, card_id, kind, rating, at, utc_offset_minutes, study_day)
                VALUES ('l1', 'd', 7, 'review', 3, 5, 60, '2026-01-02');
            """
        )
    asyncio.run(_opened(path))
    with closing(sqlite3.connect(path)) as after:
        card = "SELECT id, uid, stability, reps, front, kind, written, retired_from FROM cards"
        assert after.execute(card).fetchall() == [(7, "u7", 4.5, 2, "F", "forward", 0, None)]
        assert after.execute("SELECT card_id, rating FROM log").fetchall() == [(7, 3)]


def test_an_older_store_is_searched_without_its_removed_notes(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    store_of("0004", path)
    with closing(sqlite3.connect(path)) as made, made:
        made.executescript(
            """
            INSERT INTO folders (id, root, extensions, added_at) VALUES (1, '/n', '[".md"]', 1);
            INSERT INTO notes (id, folder_id, path, size, content_hash, read_with, read_at, named,
                title, title_key, file_key, flattened, gone_at)
                VALUES (1, 1, 'a.md', 1, 'x', '1', 1, 0, 'a', 'a', 'a', 0, NULL),
                    (2, 1, 'b.md', 1, 'x', '1', 1, 0, 'b', 'b', 'b', 0, 5);
            INSERT INTO note_texts (note_id, title, aliases, tags, definition, body)
                VALUES (1, 'a', '', '', NULL, 'kiln 窯'), (2, 'b', '', '', NULL, 'kiln 窯');
            INSERT INTO note_search (note_search) VALUES ('rebuild');
            INSERT INTO note_search_cjk (rowid, body) VALUES (1, 'kiln 窯'), (2, 'kiln 窯');
            """
        )
    asyncio.run(_opened(path))
    with closing(sqlite3.connect(path)) as after:
        for index in ("note_search", "note_search_cjk"):
            after.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608  # fixed
            matching = after.execute(f"SELECT rowid FROM {index} WHERE {index} MATCH 'kiln'")  # noqa: S608  # fixed
            assert matching.fetchall() == [(1,)]
        assert after.execute("SELECT count(*) FROM note_texts").fetchone() == (2,)


def test_an_older_store_knows_which_cards_are_one_note_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    store_of("0012", path)
    cards = [
        # uid, fact, kind, status, front, back, own front
        ("c1", "rome", "cloze", "retired", "[...] is", "**It** is", None),
        ("c2", "rome", "cloze", "active", "It [...]", "It **is**", None),
        ("c3", "milan", "cloze", "active", "[...] too", "**So** too", None),
        ("f1", "kiln", "forward", "active", "Kiln", "an oven ", None),
        ("r1", "kiln", "reverse", "active", "an oven", "Kiln", None),
        ("f2", "clay", "forward", "active", "Clay", "earth", "Loam"),
        ("r2", "clay", "reverse", "active", "earth", "Clay", None),
    ]
    with closing(sqlite3.connect(path)) as made, made:
        made.executescript(
            """
            INSERT INTO folders (id, root, extensions, added_at) VALUES (1, '/n', '[".md"]', 1);
            INSERT INTO notes (id, folder_id, path, size, content_hash, read_with, read_at, named,
                title, title_key, file_key, flattened)
                VALUES (1, 1, 'a.md', 1, 'x', '1', 1, 0, 'a', 'a', 'a', 0);
            """
        )
        made.executemany(
            "INSERT INTO cards (uid, fact, kind, status, front, back, own_front, note_id, "
            "generator, anchor, position, line, written, proposed, changed, added_at, reps, lapses)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1, 'g', 'a', 0, 1, 1, 0, 0, 1, 0, 0)",
            cards,
        )
    asyncio.run(_opened(path))
    with closing(sqlite3.connect(path)) as after:
        families = after.execute("SELECT uid, family FROM cards WHERE family NOT NULL ORDER BY uid")
        assert families.fetchall() == [("c2", "c1"), ("r1", "f1")]


def test_a_log_gets_an_order_and_keeps_every_answer_undo_and_decision(tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    store_of("0008", path)
    with closing(sqlite3.connect(path)) as made, made:
        made.executescript(
            """
            UPDATE device SET uid = 'desk';
            INSERT INTO folders (id, root, extensions, added_at) VALUES (1, '/n', '[".md"]', 1);
            INSERT INTO notes (id, folder_id, path, size, content_hash, read_with, read_at, named,
                title, title_key, file_key, flattened)
                VALUES (1, 1, 'a.md', 1, 'x', '1', 1, 0, 'a', 'a', 'a', 0);
            INSERT INTO cards (id, uid, note_id, generator, anchor, position, line, kind, fact,
                written, status, retired_from, proposed, decided_at, changed, added_at,
                snoozed_until, buried_until, reps, lapses, own_front, front, back)
                VALUES
                (1, 'u1', 1, 'g', 'a', 0, 1, 'forward', '', 0, 'active', NULL, 1, 70, 0, 5,
                    NULL, NULL, 1, 0, 'Mine', 'F', 'B'),
                (2, 'u2', 1, 'g', 'b', 1, 1, 'forward', '', 0, 'retired', 'suspended', 0, NULL, 0,
                    6, NULL, '2026-01-09', 0, 0, NULL, 'F', 'B'),
                (3, 'u3', 1, 'g', 'c', 2, 1, 'forward', '', 0, 'snoozed', NULL, 1, NULL, 0, 7,
                    '2026-02-01', NULL, 0, 0, NULL, 'F', 'B'),
                (4, 'u4', 1, 'g', 'd', 3, 1, 'forward', '', 0, 'active', NULL, 0, NULL, 0, 8,
                    NULL, NULL, 0, 0, NULL, 'F', 'B');
            INSERT INTO log (position, uid, device, card_id, kind, voids, rating, at,
                utc_offset_minutes, study_day, state_after, due_after, last_day_after,
                stability_after, difficulty_after, elapsed_days)
                VALUES
                (1, 'x', 'desk', 1, 'review', NULL, 3, 100, 60, '2026-01-02', 'review', 5,
                    '2026-01-02', 2.5, 5.5, NULL),
                (2, 'y', 'desk', 1, 'review', NULL, 1, 100, 60, '2026-01-05', 'review', 6,
                    '2026-01-05', 2.5, 5.5, 3.0),
                (3, 'z', 'desk', 1, 'void', 'y', NULL, 40, 60, '2026-01-05', NULL, NULL, NULL,
                    NULL, NULL, NULL);
            """
        )
    asyncio.run(_opened(path))
    with closing(sqlite3.connect(path)) as after:
        entries = "SELECT uid, tick, at, voids, rating, study_day, due_after, elapsed_days FROM log"
        assert after.execute(f"{entries} ORDER BY tick").fetchall() == [
            ("desk-100", 100, 100, None, 3, "2026-01-02", 5, None),
            ("desk-101", 101, 100, None, 1, "2026-01-05", 6, 3),
            ("desk-102", 102, 40, "desk-101", None, "2026-01-05", None, None),
        ]
        decided = "SELECT card_id, kind, value, until, decided_at, tick, device FROM decisions"
        assert after.execute(f"{decided} ORDER BY tick").fetchall() == [
            (1, "wording", "Mine", None, None, 5, "desk"),
            (2, "status", "suspended", None, None, 6, "desk"),
            (2, "burial", None, "2026-01-09", None, 7, "desk"),
            (3, "status", "snoozed", "2026-02-01", None, 8, "desk"),
            (1, "status", "active", None, 70, 70, "desk"),
        ]


@pytest.mark.parametrize("change", ["UPDATE log SET rating = 1", "DELETE FROM log"])
def test_the_log_refuses_to_be_changed(tmp_path: Path, change: str) -> None:
    path = tmp_path / "kb.db"
    asyncio.run(_opened(path))
    with closing(sqlite3.connect(path)) as store:
        store.execute(
            "INSERT INTO log (uid, device, tick, card_id, kind, at, utc_offset_minutes, study_day)"
            " VALUES ('d-5', 'd', 5, 7, 'reset', 5, 60, '2026-01-02')"
        )
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.execute(change)


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
    await asyncio.to_thread(_open_without_alembic, path)


def _open_without_alembic(path: Path) -> None:
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from kb.store.file.store import open_store\n"
        "async def main():\n"
        "    async with open_store(Path(sys.argv[1])): pass\n"
        "asyncio.run(main())\n"
        "assert 'alembic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)


async def test_an_old_store_is_copied_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = _with_one_more_migration(tmp_path)
    path = tmp_path / "kb.db"
    async with open_store(path):
        pass
    monkeypatch.setattr(schema, "migrations_folder", lambda: migrations)
    monkeypatch.setattr(schema, "HEAD", MORE)
    async with open_store(path):
        pass
    assert _revision(path) == MORE
    (kept,) = backups_folder(path).iterdir()
    assert kept.name.startswith("before-migration-")
    assert _revision(kept) == HEAD


async def test_a_migration_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = _with_one_more_migration(tmp_path, then="raise RuntimeError('halfway')")
    path = tmp_path / "kb.db"
    async with open_store(path):
        pass
    before = _dump(path)
    monkeypatch.setattr(schema, "migrations_folder", lambda: migrations)
    monkeypatch.setattr(schema, "HEAD", MORE)
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
    for file in (real / "versions").glob("*.py"):
        (versions / file.name).write_text(file.read_text())
    (versions / "9000_more.py").write_text(
        "from alembic import op\n"
        "import sqlalchemy as sa\n"
        f"revision = '{MORE}'\ndown_revision = '{HEAD}'\nbranch_labels = depends_on = None\n"
        "def upgrade():\n"
        "    op.create_table('more', sa.Column('id', sa.Integer, primary_key=True))\n"
        f"    {then}\n"
    )
    return migrations


async def _opened(path: Path) -> None:
    async with open_store(path):
        pass


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
