# ruff: noqa: ASYNC240  # files of a few bytes
"""The first import, which creates the store."""

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kb.app.importing import worker_pool
from kb.app.importing.report import NoteCounts
from kb.app.importing.run import ImportReport, Target, import_notes, import_notes_at
from kb.config.settings import Settings
from kb.errors import StoreError, UsageError
from kb.store.file.store import open_store
from kb.store.importing.lock import import_lock
from tests.app.conftest import NOW

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Returns where the store is to be; its folder does not exist."""
    return tmp_path / "new" / "kb.db"


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Returns a copy of the sample notes."""
    return Path(shutil.copytree(Path(__file__).parents[3] / "notes", tmp_path / "samples"))


@pytest.fixture
def first_import(place: Path) -> Import:
    async def run(*paths: Path, **switches: Any) -> ImportReport:
        targets = [Target(path=path) for path in paths]
        return await import_notes_at(place, targets, settings=Settings(), now=NOW, **switches)

    return run


@pytest.fixture
def several(vault: Path, write: Write, samples: Path, tmp_path: Path) -> list[Path]:
    """Returns folders and a file with whatever a note can be called, link to, and lack."""
    write("Loop.md", "#atom\n\n# Loop\n\n## Definition\n\nLoop is a [[Cycle|round]].\n")
    write("deep/Loop.md", "# Loop\n\nSee [[./Other]], [[Loop]] and [[Loop#Definition]].\n")
    write(
        "deep/Other.md", "---\naliases: [Another, 循环]\ntags: [a/b, 日本]\nid: 7\n---\n循环 一个\n"
    )
    write("twin.md", "---\nid: 7\n---\nBack to [[another]], ![[figure.png]] and [[nowhere]].\n")
    write("empty.md", "")
    write("list.txt", "No note by its name.")
    write("shelf/.gitignore", "hidden.md\n")
    write("shelf/hidden.md", "# Hidden\n")
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "Loops.md").write_text("# Loops\n\nQ: What [[Loop|loops]]?\nA: A loop.\n")
    (beside / "zero.md").write_bytes(b"\0\1\2" * 400)
    return [vault, vault / "list.txt", beside, samples]


def names(folder: Path) -> list[str]:
    """Returns what is in a folder; nothing if it does not exist."""
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Returns what a sound store holds, except for what is random or numbered as it comes."""
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        for index in ("note_search", "note_search_cjk"):
            store.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608  # fixed
        tables = [row[0] for row in store.execute("SELECT name FROM pragma_table_list")]
        held = {}
        for table in sorted({*tables} - {"device", "sqlite_schema", "sqlite_temp_schema"}):
            if table.startswith("note_search"):
                continue
            columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
            if table in ("cards", "tags", "problems"):
                columns = [column for column in columns if column != "id"]
            shown = ", ".join(f'"{column}"' for column in columns).replace(
                '"tag_id"', "(SELECT name FROM tags WHERE id = tag_id)"
            )
            held[table] = sorted(store.execute(f"SELECT {shown} FROM {table}"), key=repr)  # noqa: S608  # fixed
        for index, word in (("note_search", "loop"), ("note_search_cjk", "循环")):
            found = f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid"  # noqa: S608  # fixed
            held[f"{word} in {index}"] = store.execute(found, (word,)).fetchall()
        return held


async def test_it_holds_the_same_whichever_processes_read(
    first_import: Import, place: Path, several: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    for processes in (1, 2):
        monkeypatch.setattr(worker_pool, "processes_for", lambda _, count=processes: count)
        report = await first_import(*several)
        assert report.notes.failed == 1
        assert report.notes.added > 70
        held.append(contents(place))
        place.unlink()
    one, two = held
    assert {table for table in one if not one[table]} == {
        "adoptions",
        "plans",
        "log",
        "attachments",
        "decisions",
        "weights",
        "note_vectors",
        "card_vectors",
        "evidence_weights",
        "sync_folders",
        "sync_files",
        "described_cards",
        "waiting_entries",
    }
    for table, rows in one.items():
        assert two[table] == rows, table


async def test_its_cards_have_ids_of_their_own(
    first_import: Import, place: Path, samples: Path
) -> None:
    await first_import(samples)
    with closing(sqlite3.connect(place)) as store:
        uids = [row[0] for row in store.execute("SELECT uid FROM cards")]
    assert len({*uids}) == len(uids) > 100
    assert {len(uid) for uid in uids} == {16}


async def test_a_new_store_is_like_any_other(
    first_import: Import, place: Path, samples: Path
) -> None:
    await first_import(samples)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert names(place.parent) == ["kb.db", "kb.db.import-lock"]
    with closing(sqlite3.connect(place)) as store:
        assert store.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    again = await first_import()
    assert again.notes == NoteCounts(unchanged=again.notes.unchanged)


async def test_of_two_first_imports_at_once_the_second_finds_everything_done(
    first_import: Import, place: Path, samples: Path
) -> None:
    reports = await asyncio.gather(first_import(samples), first_import(samples))
    added = sorted(report.notes.added for report in reports)
    assert added[0] == 0 < added[1]
    assert len(contents(place)["notes"]) == added[1]


async def test_the_wal_of_a_removed_store_changes_nothing(
    first_import: Import, place: Path, samples: Path
) -> None:
    place.parent.mkdir()
    with closing(sqlite3.connect(place)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE stale (word)")
        wal = Path(f"{place}-wal").read_bytes()
    place.unlink()
    Path(f"{place}-wal").write_bytes(wal)
    await first_import(samples)
    held = contents(place)
    assert "stale" not in held
    assert held["notes"]


@pytest.mark.parametrize(
    ("step", "error"),
    [("merge_notes", sqlite3.OperationalError), ("replace_problems", asyncio.CancelledError)],
)
async def test_one_that_is_stopped_leaves_an_empty_store_for_the_next(
    first_import: Import,
    place: Path,
    several: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    error: type[BaseException],
) -> None:
    def stopped(*_: object) -> None:
        raise error

    monkeypatch.setattr(f"kb.app.importing.merge.{step}", stopped)
    with pytest.raises((error, StoreError)):
        await first_import(*several)
    monkeypatch.undo()
    assert not contents(place)["notes"]
    report = await first_import(*several)
    assert len(contents(place)["notes"]) == report.notes.added > 70


async def test_one_that_is_refused_makes_nothing(first_import: Import, place: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        await first_import(place.with_name("missing"))
    with pytest.raises(UsageError, match="no folder is imported yet"):
        await first_import()
    assert names(place.parent) == []


async def test_other_files_with_names_like_the_stores_stay(
    first_import: Import, place: Path, samples: Path
) -> None:
    for ending in ("new", "old", "bak", "part", "tmp", "import-part"):
        async with open_store(place.with_name(f"kb.db.{ending}")):
            pass
    there = names(place.parent)
    await first_import(samples)
    async with open_store(place) as store:
        docs = [Target(path=Path(__file__).parents[3] / "docs")]
        await import_notes(store, docs, settings=Settings(), now=NOW)
    assert {*there} <= {*names(place.parent)}


async def test_it_waits_for_another(
    first_import: Import, place: Path, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.store.importing.lock.PATIENCE_SECONDS", 0.1)
    place.parent.mkdir()
    async with import_lock(place):
        with pytest.raises(StoreError, match="another import"):
            await first_import(samples)
    assert not contents(place)["notes"]
