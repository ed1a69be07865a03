"""A store with proposals, and a way to see what a screen shows."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.app.cards.selection import CardSelection
from kb.app.cards.triage import TriageSession, triage_session
from kb.app.importing.run import Target, import_notes
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.store.file.store import Store, open_store

MOMENT = Moment(now=datetime(2026, 1, 31, 9, 0, tzinfo=UTC), calendar=Calendar(zone=UTC))

NOTES = {
    "Tin": "Tin is a soft metal that melts at 232 degrees and keeps iron from rusting.",
    "Lead": "Lead is a heavy metal that stops rays and was long used for water pipes.",
    "Zinc": "Zinc is a brittle metal that gives its electrons away before iron does.",
}
LATHE = """\
Tags: #tool

## Parts

- `headstock`: Holds the spindle that turns the work.
- `tailstock`: Supports the far end of long pieces.
"""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Returns a folder whose notes yield five proposals, of the generators concept and reverse."""
    folder = tmp_path / "vault"
    folder.mkdir()
    for title, definition in NOTES.items():
        (folder / f"{title}.md").write_text(f"Tags: #metal\n\nDefinition: {definition}\n")
    (folder / "Lathe.md").write_text(LATHE)
    return folder


@pytest.fixture
async def store(tmp_path: Path, vault: Path) -> AsyncIterator[Store]:
    """Returns a store into which the folder was imported."""
    async with open_store(tmp_path / "kb.db") as opened:
        targets = [Target(path=vault, extensions=())]
        await import_notes(opened, targets, settings=Settings(), now=MOMENT.now)
        yield opened


@pytest.fixture
async def walk(store: Store) -> TriageSession:
    """Returns a way through the proposals."""
    return await triage_session(store, CardSelection(), MOMENT)
