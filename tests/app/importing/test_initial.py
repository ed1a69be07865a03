# ruff: noqa: ASYNC240  # files of a few bytes
"""The first import, which makes the store."""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.app.importing import worker_pool as workers
from kb.app.importing.initial import import_into_new_store
from kb.app.importing.lock import one_at_a_time
from kb.app.importing.run import ImportReport, Target, import_notes
from kb.config import Settings
from kb.errors import StoreError, UsageError
from kb.store.file.new_store import NotFoundedError, founded_store, unfinished
from kb.store.file.store import Transaction, open_store
from tests.app.conftest import NOW

SAMPLES = Path(__file__).parents[3] / "notes"
Write = Callable[..., Path]
Found = Callable[..., Awaitable[ImportReport | None]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Returns where the store is to be; not even its folder is there."""
    return tmp_path / "new" / "kb.db"


@pytest.fixture
def founded(place: Path) -> Found:
    async def run(*paths: Path, **switches: Any) -> ImportReport | None:
        targets = [Target(path=path) for path in paths]
        return await import_into_new_store(place, targets, settings=Settings(), now=NOW, **switches)

    return run


@pytest.fixture
def several(vault: Path, write: Write, tmp_path: Path) -> list[Path]:
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
    # Read last, so that what it leaves out changes no number.
    (beside / "zero.md").write_bytes(b"\0\1\2" * 400)
    return [vault, vault / "list.txt", beside, SAMPLES]


def names(folder: Path) -> list[str]:
    """Returns what is in a folder; nothing where there is none."""
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Returns what a store holds, but for what is drawn by lot and how tags are numbered."""
    with closing(sqlite3.connect(path)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        for index in ("note_search", "note_search_cjk"):
            store.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")  # noqa: S608  # fixed
        tables = [row[0] for row in store.execute("SELECT name FROM pragma_table_list")]
        schema = store.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        found = {"schema": sorted(schema, key=repr)}
        for table in sorted({*tables} - {"device", "sqlite_schema", "sqlite_temp_schema"}):
            if table.startswith("note_search"):
                continue
            columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
            if table in ("cards", "tags"):
                columns = [each for each in columns if each not in ("uid", "id")]
            shown = ", ".join(f'"{each}"' for each in columns).replace(
                '"tag_id"', "(SELECT name FROM tags WHERE id = tag_id)"
            )
            found[table] = sorted(store.execute(f"SELECT {shown} FROM {table}"), key=repr)  # noqa: S608  # fixed
        found["words"] = store.execute(
            "SELECT rowid FROM note_search WHERE note_search MATCH 'loop' ORDER BY rowid"
        ).fetchall()
        found["pairs"] = store.execute(
            "SELECT rowid FROM note_search_cjk WHERE note_search_cjk MATCH '循环' ORDER BY rowid"
        ).fetchall()
        return found


@pytest.mark.parametrize("readers", [1, 2])
async def test_a_first_import_leaves_what_an_import_into_an_empty_store_would(
    founded: Found,
    place: Path,
    several: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    readers: int,
) -> None:
    monkeypatch.setattr(workers, "processes_for", lambda _: readers)
    report = await founded(*several)
    async with open_store(tmp_path / "other.db") as store:
        other = await import_notes(
            store, [Target(path=path) for path in several], settings=Settings(), now=NOW
        )
    assert report is not None
    assert replace(report, seconds=0) == replace(other, seconds=0)
    assert report.notes.failed == 1
    assert report.notes.added > 70
    mine, theirs = contents(place), contents(tmp_path / "other.db")
    assert mine["words"]
    assert mine["pairs"]
    assert {table for table in mine if not mine[table]} == {"log", "weights"}
    for table, rows in theirs.items():
        assert mine[table] == rows, table


async def test_the_cards_of_a_first_import_have_names_of_their_own(
    founded: Found, place: Path
) -> None:
    await founded(SAMPLES)
    with closing(sqlite3.connect(place)) as store:
        uids = [row[0] for row in store.execute("SELECT uid FROM cards")]
    assert len({*uids}) == len(uids) > 100
    assert {len(uid) for uid in uids} == {16}


async def test_a_new_store_is_like_any_other(founded: Found, place: Path) -> None:
    await founded(SAMPLES)
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    assert names(place.parent) == ["kb.db", "kb.db.import-lock"]
    with closing(sqlite3.connect(place)) as store:
        assert store.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    async with open_store(place) as opened:
        again = await import_notes(opened, [], settings=Settings(), now=NOW)
    assert again.notes.added == again.notes.changed == 0


async def test_where_a_store_is_no_other_is_made(founded: Found, place: Path) -> None:
    async with open_store(place):
        pass
    before = place.read_bytes()
    assert await founded(SAMPLES) is None
    assert place.read_bytes() == before


async def test_of_two_first_imports_the_second_finds_the_store(founded: Found, place: Path) -> None:
    one, other = await asyncio.gather(founded(SAMPLES), founded(SAMPLES))
    assert [one, other].count(None) == 1
    assert contents(place)["notes"]


async def test_a_store_that_appears_meanwhile_is_left_alone(place: Path) -> None:
    place.parent.mkdir()
    with pytest.raises(NotFoundedError):
        async with founded_store(place):
            place.write_text("another's")
    assert place.read_text() == "another's"
    assert names(place.parent) == ["kb.db"]


async def test_a_removed_store_that_left_its_wal_changes_no_new_one(
    founded: Found, place: Path
) -> None:
    place.parent.mkdir()
    _leave_a_wal(place)
    assert await founded(SAMPLES) is None
    async with open_store(place) as store:
        await import_notes(store, [Target(path=SAMPLES)], settings=Settings(), now=NOW)
    assert "stale" not in contents(place)


async def test_a_wal_that_appears_meanwhile_leaves_the_place_as_it_is(place: Path) -> None:
    place.parent.mkdir()
    with pytest.raises(NotFoundedError):
        async with founded_store(place):
            _leave_a_wal(place)
    assert not place.exists()


def _leave_a_wal(place: Path) -> None:
    """Makes a database, and removes it without its WAL, as after a program was killed."""
    with closing(sqlite3.connect(place)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE stale (word)")
        wal = Path(f"{place}-wal").read_bytes()
    place.unlink()
    Path(f"{place}-wal").write_bytes(wal)


async def test_a_disk_without_hard_links_has_the_store_made_in_place(
    founded: Found, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    read: list[int] = []
    monkeypatch.setattr(Path, "hardlink_to", refused)
    assert await founded(SAMPLES, on_progress=lambda done, _: read.append(done)) is None
    assert not read
    assert names(place.parent) == ["kb.db.import-lock"]


async def test_a_first_import_that_fails_leaves_no_store(
    founded: Found, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError

    monkeypatch.setattr("kb.app.importing.initial.replace_problems", full)
    with pytest.raises(sqlite3.OperationalError):
        await founded(SAMPLES)
    assert names(place.parent) == ["kb.db.import-lock"]


async def test_a_first_import_interrupted_while_it_indexes_ends_as_at_any_time(
    founded: Found, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, resolved = asyncio.Event(), threading.Event()

    async def slowly(transaction: Transaction) -> None:
        begun.set()
        await transaction.exec_driver_sql(
            "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000000) "
            "SELECT count(*) FROM n"
        )

    def resolving(*_: object) -> None:
        resolved.wait(30)

    monkeypatch.setattr("kb.app.importing.initial.index_all", slowly)
    monkeypatch.setattr("kb.app.importing.initial._resolved", resolving)
    importing = asyncio.ensure_future(founded(SAMPLES))
    await begun.wait()
    await asyncio.sleep(0)
    importing.cancel()
    resolved.set()
    with pytest.raises(asyncio.CancelledError):
        await importing
    assert names(place.parent) == ["kb.db.import-lock"]


async def test_a_refused_first_import_makes_nothing(founded: Found, place: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        await founded(place.with_name("missing"))
    with pytest.raises(UsageError, match="no folder is known"):
        await founded()
    assert names(place.parent) == []


async def test_what_a_killed_first_import_left_is_removed(founded: Found, place: Path) -> None:
    place.parent.mkdir()
    unfinished(place).write_bytes(b"half" * 1000)
    await founded(SAMPLES)
    assert names(place.parent) == ["kb.db", "kb.db.import-lock"]
    assert contents(place)["notes"]


async def test_another_store_with_a_name_much_like_it_stays(founded: Found, place: Path) -> None:
    for ending in ("new", "old", "bak", "part", "tmp"):
        async with open_store(place.with_name(f"kb.db.{ending}")):
            pass
    there = names(place.parent)
    await founded(SAMPLES)
    async with open_store(place) as store:
        await import_notes(
            store, [Target(path=SAMPLES.parent / "docs")], settings=Settings(), now=NOW
        )
    assert {*there} <= {*names(place.parent)}


async def test_a_later_import_removes_it_too(place: Path) -> None:
    async with open_store(place) as store:
        unfinished(place).write_bytes(b"half" * 1000)
        await import_notes(store, [Target(path=SAMPLES)], settings=Settings(), now=NOW)
    assert unfinished(place).name not in names(place.parent)


async def test_a_first_import_waits_for_another(founded: Found, place: Path) -> None:
    place.parent.mkdir()
    async with one_at_a_time(place):
        with pytest.raises(StoreError, match="another import"):
            await founded(SAMPLES, patience_seconds=0.1)
    assert names(place.parent) == ["kb.db.import-lock"]
