"""Full disks, locks, noise, lost folders, wrong clocks: what kb says, and what is left."""

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kb.cli.main import main
from kb.store.file import engine
from tests.torture.running import Runner
from tests.torture.stand import Stand
from tests.torture.tally import counted, often

ANSWERS = "\n3\n\n3\n\n3\nq\n"
REVIEW = ("review", "--plain", "--no-import")


def assert_told(code: int, said: str, *codes: int) -> None:
    """Looks that a failure is one line that says what to do, and no traceback."""
    counted["faults"] += 1
    assert code in codes, said
    assert "Traceback" not in said
    assert "internal error" not in said
    if code:
        assert said.startswith("kb: ") or "\nkb: " in said


@pytest.mark.parametrize("command", ["import", "review", "grade", "undo", "backup", "restore"])
def test_a_full_disk_keeps_what_was_acknowledged(stand: Stand, command: str) -> None:
    copy = stand.place / "copy.db"
    stand.must("backup", copy)
    grade = str(stand.answers()[0][1])
    words: dict[str, tuple[str | Path, ...]] = {
        "import": ("import",),
        "review": REVIEW,
        "grade": ("grade", grade, "good"),
        "undo": ("undo",),
        "backup": ("backup", stand.place / "new.db"),
        "restore": ("restore", copy),
    }
    for _ in range(often(1, 30)):
        stand.edit()
        before = stand.log()
        # SIGXFSZ is ignored by Python, so that the write fails as on a full disk.
        most = stand.chance.randrange(1, 400_000)
        ran = stand.runner.run(*words[command], typed=ANSWERS, max_file_bytes=most)
        assert_told(ran.code, ran.err, 0, 4, 70)
        acknowledged = max(ran.out.count("Prompt: ") - 1, 0)
        now = stand.assert_sound(before=before[:3] if command == "restore" else before)
        assert command == "restore" or len(now) >= len(before) + acknowledged
        assert not (stand.place / "new.db").exists() or stand.log(stand.place / "new.db")


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """Gives a disk of two megabytes, where that is allowed."""
    place.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can make a disk")
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=2m", "kb", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no disk can be made here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607  # root's own


def test_on_a_disk_that_fills_up_the_answers_stay(stand: Stand) -> None:
    with small_disk(stand.place / "disk") as disk:
        store = disk / "kb.db"
        shutil.copy(stand.store, store)
        room = disk / "filler"
        for size in (1_200_000, 900_000, 600_000, 100_000)[: often(2, 4)]:
            room.write_bytes(b"x" * min(size, shutil.disk_usage(disk).free))
            before = stand.log(store)
            stand.edit()
            for words in (("import",), REVIEW, ("backup",)):
                ran = stand.runner.run(*words, typed=ANSWERS, environ={"KB_DB": str(store)})
                assert_told(ran.code, ran.err, 0, 4, 70)
            room.unlink()
            assert stand.log(store)[: len(before)] == before
            ran = stand.runner.run("doctor", environ={"KB_DB": str(store)})
            assert ran.code == 0, ran.out


def test_a_store_on_a_disk_that_may_only_be_read_answers_and_is_not_written(stand: Stand) -> None:
    with small_disk(stand.place / "disk") as disk:
        shutil.copy(stand.store, disk / "kb.db")
        before = (disk / "kb.db").read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)  # noqa: S607
        environ = {"KB_DB": str(disk / "kb.db")}
        for words in (REVIEW, ("import",), ("undo",), ("backup",), ("doctor", "--fix"), ("list",)):
            stand.edit()
            ran = stand.runner.run(*words, typed=ANSWERS, environ=environ)
            assert_told(ran.code, ran.err, 4)
        ran = stand.runner.run("backup", stand.place / "copy.db", environ=environ)
        assert_told(ran.code, ran.err, 0, 4)
        assert (disk / "kb.db").read_bytes() == before


def test_a_locked_store_is_told(
    stand: Stand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 50)
    before = stand.log()
    card = str(stand.answers()[0][1])
    with closing(sqlite3.connect(stand.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for words in (["grade", card, "good"], ["undo"], ["reset", card]):
            code = main(words)
            assert_told(code, capsys.readouterr().err, 4)
        assert main(["list", "--quiet"]) == 0  # who reads does not wait
    stand.assert_sound(before=before)
    assert stand.log() == before


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-wal -shm"])
def test_a_store_that_lost_the_files_beside_it_opens(stand: Stand, ending: str) -> None:
    with closing(sqlite3.connect(stand.store)) as other:
        other.execute("SELECT 1 FROM log").fetchone()
        stand.must("import")
    before = stand.log()
    for each in ending.split():
        stand.store.with_name(f"kb.db{each}").unlink(missing_ok=True)
    counted["faults"] += 1
    stand.assert_sound(before=before)


def test_noise_in_any_page_is_told_and_a_backup_brings_all_back(stand: Stand) -> None:
    copy = stand.place / "copy.db"
    stand.must("backup", copy)
    before = stand.log()
    whole = copy.read_bytes()
    for _ in range(often(2, 80)):
        raw = bytearray(whole)
        page = stand.chance.randrange(len(raw) // 4096) * 4096
        raw[page : page + 4096] = stand.chance.randbytes(4096)
        for each in ("kb.db-wal", "kb.db-shm"):
            stand.store.with_name(each).unlink(missing_ok=True)
        stand.store.write_bytes(raw)
        found = stand.runner.run("doctor")
        assert_told(found.code, found.err or "kb: ", 1, 4)
        for words in (("import",), REVIEW, ("search", "wheel"), ("doctor", "--fix"), ("backup",)):
            ran = stand.runner.run(*words, typed=ANSWERS)
            assert "Traceback" not in ran.err
            assert ran.code in {0, 1, 4}, (words, ran)
        stand.must("restore", copy)
        stand.assert_sound(before=before)
        for old in stand.store.with_name("kb.db.backups").glob("before-re*"):
            old.unlink()


def test_a_store_of_a_newer_kb_is_left_as_it_is(stand: Stand) -> None:
    with closing(sqlite3.connect(stand.store)) as other, other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    before = stand.store.read_bytes()
    for words in (
        REVIEW,
        ("import",),
        ("undo",),
        ("doctor", "--fix"),
        ("list",),
        ("import", "--dry-run"),
    ):
        ran = stand.runner.run(*words, typed=ANSWERS)
        assert_told(ran.code, ran.err, 4)
        assert "newer kb" in ran.err
    assert stand.store.read_bytes() == before


@pytest.mark.parametrize("how", ["gone", "emptied", "swapped"])
def test_a_folder_that_vanishes_takes_no_card_along(stand: Stand, how: str) -> None:
    query = "SELECT id, status, front, reps FROM cards ORDER BY id"
    with closing(sqlite3.connect(stand.store)) as known:
        cards = known.execute(query).fetchall()
    before, away = stand.log(), stand.place / "away"
    stand.folder.rename(away)
    if how != "gone":
        stand.folder.mkdir()
    if how == "swapped":
        for number in range(5):
            (stand.folder / f"Other {number}.md").write_text(f"# Other {number}\n\nElse.\n")
    ran = stand.runner.run("import")
    counted["faults"] += 1
    assert ran.code == 1
    assert "Traceback" not in ran.err
    ran = stand.runner.run(*REVIEW[:2], typed="\n3\nq\n")
    assert ran.code == 0, ran.err
    shutil.rmtree(stand.folder, ignore_errors=True)
    away.rename(stand.folder)
    stand.must("import")
    stand.assert_sound(before=before)
    with closing(sqlite3.connect(stand.store)) as known:
        now = known.execute(query).fetchall()
    assert [row[:3] for row in now] == [row[:3] for row in cards]


def test_two_reviews_and_an_import_at_once_lose_nothing(stand: Stand) -> None:
    others = [Runner(stand.place / f"runner-{at}", KB_DB=str(stand.store)) for at in range(2)]
    for _ in range(often(1, 12)):
        stand.edit()
        before, answered = stand.log(), 0
        running = [each.start(*REVIEW, typed="\n3\n" * 8) for each in others]
        imported = stand.runner.run("import")
        for each in running:
            ended = each.end()
            assert ended.code == 0, ended.err
            assert "Traceback" not in ended.err
            # A card that the other review answered meanwhile is passed over, and said to be.
            passed_over = ended.err.count("elsewhere")
            answered += max(ended.out.count("Prompt: ") - 1, 0) - passed_over
        assert imported.code == 0, imported.err
        counted["faults"] += 1
        now = stand.assert_sound(before=before)
        assert len(now) - len(before) >= answered


def test_a_clock_that_is_a_year_behind_loses_nothing(stand: Stand) -> None:
    for now in ("2030-05-01T10:00Z", "2029-05-01T10:00Z", "2030-05-02T10:00Z"):
        before = stand.log()
        environ = {"KB_NOW": now.replace("Z", "+00:00")}
        ran = stand.runner.run(*REVIEW, typed=ANSWERS, environ=environ)
        assert ran.code == 0, ran.err
        assert stand.log()[: len(before)] == before
        stand.edit()
        assert stand.runner.run("import", environ=environ).code == 0
        counted["faults"] += 1
    found = stand.runner.run("doctor", environ={"KB_NOW": "2030-05-02T11:00+00:00"})
    assert found.code == 0, found.out


def test_backups_beside_writers_are_whole(stand: Stand) -> None:
    stop = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(stand.store, timeout=30)) as other:
            while not stop.is_set():
                with other:
                    other.execute("UPDATE cards SET own_front = front || random()")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(often(2, 30)):
            copy = stand.place / f"copy-{number}.db"
            stand.must("backup", copy)
            counted["faults"] += 1
            assert stand.log(copy) == stand.log()
    finally:
        stop.set()
        writer.join()
