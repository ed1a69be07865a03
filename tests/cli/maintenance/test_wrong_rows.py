"""Stores with values, schemas and revisions that kb never writes: told, and never restored."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kb.store.file.store import Store
from kb.store.tables.columns import metadata
from tests.cli.maintenance.test_backup import dump, unnamed
from tests.cli.running import Kb

VALUES = (
    "UPDATE folders SET added_at = 'x'",
    "UPDATE folders SET forgotten_at = 'x'",
    "UPDATE folders SET extensions = 'no JSON'",
    "UPDATE folders SET extensions = '{}'",
    "UPDATE folders SET extensions = '[1]'",
    "UPDATE folders SET root = x'00ff'",
    "UPDATE notes SET title = x'61'",
    "UPDATE notes SET path = x'61' WHERE id = 1",
    "UPDATE notes SET title = CAST(x'ff61' AS TEXT)",
    "UPDATE notes SET named = 7",
    "UPDATE cards SET due = 'hello' WHERE id = 1",
    "UPDATE cards SET due = -1e300 WHERE id = 1",
    "UPDATE cards SET due = 1000000000000000000 WHERE id = 1",
    "UPDATE cards SET last_day = 'x' WHERE id = 1",
    "UPDATE cards SET last_day = '2026-02-30' WHERE id = 1",
    "UPDATE cards SET last_day = 20260230 WHERE id = 1",
    "UPDATE cards SET stability = 9e999 WHERE id = 1",
    "UPDATE cards SET kind = 'odd'",
    "UPDATE log SET rating = 9",
    "UPDATE log SET at = 'hello'",
    "UPDATE log SET kind = 'odd'",
    "UPDATE log SET utc_offset_minutes = 99999",
    "UPDATE log SET state_before = x'00'",
    "UPDATE log SET state_after = 'odd'",
    "UPDATE log SET elapsed_days = x'00'",
    "UPDATE log SET last_day_before = x'00'",
    "UPDATE log SET last_day_after = x'00'",
    "UPDATE weights SET parameters = x'00'",
    "UPDATE weights SET parameters = 7",
    "UPDATE weights SET parameters = '[\"a\"]'",
    "UPDATE problems SET severity = 'odd'",
)
ROWS = (
    ("UPDATE log SET rating = NULL", "log"),
    ("UPDATE log SET step_after = NULL, state_after = 'learning'", "log"),
    ("UPDATE weights SET parameters = '[1]'", "log"),
    ("DELETE FROM weights", "references"),
    ("DELETE FROM cards", "references"),
)
SCHEMAS = (
    "CREATE TRIGGER mine AFTER UPDATE ON cards BEGIN SELECT 1; END",
    "CREATE UNIQUE INDEX mine ON cards (kind, id)",
    """DROP TRIGGER log_refuses_DELETE;
    CREATE TRIGGER log_refuses_DELETE BEFORE DELETE ON log BEGIN SELECT 1; END""",
    "DROP INDEX ix_cards_note_id; CREATE INDEX ix_cards_note_id ON cards (note_id)",
    """DROP VIEW living_texts; CREATE VIEW living_texts AS
    SELECT note_id, title, aliases, tags, definition, body FROM note_texts""",
    "INSERT INTO alembic_version VALUES ('0001')",
)
REVISIONS = (
    "UPDATE alembic_version SET version_num = '0001'",
    "UPDATE alembic_version SET version_num = '0005'",
    "UPDATE alembic_version SET version_num = 7",
    "DELETE FROM alembic_version",
    "ALTER TABLE alembic_version RENAME COLUMN version_num TO other",
)


@pytest.fixture
def spoilt(imported: Kb, folder: Path, tmp_path: Path) -> Path:
    """Gives a backup to spoil, with an answer and a problem."""
    (folder / "Open.md").write_text("# Open\n\n- Why? #card\n", encoding="utf-8")
    assert imported("import").code == 0
    assert imported("grade", "1", "good").code == 0
    assert imported("backup", tmp_path / "copy.db").code == 0
    return tmp_path / "copy.db"


def spoil(path: Path, statements: str) -> None:
    """Run statements, even on the log, and leave the schema as it was otherwise."""
    with closing(sqlite3.connect(path)) as store:
        triggers = store.execute(
            "SELECT name, sql FROM sqlite_master WHERE name LIKE 'log\\_refuses\\_%' ESCAPE '\\'"
        ).fetchall()
        touches_log = "UPDATE log" in statements
        for name, _ in triggers if touches_log else ():
            store.execute(f"DROP TRIGGER {name}")
        before = store.total_changes
        store.executescript(statements)
        assert not statements.startswith("UPDATE") or store.total_changes > before
        for _, sql in triggers if touches_log else ():
            store.execute(sql)
        store.commit()


def content(path: Path) -> list[list[tuple[object, ...]]]:
    """Returns all rows, of whatever bytes their texts are."""
    with closing(sqlite3.connect(path)) as store:
        store.text_factory = bytes
        return [
            store.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  # kb's own names
            for table in metadata.tables
        ]


def failing(kb: Kb, path: Path) -> list[str]:
    found = kb("--db", path, "doctor", "--json")
    assert found.code == 1, found
    return [check["name"] for check in found.json["checks"] if not check["ok"]]


def assert_not_restored(kb: Kb, path: Path, tmp_path: Path) -> None:
    before, backups = dump(tmp_path / "kb.db"), sorted(tmp_path.glob("kb.db.backups/*"))
    ran = kb("restore", path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1), ran
    assert str(path) in ran.err
    assert dump(tmp_path / "kb.db") == before
    assert sorted(tmp_path.glob("kb.db.backups/*")) == backups
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("statement", VALUES)
def test_a_value_that_its_column_is_not_for_is_found_first_and_not_restored(
    imported: Kb, spoilt: Path, tmp_path: Path, statement: str
) -> None:
    spoil(spoilt, statement)
    assert_not_restored(imported, spoilt, tmp_path)
    assert failing(imported, spoilt)[0] == "values"
    before = content(spoilt)
    ran = imported("--db", spoilt, "doctor", "--fix")
    assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1), ran
    assert content(spoilt) == before


@pytest.mark.parametrize(("statement", "check"), ROWS)
def test_rows_that_mean_nothing_together_are_found_and_not_restored(
    imported: Kb, spoilt: Path, tmp_path: Path, statement: str, check: str
) -> None:
    spoil(spoilt, statement)
    assert_not_restored(imported, spoilt, tmp_path)
    assert check in failing(imported, spoilt)
    assert imported("--db", spoilt, "doctor", "--fix").code in {1, 4}


@pytest.mark.parametrize("statements", SCHEMAS)
def test_a_schema_that_is_not_kbs_is_found_and_not_restored_and_can_be_repaired(
    imported: Kb, spoilt: Path, tmp_path: Path, statements: str
) -> None:
    spoil(spoilt, statements)
    assert_not_restored(imported, spoilt, tmp_path)
    assert failing(imported, spoilt) == ["schema"]
    assert imported("--db", spoilt, "doctor", "--fix").code == 0
    assert imported("restore", spoilt).code == 0


@pytest.mark.parametrize("statement", REVISIONS)
def test_a_revision_that_is_not_that_of_the_tables_is_told_in_one_line(
    imported: Kb, spoilt: Path, tmp_path: Path, statement: str
) -> None:
    spoil(spoilt, statement)
    assert_not_restored(imported, spoilt, tmp_path)
    for words in (("doctor",), ("list",)):
        ran = imported("--db", spoilt, *words)
        assert (ran.code, ran.out, ran.err.count("\n")) == (4, "", 1), ran


def test_what_is_checked_is_what_is_restored(
    imported: Kb, spoilt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.app.maintenance import doctor
    from kb.app.maintenance import restore as restoring

    checked = unnamed(dump(spoilt))

    async def check_and_change(store: Store) -> tuple[doctor.Check, ...]:
        checks = await doctor.checks_of_store(store)
        spoil(spoilt, "UPDATE cards SET front = 'changed meanwhile'")
        return checks

    monkeypatch.setattr(restoring, "checks_of_store", check_and_change)
    assert imported("restore", spoilt).code == 0
    assert dump(tmp_path / "kb.db") == checked
