"""Stores to be broken, and the count of what was done to them."""

import os
from pathlib import Path

import pytest

from tests.torture.running import Runner
from tests.torture.stand import Stand
from tests.torture.tally import counted


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Returns what starts kb on the store of this test."""
    return Runner(tmp_path / "streams", KB_DB=str(tmp_path / "kb.db"), TZ="UTC")


@pytest.fixture(scope="session")
def _original(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    place = tmp_path_factory.mktemp("original")
    stand = Stand(place, Runner(place / "streams", KB_DB=str(place / "kb.db"), TZ="UTC"))
    stand.furnish()
    return stand


@pytest.fixture
def stand(
    runner: Runner, tmp_path: Path, _original: Stand, monkeypatch: pytest.MonkeyPatch
) -> Stand:
    """Returns a store of thirty notes, some of whose cards were answered."""
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    stand = Stand(tmp_path, runner)
    stand.copy(_original)
    return stand


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if counted and "PYTEST_XDIST_WORKER" not in os.environ:
        lost = len(terminalreporter.stats.get("failed", ()))
        told = ", ".join(f"{counted[each]} {each}" for each in ("kills", "faults", "inputs"))
        terminalreporter.write_line(f"torture: {told}, {lost} losses")
