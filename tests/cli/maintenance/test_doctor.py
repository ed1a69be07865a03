"""``kb doctor``."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Holding, Kb


def spoil(tmp_path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(tmp_path / "kb.db")) as store, store:
        for statement in statements:
            store.execute(statement)


def test_a_sound_store_passes_every_check(imported: Kb) -> None:
    ran = imported("doctor")
    assert ran.code == 0
    assert all(line.startswith("ok  ") for line in ran.out.splitlines())
    found = imported("doctor", "--json").json
    assert found["ok"]
    assert all(check.keys() == {"name", "ok", "detail"} for check in found["checks"])


def test_an_empty_store_is_sound(kb: Kb) -> None:
    assert kb("doctor").code == 0


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("references", "UPDATE cards SET note_id = 999 WHERE id = 1"),
        ("search", "UPDATE note_texts SET body = 'other words' WHERE note_id = 1"),
        ("keys", "UPDATE cards SET anchor = 'x', generator = 'y', note_id = 1, status = 'active'"),
        ("cards", "UPDATE cards SET front = ' ' WHERE id = 1"),
        ("cards", "UPDATE cards SET status = 'lost' WHERE id = 1"),
        ("cards", "UPDATE cards SET status = 'retired' WHERE id = 1"),
        ("cards", "UPDATE cards SET stability = 2.0 WHERE id = 1"),
        ("cards", "UPDATE cards SET family = uid WHERE id = 1"),
        ("cards", "UPDATE cards SET family = 'the first' WHERE id = 1"),
    ],
)
def test_what_is_wrong_is_found_by_its_own_check(
    imported: Kb, tmp_path: Path, name: str, statement: str
) -> None:
    spoil(tmp_path, statement)
    found = imported("doctor", "--json")
    assert found.code == 1
    failed = [check for check in found.json["checks"] if not check["ok"]]
    assert [check["name"] for check in failed] == [name]
    assert failed[0]["detail"].endswith(".")


def test_a_folder_that_is_gone_is_told(imported: Kb, folder: Path) -> None:
    shutil.rmtree(folder)
    ran = imported("doctor")
    assert ran.code == 1
    assert f"FAIL  folders: {folder} cannot be reached. Mount it" in ran.out


def test_a_damaged_page_is_found(imported: Kb, tmp_path: Path) -> None:
    spoil(tmp_path, "PRAGMA wal_checkpoint(TRUNCATE)")
    path = tmp_path / "kb.db"
    with closing(sqlite3.connect(path)) as store:
        (root,) = store.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_links_target_key'"
        ).fetchone()
        (size,) = store.execute("PRAGMA page_size").fetchone()
    raw = bytearray(path.read_bytes())
    raw[(root - 1) * size : root * size] = b"\xa5" * size
    path.write_bytes(raw)
    ran = imported("doctor")
    assert ran.code in {1, 4}
    assert "Traceback" not in ran.err
    assert "backup" in ran.out + ran.err


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cards SET stability = stability * 1.01 WHERE id = 1",
        "UPDATE cards SET reps = 2 WHERE id = 1",
        "UPDATE cards SET due = due + 86400000 WHERE id = 1",
    ],
)
def test_a_memory_that_is_not_what_the_log_says_is_found(
    imported: Kb, tmp_path: Path, statement: str
) -> None:
    assert imported("grade", "1", "good").code == 0
    assert imported("doctor").code == 0
    spoil(tmp_path, statement)
    failed = [check for check in imported("doctor", "--json").json["checks"] if not check["ok"]]
    assert [check["name"] for check in failed] == ["log"]
    assert "the schedule of card 1 does not match its answers" in failed[0]["detail"]


def failing(kb: Kb) -> list[str]:
    return [each["name"] for each in kb("doctor", "--json").json["checks"] if not each["ok"]]


def log_of(tmp_path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(tmp_path / "kb.db")) as store:
        return store.execute("SELECT * FROM log ORDER BY position").fetchall()


FORGOTTEN = (
    "UPDATE cards SET state = NULL, step = NULL, stability = NULL, difficulty = NULL, "
    "due = NULL, last_day = NULL, reps = 0 WHERE id = 1"
)
INVENTED = (
    "UPDATE cards SET state = 'review', stability = 1, difficulty = 1, due = 1, "
    "last_day = '2026-01-01', reps = 3 WHERE id = 2"
)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("schema", "DROP TRIGGER log_refuses_DELETE"),
        ("schema", "DROP INDEX ix_cards_due"),
        ("schema", "DROP VIEW living_texts"),
        ("orphans", "DELETE FROM note_texts WHERE note_id = 3"),
        ("orphans", "UPDATE notes SET gone_at = 1 WHERE title = 'asyncio'"),
        ("links", "UPDATE links SET to_note_id = 3 WHERE target = 'Event Loop'"),
        ("links", "UPDATE links SET to_note_id = NULL, rule = NULL"),
        ("search", "INSERT INTO note_search (note_search) VALUES ('delete-all')"),
        ("search", "DELETE FROM note_search_cjk_data WHERE id > 1"),
        ("references", "INSERT INTO aliases VALUES (999, 0, 'x', 'x')"),
        ("references", "UPDATE links SET to_note_id = 999 WHERE to_note_id IS NOT NULL"),
        ("keys", "UPDATE cards SET anchor = 'x', generator = 'y', note_id = 1, status = 'active'"),
        ("cards", "UPDATE cards SET front = ' '"),
        ("cards", "UPDATE cards SET status = 'lost'"),
        ("cards", "UPDATE cards SET status = 'retired'"),
        ("cards", "UPDATE cards SET retired_from = 'active'"),
        ("cards", "UPDATE cards SET family = ''"),
        ("cards", "UPDATE cards SET difficulty = 2.0"),
        ("log", "UPDATE cards SET stability = 99.0, lapses = 7 WHERE id = 1"),
        ("log", FORGOTTEN),
        ("log", INVENTED),
    ],
)
def test_what_follows_from_notes_and_log_is_made_anew_and_the_log_is_not_touched(
    holding: Holding, folder: Path, tmp_path: Path, name: str, statement: str
) -> None:
    (folder / "漢字.md").write_text("# 漢字\n\n漢字とは、文字である。\n", encoding="utf-8")
    kb = holding(folder)
    assert kb("grade", "1", "good").code == 0
    before = log_of(tmp_path)
    memory = "SELECT state, stability, due, reps, lapses FROM cards WHERE id = 1"
    with closing(sqlite3.connect(tmp_path / "kb.db")) as store:
        known = store.execute(memory).fetchall()
    spoil(tmp_path, statement)
    assert name in failing(kb)
    assert kb("doctor", "--fix").code == 0
    assert failing(kb) == []
    assert log_of(tmp_path) == before
    with closing(sqlite3.connect(tmp_path / "kb.db")) as store:
        assert store.execute(memory).fetchall() == known
    if name in {"search", "orphans"}:  # what the statement took from the indexes
        assert kb("search", "event").out
        assert kb("search", "漢字").out
    assert kb("import", folder).code == 0


def test_a_repair_keeps_the_store_as_it_was(imported: Kb, tmp_path: Path) -> None:
    spoil(tmp_path, "UPDATE cards SET stability = 2.0 WHERE id = 1")
    ran = imported("doctor", "--fix")
    assert ran.code == 0
    (kept,) = (tmp_path / "kb.db.backups").glob("before-repair-*")
    assert f"The previous store was saved as {kept}." in ran.err
    with closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT stability FROM cards WHERE id = 1").fetchone() == (2.0,)


def test_a_repair_of_a_sound_store_changes_nothing(imported: Kb, tmp_path: Path) -> None:
    def dump() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "kb.db")) as store:
            return [line for line in store.iterdump() if "note_search" not in line]

    before = dump()
    ran = imported("doctor", "--fix")
    assert ran.code == 0
    assert "Nothing had to be repaired." in ran.err
    assert dump() == before


def test_a_damaged_index_is_made_anew(imported: Kb, tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    with closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = store.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'ix_links_target_key'"
        ).fetchone()
        (size,) = store.execute("PRAGMA page_size").fetchone()
    raw = bytearray(path.read_bytes())
    begin, end = (root - 1) * size, root * size
    assert b"coroutine" in raw[begin:end]
    raw[begin:end] = raw[begin:end].replace(b"coroutine", b"coroutina")
    path.write_bytes(raw)
    assert "file" in failing(imported)
    assert imported("doctor", "--fix").code == 0


def test_an_answer_from_the_future_is_told(
    imported: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_NOW", "2027-01-31T09:00+00:00")
    assert imported("grade", "1", "good").code == 0
    monkeypatch.setenv("KB_NOW", "2026-01-31T09:00+00:00")
    assert failing(imported) == ["clock"]
    assert imported("grade", "1", "good").code == 0
    monkeypatch.setenv("KB_NOW", "2027-01-31T10:00+00:00")
    ran = imported("doctor")
    assert ran.code == 0
    assert "the clock went back once" in ran.out


def test_a_configuration_that_means_nothing_is_told(
    imported: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("[stoer]\n")
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    assert failing(imported) == ["settings"]
    monkeypatch.delenv("KB_DB")
    ran = imported("doctor")
    assert (ran.code, ran.out.count("\n")) == (1, 1)
    assert "there is no setting stoer" in ran.out


def test_a_damaged_backup_is_told(imported: Kb, tmp_path: Path) -> None:
    assert imported("backup").code == 0
    (latest,) = (tmp_path / "kb.db.backups").iterdir()
    latest.write_bytes(latest.read_bytes()[:9000])
    assert failing(imported) == ["backups"]


def test_memories_of_another_engine_are_told_and_the_next_command_replays_them(
    imported: Kb, tmp_path: Path
) -> None:
    assert imported("grade", "1", "good").code == 0
    spoil(
        tmp_path,
        "UPDATE weights SET engine = 'FSRS-6 / fsrs 6.3.1'",
        "UPDATE cards SET stability = 1.5 WHERE id = 1",
    )
    assert failing(imported) == ["log"]
    assert "the schedule was computed by FSRS-6 / fsrs 6.3.1" in imported("doctor").out
    ran = imported("due")
    assert ran.code == 0
    assert ran.err.startswith("The memory model changed (FSRS-6 / fsrs 6.3.1 → FSRS-6 / fsrs ")
    assert imported("due").err == ""
    assert imported("doctor").code == 0


def test_a_fix_replays_the_memories_of_another_engine(imported: Kb, tmp_path: Path) -> None:
    assert imported("grade", "1", "good").code == 0
    spoil(
        tmp_path,
        "UPDATE weights SET engine = 'FSRS-6 / fsrs 6.3.1'",
        "UPDATE cards SET stability = 1.5 WHERE id = 1",
    )
    assert imported("doctor", "--fix").code == 0
    assert "memory model" not in imported("due").err
