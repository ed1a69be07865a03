"""A store and a folder of one's own for each test of the command line."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kb.cli.main import main
from tests.cli.running import Holding, Kb, Ran


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    """Returns a function that runs ``kb`` on a store of this test's own."""
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str | Path) -> Ran:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Ran(code=code, out=said.out, err=said.err)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of three notes that link each other, and one concept that is missing."""
    root = tmp_path / "notes"
    _write_notes(root)
    return root


@pytest.fixture(scope="session")
def _imported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place with such a folder, and a store into which it was imported."""
    place = tmp_path_factory.mktemp("imported")
    _write_notes(place / "notes")
    assert main(["--db", str(place / "kb.db"), "import", "--quiet", str(place / "notes")]) == 0
    return place


@pytest.fixture
def imported(kb: Kb, folder: Path, _imported_once: Path) -> Kb:
    """Return ``kb`` with the folder imported."""
    _copy(_imported_once, folder)
    return kb


@pytest.fixture(scope="session")
def _held() -> dict[object, Path]:
    """Returns the places of what was imported for ``holding``."""
    return {}


@pytest.fixture
def holding(
    kb: Kb, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, _held: dict[object, Path]
) -> Holding:
    """Return what gives ``kb`` with the notes of a folder imported, the same ones only once."""

    def held(folder: Path) -> Kb:
        notes = sorted((path.name, path.read_bytes()) for path in folder.iterdir())
        key = (os.environ.get("KB_NOW"), *notes)
        if key not in _held:
            place = tmp_path_factory.mktemp("held")
            copy = shutil.copytree(folder, place / "notes")
            assert main(["--db", str(place / "kb.db"), "import", "--quiet", str(copy)]) == 0
            _held[key] = place
        _copy(_held[key], folder)
        return kb

    return held


def _copy(place: Path, folder: Path) -> None:
    """Copies notes over a folder, and their store beside it."""
    store = folder.with_name("kb.db")
    shutil.copytree(place / "notes", folder, dirs_exist_ok=True)  # with their times
    shutil.copy(place / "kb.db", store)
    store.chmod(0o600)
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE folders SET root = ?", (str(folder),))


def _write_notes(root: Path) -> None:
    root.mkdir()
    (root / "asyncio.md").write_text(ASYNCIO, encoding="utf-8")
    (root / "Event Loop.md").write_text(EVENT_LOOP, encoding="utf-8")
    (root / "lonely.md").write_text("# Lonely\n\nNothing links here.\n", encoding="utf-8")


ASYNCIO = """\
---
tags: [Python, Concurrency]
aliases: [async IO]
---
# asyncio

Definition: asyncio is a library for **concurrent** code. It uses one thread.

## API

- `asyncio.run()`: Starts the event loop and runs a coroutine until it completes.

Connections:
- Related Concepts: [[Event Loop]], [[Coroutine]]

Sources:
- The documentation: https://example.org/asyncio
"""

EVENT_LOOP = """\
# Event Loop

Tags: #Concurrency

An event loop is what [[asyncio]] runs on.
"""
