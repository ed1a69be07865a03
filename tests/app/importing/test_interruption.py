"""Imports that are stopped: the store is as it was, or as it should be, and never between."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kb.cli.main import main
from tests.torture.running import Ended, Runner, Running
from tests.torture.tally import often

NOTES = 120
"""Of 11 kB each: enough for several processes to read them."""


class Stand:
    """A folder of notes of which a store knows an earlier state."""

    def __init__(self, place: Path, litter: Path) -> None:
        self.folder = place / "notes"
        self.store = place / "kb.db"
        self.litter = litter
        self._runner = Runner(place / "streams", KB_DB=str(self.store), TMPDIR=str(litter))

    def furnish(self) -> None:
        """Makes the folder, and the store that knows its earlier state."""
        self.folder.mkdir()
        for number in range(NOTES // 2):
            self.write(number, "before")
        self.import_here()
        for number in range(NOTES // 4, NOTES):
            self.write(number, "after")

    def copy(self, original: "Stand") -> None:
        """Takes over folder and store of another."""
        shutil.copytree(original.folder, self.folder)  # with their times
        shutil.copy(original.store, self.store)
        with closing(sqlite3.connect(self.store)) as connection, connection:
            connection.execute("UPDATE folders SET root = ?", (str(self.folder),))
        self.before = self.state()

    def write(self, number: int, word: str) -> None:
        line = f"The {word} of [[{number + 1}]] is told in #t{number % 5} and again.\n\n"
        rest = "It is told in plain words that need little work, and in many of them.\n" * 155
        (self.folder / f"{number}.md").write_text(f"# Note {number}\n\n" + line * 10 + rest)

    def start(self, *words: str) -> Running:
        return self._runner.start("import", self.folder, *words)

    def import_here(self) -> None:
        """Imports in this process, which has what reads the notes."""
        assert main(["import", str(self.folder), "--quiet", "--db", str(self.store)]) == 0

    def state(self) -> list[tuple[object, ...]]:
        """Returns what the store knows; raises if it is not sound."""
        with closing(sqlite3.connect(self.store)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            connection.execute(
                "INSERT INTO note_search (note_search, rank) VALUES ('integrity-check', 1)"
            )
            return connection.execute(
                "SELECT n.id, n.path, n.content_hash, count(l.position), length(t.body) "
                "FROM notes n JOIN note_texts t ON t.note_id = n.id "
                "JOIN links l ON l.note_id = n.id "
                "GROUP BY n.id ORDER BY n.id"
            ).fetchall()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    place = tmp_path_factory.mktemp("original")
    with tempfile.TemporaryDirectory(prefix="kb-") as litter:
        stand = Stand(place, Path(litter))
        stand.furnish()
    return stand


@pytest.fixture
def stand(tmp_path: Path, original: Stand) -> Iterator[Stand]:
    # The names of sockets are short, and those of pytest's own folders are not.
    with tempfile.TemporaryDirectory(prefix="kb-") as litter:
        stand = Stand(tmp_path, Path(litter))
        stand.copy(original)
        yield stand
        assert_the_next_import_completes(stand)


def assert_the_next_import_completes(stand: Stand) -> None:
    stand.import_here()
    assert len(stand.state()) == NOTES


def alive(session: int) -> list[str]:
    """Returns the processes of a session that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = entry.read_text().rsplit(")", 1)
        except OSError:
            continue
        state, _, _, sid = rest.split()[:4]
        if int(sid) == session and state != "Z":
            found.append(name)
    return found


def assert_nobody_is_left(session: int) -> None:
    for _ in range(200):
        if not alive(session):
            return
        time.sleep(0.05)
    raise AssertionError(alive(session))


def test_kills_at_any_moment_lose_nothing(stand: Stand) -> None:
    chance = random.Random(4)  # noqa: S311  # nothing is kept secret
    states = []
    for _ in range(often(3, 40)):
        process = stand.start()
        time.sleep(chance.uniform(0, 1.2))
        process.kill()
        process.end()
        assert_nobody_is_left(process.pid)
        states.append(stand.state())
    finished = [state for state in states if state != stand.before]
    assert all(len(state) == NOTES for state in finished)


def test_a_killed_import_leaves_no_temporary_files(stand: Stand) -> None:
    process = stand.start()
    while len(alive(process.pid)) < 5 and not process.has_ended():  # Three beside those that read.
        time.sleep(0.01)
    process.kill()
    process.end()
    assert_nobody_is_left(process.pid)
    assert list(stand.litter.iterdir()) == []


def test_an_import_in_the_background_can_be_ended(stand: Stand) -> None:
    """There a shell lets it ignore Ctrl-C."""
    process = subprocess.Popen(
        ["bash", "-c", f"trap '' INT; exec {sys.executable} -m kb import \"$0\"", stand.folder],  # noqa: S607  # on any PATH
        env={**os.environ, "KB_DB": str(stand.store), "TMPDIR": str(stand.litter)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while len(alive(process.pid)) < 5 and process.poll() is None:
        time.sleep(0.01)
    process.terminate()
    out, err = process.communicate(timeout=60)
    assert_nobody_is_left(process.pid)
    assert (process.returncode, out, err) == (130, "", "kb: interrupted.\n")
    assert stand.state() == stand.before


@pytest.mark.parametrize("how", ["Ctrl-C", "kill -INT", "kill -TERM"])
def test_an_interrupted_import_says_so_and_leaves_the_store_as_it_was(
    stand: Stand, how: str
) -> None:
    process = stand.start()
    while len(alive(process.pid)) < 5 and not process.has_ended():
        time.sleep(0.01)
    asked = signal.SIGTERM if how == "kill -TERM" else signal.SIGINT
    # A terminal sends Ctrl-C to all processes that it runs.
    (os.killpg if how == "Ctrl-C" else os.kill)(process.pid, asked)
    ended = process.end()
    assert_nobody_is_left(process.pid)
    assert ended == Ended(code=130, out="", err="kb: interrupted.\n")
    assert stand.state() == stand.before


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_first_import_that_is_stopped_leaves_everything_to_the_next(
    stand: Stand, how: signal.Signals
) -> None:
    chance = random.Random(5)  # noqa: S311  # nothing is kept secret
    stopped = 0
    for _ in range(often(1, 5)):
        stand.store.unlink()
        process = stand.start()
        while not stand.store.exists() and not process.has_ended():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.3))
        process.send(how)
        ended = process.end()
        assert_nobody_is_left(process.pid)
        assert "Traceback" not in ended.err
        stopped += ended.code != 0
        assert_the_next_import_completes(stand)
    assert stopped


def test_a_dry_run_without_a_store_leaves_none_behind(stand: Stand, tmp_path: Path) -> None:
    there = sorted(tmp_path.iterdir())
    process = stand.start("--dry-run", "--db", str(tmp_path / "deep" / "none.db"))
    ended = process.end()
    assert (ended.code, ended.err) == (0, "")
    assert f"{NOTES} added" in ended.out
    assert sorted(tmp_path.iterdir()) == there


def test_a_long_name_of_the_temporary_folder_keeps_nobody_from_importing(
    tmp_path: Path, original: Stand
) -> None:
    litter = tmp_path / ("long" * 30)
    litter.mkdir()
    stand = Stand(tmp_path, litter)
    stand.copy(original)
    assert stand.start().end().code == 0
    assert len(stand.state()) == NOTES
