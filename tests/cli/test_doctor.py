"""``kb doctor``."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Kb


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
    assert "card 1 is not what its answers come to" in failed[0]["detail"]
