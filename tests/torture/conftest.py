"""Stores to be broken, and the count of what was done to them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.stand import Stand, stand_on
from tests.torture.tally import counted


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    """Gives a store of thirty notes, some of whose cards were answered."""
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    with stand_on(tmp_path) as made:
        yield made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if counted and "PYTEST_XDIST_WORKER" not in os.environ:
        lost = len(terminalreporter.stats.get("failed", ()))
        told = ", ".join(f"{counted[each]} {each}" for each in ("kills", "faults", "inputs"))
        terminalreporter.write_line(f"torture: {told}, {lost} losses")
