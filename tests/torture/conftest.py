"""Stores to be broken, and the count of what was done to them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.nursery import Nursery
from tests.torture.stand import Stand
from tests.torture.tally import counted


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Gives one process that forks kb for all tests."""
    made = Nursery(tmp_path_factory.mktemp("nursery") / "place")
    yield made
    made.close()


@pytest.fixture
def stand(nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Returns a store of thirty notes, some of whose cards were answered."""
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    nursery.environ = {"KB_DB": str(tmp_path / "kb.db"), "TZ": "UTC"}
    return Stand(tmp_path, nursery)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if counted and "PYTEST_XDIST_WORKER" not in os.environ:
        lost = len(terminalreporter.stats.get("failed", ()))
        told = ", ".join(f"{counted[each]} {each}" for each in ("kills", "faults", "inputs"))
        terminalreporter.write_line(f"torture: {told}, {lost} losses")
