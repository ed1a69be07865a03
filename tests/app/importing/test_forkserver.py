"""The process that readers are forked from."""

import os
from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path

import pytest

from kb.app.importing.forkserver import ENOUGH_BYTES, fork_context, start_server_for

Write = Callable[..., Path]

needs_a_server = pytest.mark.skipif(
    fork_context().get_start_method() != "forkserver", reason="no fork server on this platform"
)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Returns what is written down each time that the server is started, on two processors."""
    starts: list[str] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(forkserver, "ensure_running", lambda: starts.append("started"))
    return starts


@needs_a_server
def test_a_folder_with_much_to_read_starts_it(
    vault: Path, write: Write, started: list[str]
) -> None:
    write("a.md", "x" * (ENOUGH_BYTES // 2))
    write("deep/below/B.MD", "x" * (ENOUGH_BYTES // 2))
    start_server_for([vault], [".md"])
    assert started == ["started"]


@needs_a_server
def test_little_to_read_does_not_start_it(vault: Path, write: Write, started: list[str]) -> None:
    write("a.md", "x" * 1000)
    write("picture.png", "x" * ENOUGH_BYTES)
    (vault / "nowhere.md").symlink_to(vault / "gone.md")
    start_server_for([vault, vault / "a.md", vault / "no-folder"], [".md"])
    assert not started


@needs_a_server
def test_one_processor_alone_does_not_start_it(
    vault: Path, write: Write, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a.md", "x" * ENOUGH_BYTES)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    start_server_for([vault], [".md"])
    assert not started
