"""``kb backup`` and ``kb restore``, and the backup of the day."""

import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kb.cli.main import main
from tests.cli.running import Kb
from tests.store.file.test_store import old_umask
from tests.store.revisions import store_of


def rows(store: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute(query).fetchall()


def dump(store: Path) -> list[str]:
    with closing(sqlite3.connect(store)) as connection:
        return list(connection.iterdump())


def unnamed(lines: list[str]) -> list[str]:
    """Returns a dump of a store that takes a new name before it signs anything."""
    return [re.sub(r'(INTO "device" VALUES\(.*,).*\)', r"\1NULL)", line) for line in lines]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "kb.db"


@pytest.fixture
def holding(imported: Kb, store: Path) -> Iterator[sqlite3.Connection]:
    """Gives a connection of another program that has looked into the store."""
    with closing(sqlite3.connect(store)) as other:
        other.execute("SELECT count(*) FROM notes").fetchone()
        yield other


def test_a_backup_holds_all_that_the_store_holds(imported: Kb, store: Path, tmp_path: Path) -> None:
    assert imported("grade", "1", "good").code == 0
    copy = tmp_path / "away" / "copy.db"
    ran = imported("backup", copy)
    assert (ran.code, ran.out) == (0, "")
    assert "3 notes" in ran.err
    assert "1 answer to" in ran.err
    assert dump(copy) == dump(store)
    assert sorted(each.name for each in copy.parent.iterdir()) == ["copy.db"]


def test_a_backup_takes_in_what_stands_only_in_the_wal(
    imported: Kb, store: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(store)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        other.execute("UPDATE cards SET own_front = 'only in the WAL' WHERE id = 1")
        other.commit()
        other.execute("BEGIN IMMEDIATE")  # somebody writes meanwhile
        assert imported("backup", tmp_path / "copy.db").code == 0
    assert rows(tmp_path / "copy.db", "SELECT own_front FROM cards WHERE id = 1") == [
        ("only in the WAL",)
    ]


def test_backups_are_the_users_alone(kb: Kb, folder: Path, store: Path, tmp_path: Path) -> None:
    with old_umask():
        assert kb("import", folder).code == 0
        assert kb("backup").code == 0
        assert kb("backup", tmp_path / "new" / "copy.db").code == 0
        assert kb("restore", tmp_path / "new" / "copy.db").code == 0
    backups = tmp_path / "kb.db.backups"
    made = [store, tmp_path / "new" / "copy.db", *backups.iterdir()]
    assert {stat.S_IMODE(each.stat().st_mode) for each in made} == {0o600}
    assert len(made) == 4
    for each in (backups, tmp_path / "new"):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700


def test_a_restore_brings_back_what_was_and_keeps_what_is(
    imported: Kb, store: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    assert imported("grade", "1", "good").code == 0
    assert imported("backup", copy).code == 0
    before = dump(store)
    assert imported("grade", "1", "again").code == 0
    after = dump(store)
    restored = imported("restore", copy, "--json")
    assert restored.code == 0
    assert dump(store) == unnamed(before)
    assert dump(Path(restored.json["kept"])) == after
    assert imported("doctor").code == 0
    assert imported("restore", restored.json["kept"]).code == 0
    assert dump(store) == unnamed(after)


def test_a_restore_where_there_is_no_store_makes_one(
    imported: Kb, store: Path, tmp_path: Path
) -> None:
    assert imported("backup", tmp_path / "copy.db").code == 0
    before = dump(store)
    for each in tmp_path.glob("kb.db*"):
        if each.is_file():
            each.unlink()
    ran = imported("restore", tmp_path / "copy.db", "--json")
    assert (ran.code, ran.json["kept"]) == (0, None)
    assert dump(store) == before


def test_a_restore_without_a_file_names_the_list(kb: Kb) -> None:
    ran = kb("restore")
    assert (ran.code, ran.err) == (
        2,
        "kb: which backup? Give its FILE; “kb backup --list” lists the backups.\n",
    )


@pytest.mark.parametrize("how", ["noise", "a page", "empty", "letter"])
def test_a_restore_replaces_a_damaged_store_and_keeps_its_files(
    imported: Kb, store: Path, tmp_path: Path, how: str
) -> None:
    assert imported("backup", tmp_path / "copy.db").code == 0
    raw = bytearray(store.read_bytes())
    if how == "noise":
        raw[:] = os.urandom(len(raw))
    elif how == "a page":
        raw[4096 * 3 : 4096 * 9] = b"\xa5" * 4096 * 6
    else:
        raw = bytearray(b"" if how == "empty" else b"A letter, and no store. " * 999)
    store.write_bytes(raw)
    ran = imported("restore", tmp_path / "copy.db", "--json")
    assert ran.code == 0
    assert imported("doctor").code == 0
    assert (ran.json["kept"] is None) == (how == "empty")
    if how != "empty":
        kept = Path(ran.json["kept"]).read_bytes()
        assert kept[100:] == bytes(raw)[100:]  # the header says what it was written by


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (
            b"This is a letter. " * 400,
            "is not a kb store. Name a backup; “kb backup --list” shows them.",
        ),
        (b"", "is not a kb store. Name a backup; “kb backup --list” shows them."),
        ("newer", "newer kb (its schema is 9999)"),
        ("page", "damaged"),
        ("foreign", "is not a kb store"),
        ("cut", "damaged"),
    ],
)
def test_what_is_not_fit_is_not_restored(
    imported: Kb, store: Path, tmp_path: Path, spoilt: str | bytes, said: str
) -> None:
    copy = tmp_path / "copy.db"
    assert imported("backup", copy).code == 0
    if isinstance(spoilt, bytes):
        copy.write_bytes(spoilt)
    elif spoilt == "foreign":
        copy.unlink()
        with closing(sqlite3.connect(copy)) as other:
            other.execute("CREATE TABLE notes (x)")
    elif spoilt == "newer":
        with closing(sqlite3.connect(copy)) as other, other:
            other.execute("UPDATE alembic_version SET version_num = '9999'")
    else:
        raw = bytearray(copy.read_bytes())
        if spoilt == "cut":
            raw = raw[: len(raw) // 2]
        else:
            raw[4096 * 3 : 4096 * 9] = b"\xa5" * 4096 * 6
        copy.write_bytes(raw)
    before = dump(store)
    ran = imported("restore", copy)
    assert (ran.code, ran.out) == (4, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert dump(store) == before
    assert not list(tmp_path.glob("kb.db.backups/before-restore*"))
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("DROP TABLE aliases", "schema"),
        ("ALTER TABLE cards DROP COLUMN lapses", "schema"),
        ("DROP INDEX ix_cards_due", "schema"),
        ("DROP TRIGGER log_refuses_DELETE", "schema"),
        ("UPDATE cards SET stability = 99.0, lapses = 7 WHERE id = 1", "log"),
        ("UPDATE cards SET status = 'lost' WHERE id = 1", "cards"),
        ("UPDATE note_texts SET body = 'other words' WHERE note_id = 1", "search"),
        ("UPDATE links SET to_note_id = NULL, rule = NULL", "links"),
        ("DELETE FROM note_texts WHERE note_id = 3", "orphans"),
    ],
)
def test_what_a_doctor_finds_wrong_is_not_restored(
    imported: Kb, store: Path, tmp_path: Path, statement: str, check: str
) -> None:
    assert imported("grade", "1", "good").code == 0
    copy = tmp_path / "copy.db"
    assert imported("backup", copy).code == 0
    with closing(sqlite3.connect(copy)) as other, other:
        other.execute(statement)
    before, backups = dump(store), sorted(tmp_path.glob("kb.db.backups/*"))
    ran = imported("restore", copy)
    assert (ran.code, ran.out) == (4, "")
    assert f"{copy} fails the check “{check}” of “kb doctor”." in ran.err
    assert ran.err.count("\n") == 1
    assert dump(store) == before
    assert sorted(tmp_path.glob("kb.db.backups/*")) == backups
    assert not list(tmp_path.glob(".*"))
    found = imported("--db", copy, "doctor", "--json")
    assert found.code == 1
    assert check in {each["name"] for each in found.json["checks"] if not each["ok"]}


def test_an_older_store_that_cannot_be_upgraded_is_not_restored(
    imported: Kb, store: Path, tmp_path: Path
) -> None:
    store_of("0001", tmp_path / "old.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as other, other:
        other.execute("DROP TABLE links")
    before = dump(store)
    ran = imported("restore", tmp_path / "old.db")
    assert (ran.code, ran.err.count("\n")) == (4, 1)
    assert str(tmp_path / "old.db") in ran.err
    assert dump(store) == before


def test_nothing_is_restored_under_a_program_that_has_the_store_open(
    imported: Kb, holding: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.store.file import restore as restoring

    monkeypatch.setattr(restoring, "_PATIENCE_MS", 50)
    assert imported("backup", tmp_path / "copy.db").code == 0
    ran = imported("restore", tmp_path / "copy.db")
    assert ran.code == 4
    assert "another program has the store" in ran.err
    holding.close()
    assert imported("restore", tmp_path / "copy.db").code == 0


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_the_store_is_no_backup_of_itself(imported: Kb, store: Path, command: str) -> None:
    before = dump(store)
    ran = imported(command, store)
    assert ran.code == 2
    assert "is the store itself" in ran.err
    assert dump(store) == before


@pytest.mark.parametrize("content", ["A letter. " * 999, "# My note\n", "", "database"])
def test_a_backup_is_written_over_no_file_but_a_backup(
    imported: Kb, tmp_path: Path, content: str
) -> None:
    mine = tmp_path / "Mine.md"
    if content == "database":
        with closing(sqlite3.connect(mine)) as other:
            other.execute("CREATE TABLE notes (x)")
    else:
        mine.write_text(content)
    before = mine.read_bytes()
    ran = imported("backup", mine)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"kb: {mine} exists already, and is not a backup. "
        "Name a new file, or a backup to replace.\n"
    )
    assert mine.read_bytes() == before


def test_a_backup_replaces_an_older_one(imported: Kb, store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert imported("backup", copy).code == 0
    assert imported("grade", "1", "good").code == 0
    assert imported("backup", copy).code == 0
    assert dump(copy) == dump(store)


def test_what_cannot_be_copied_or_restored_is_told(kb: Kb, tmp_path: Path) -> None:
    assert kb("backup").code == 2
    assert not (tmp_path / "kb.db.backups").exists()
    assert kb("restore", tmp_path / "none.db").code == 4
    assert kb("backup", tmp_path).code == 2
    assert kb("backup", "--list", "x").code == 2


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0005"])
def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    imported: Kb, tmp_path: Path, revision: str
) -> None:
    store_of(revision, tmp_path / "old.db")
    assert imported("restore", tmp_path / "old.db").code == 0
    assert imported("doctor").code == 0


def test_a_damaged_store_is_not_backed_up_as_if_it_were_whole(
    imported: Kb, store: Path, tmp_path: Path
) -> None:
    raw = bytearray(store.read_bytes())
    raw[4096 * 3 : 4096 * 9] = b"\xa5" * 4096 * 6
    store.write_bytes(raw)
    ran = imported("backup", tmp_path / "copy.db")
    assert ran.code == 4
    assert "damaged" in ran.err
    assert not (tmp_path / "copy.db").exists()


def test_a_day_has_one_backup_made_after_the_answer(
    kb: Kb, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = tmp_path / "kb.db.backups"
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("KB_NOW", "2026-01-31T09:00+00:00")
    assert kb("import", folder).code == 0
    assert not backups.exists()  # what notes say can be read again
    for moment, count in (
        ("2026-01-31T09:00+00:00", 1),
        ("2026-02-01T03:59+00:00", 1),  # the study day begins at four
        ("2026-02-01T04:01+00:00", 2),
        ("2026-02-01T23:00+00:00", 2),
    ):
        monkeypatch.setenv("KB_NOW", moment)
        assert kb("grade", "1", "good").code == 0
        assert len(list(backups.iterdir())) == count
    listed = kb("backup", "--list", "--json").json
    assert [Path(each["file"]).name for each in listed] == [
        "daily-2026-01-31.db",
        "daily-2026-02-01.db",
    ]
    assert " ".join(listed[0]) == "file occasion bytes made_at"
    os.utime(listed[0]["file"], (0, 0))
    first, _ = kb("backup", "--list").out.splitlines()
    assert re.fullmatch(rf"{listed[0]['file']}  0\.\d MB  19(69-12-31|70-01-01) \d\d:\d\d", first)


def test_verdicts_that_are_given_all_at_once_make_a_backup_too(
    imported: Kb, tmp_path: Path
) -> None:
    backups = tmp_path / "kb.db.backups"
    ran = imported("inbox", "--accept-all", "--generator", "antonym")
    assert "antonym" in ran.err
    assert not backups.exists()
    assert imported("inbox", "--accept-all").code == 0
    assert len(list(backups.iterdir())) == 1


def test_neither_an_import_nor_a_question_makes_a_backup(
    imported: Kb, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_NOW", "2031-01-31T09:00+00:00")
    for words in (("import",), ("import", "--dry-run"), ("show", "asyncio"), ("due",), ("doctor",)):
        assert imported(*words).code == 0
    assert not (tmp_path / "kb.db.backups").exists()


def test_a_day_without_room_for_a_backup_is_told_and_no_more(imported: Kb, tmp_path: Path) -> None:
    (tmp_path / "kb.db.backups").write_text("in the way")
    ran = imported("grade", "1", "good")
    assert ran.code == 0
    assert "Could not make today's backup: cannot make the folder" in ran.err


def test_daily_backups_can_be_switched_off(
    kb: Kb, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text("[store]\ndaily_backups = false\n")
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    assert kb("import", folder).code == 0
    assert kb("grade", "1", "good").code == 0
    assert not (tmp_path / "kb.db.backups").exists()


def test_names_that_mean_something_to_sqlite_are_names(imported: Kb, tmp_path: Path) -> None:
    for name in ("a?mode=ro.db", "b#c.db", "100%.db", "d e'f\".db", "ü" * 120):
        assert main(["backup", "--quiet", str(tmp_path / name)]) == 0
        assert main(["restore", "--quiet", str(tmp_path / name)]) == 0
