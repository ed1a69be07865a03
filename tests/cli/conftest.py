"""A store and a folder of one's own for each test of the command line."""

from pathlib import Path

import pytest

from kb.cli.main import main
from tests.cli.running import Kb, Ran


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
    """Returns a folder of three notes that link each other, and one concept that is missing."""
    root = tmp_path / "notes"
    root.mkdir()
    (root / "asyncio.md").write_text(ASYNCIO, encoding="utf-8")
    (root / "Event Loop.md").write_text(EVENT_LOOP, encoding="utf-8")
    (root / "lonely.md").write_text("# Lonely\n\nNothing links here.\n", encoding="utf-8")
    return root


@pytest.fixture
def imported(kb: Kb, folder: Path) -> Kb:
    """Returns ``kb`` with the folder imported."""
    assert kb("import", folder).code == 0
    return kb


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
