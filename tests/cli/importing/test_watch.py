"""``kb import --watch``, as a process of its own that is waited for and never timed."""

import json
import os
import queue
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Kb
from tests.forkserver import fork_server

PATIENCE = 60
"""Seconds. A machine that is busy is slow."""


class Watching:
    """A watch, and the reports that it prints."""

    def __init__(self, place: Path, *words: str) -> None:
        pipes = (place / "reports", place / "errors")
        for pipe in pipes:
            os.mkfifo(pipe)
        self._reports: queue.Queue[str] = queue.Queue()
        self.started = threading.Event()
        self._readers = [
            threading.Thread(target=read, args=(pipe,))
            for read, pipe in zip((self._read, self._read_errors), pipes, strict=True)
        ]
        for reader in self._readers:
            reader.start()  # a pipe opens when both of its ends do
        self._fork = fork_server().start(
            ("import", *words, "--watch", "--json"), streams=(os.devnull, *pipes)
        )

    def _read(self, pipe: Path) -> None:
        with pipe.open() as lines:
            for line in lines:
                self._reports.put(line)

    def _read_errors(self, pipe: Path) -> None:
        with pipe.open() as lines:
            for line in lines:
                if line.startswith("Watching"):
                    self.started.set()

    def until(self, holds: Callable[[Any], bool]) -> None:
        """Waits for a report of which this holds."""
        while not holds(json.loads(self._reports.get(timeout=PATIENCE))):
            pass

    def end(self, by: signal.Signals) -> int:
        """Returns the exit code after a signal."""
        self._fork.send(by)
        code = self._fork.wait()
        for reader in self._readers:
            reader.join()
        return code


@pytest.fixture
def watching(kb: Kb, folder: Path, tmp_path: Path) -> Iterator[Watching]:
    watch = Watching(tmp_path, str(folder))
    watch.until(lambda report: report["notes"]["added"] == 3)
    assert watch.started.wait(PATIENCE)
    yield watch
    watch.end(signal.SIGKILL)


def save_as_editors_do(file: Path, text: str) -> None:
    """Writes a file beside the note, and renames it into its place."""
    beside = file.with_name(f"{file.name}~")
    beside.write_text(text)
    beside.replace(file)


def test_what_is_saved_is_imported_however_editors_save(
    watching: Watching, kb: Kb, folder: Path
) -> None:
    (folder / "new.md").write_text("# New\n\nQ: What?\nA: That.\n")
    watching.until(lambda report: report["notes"]["added"] == 1)
    save_as_editors_do(folder / "new.md", "# New\n\nQ: What?\nA: This.\n")
    watching.until(lambda report: report["notes"]["changed"] == 1)
    (card,) = kb("cards", "--note", "new", "--json").json
    assert card["back"] == "This."
    (folder / "new.md").rename(folder / "newer.md")
    watching.until(lambda report: report["notes"]["moved"] == 1)
    (folder / "newer.md").unlink()
    watching.until(lambda report: report["notes"]["removed"] == 1)
    deep = folder / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "deep.md").write_text("Deep.")
    watching.until(lambda report: report["notes"]["added"] == 1)


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(watching: Watching, kb: Kb, by: signal.Signals) -> None:
    assert watching.end(by) == 0
    assert kb("doctor").code == 0


def test_a_folder_that_vanishes_is_waited_for(watching: Watching, kb: Kb, folder: Path) -> None:
    away = folder.with_name("away")
    folder.rename(away)
    watching.until(
        lambda report: [each["code"] for each in report["problems"]] == ["folder-unreadable"]
    )
    assert len(kb("list", "--json").json) == 3
    (away / "later.md").write_text("Later.")
    away.rename(folder)
    watching.until(lambda report: report["notes"]["added"] >= 1)
    again = folder.with_name("copy")
    shutil.copytree(folder, again)
    shutil.rmtree(folder)
    again.rename(folder)
    (folder / "last.md").write_text("Last.")
    watching.until(lambda report: report["notes"]["added"] >= 1)


def test_a_watch_follows_folders_and_imports(kb: Kb, folder: Path) -> None:
    assert "Give the folder" in kb("import", folder / "lonely.md", "--watch").err
    assert "Leave out one" in kb("import", folder, "--watch", "--dry-run").err
    assert kb("import", folder / "lonely.md").code == 0
    ran = kb("import", "--watch")
    assert (ran.code, "only single files are imported" in ran.err) == (2, True)


def test_what_notes_do_not_stand_in_is_not_looked_at(folder: Path) -> None:
    from kb.app.importing.watch import Watched, _note_filter

    matters = _note_filter([Watched(root=folder, extensions=(".md",))])
    (folder / ".obsidian").mkdir()
    (folder / "picture.png").write_bytes(b"")
    assert not matters(None, str(folder / ".obsidian" / "workspace.json"))
    assert not matters(None, str(folder / "picture.png"))
    assert not matters(None, os.path.join(folder.parent, "kb.db"))  # noqa: PTH118  # as it is told
    assert matters(None, str(folder / "lonely.md"))
    assert matters(None, str(folder / "gone"))
    assert matters(None, str(folder / ".kbignore"))
    assert matters(None, str(folder))
