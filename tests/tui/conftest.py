"""A store with proposals, and a way to see what a screen shows."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.app.cards.selection import CardSelection
from kb.app.cards.triage import TriageSession, triage_session
from kb.app.importing.run import Target, import_notes
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.store.file.store import Store, open_store

MOMENT = Moment(
    now=datetime(2026, 1, 31, 9, 0, tzinfo=UTC), calendar=Calendar(zone=UTC, rollover_hour=4)
)

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


@pytest.fixture(scope="session")
def _imported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a place with such a folder, and a store into which it was imported."""
    place = tmp_path_factory.mktemp("imported")
    folder = place / "vault"
    folder.mkdir()
    for title, definition in NOTES.items():
        (folder / f"{title}.md").write_text(f"Tags: #metal\n\nDefinition: {definition}\n")
    (folder / "Lathe.md").write_text(LATHE)

    async def make() -> None:
        async with open_store(place / "kb.db") as opened:
            targets = [Target(path=folder, extensions=())]
            await import_notes(opened, targets, settings=Settings(), now=MOMENT.now)

    asyncio.run(make())
    return place


@pytest.fixture
def vault(tmp_path: Path, _imported_once: Path) -> Path:
    """Returns a folder whose notes yield five proposals, of the generators concept and reverse."""
    return Path(shutil.copytree(_imported_once / "vault", tmp_path / "vault"))  # with their times


@pytest.fixture
async def store(tmp_path: Path, vault: Path, _imported_once: Path) -> AsyncIterator[Store]:
    """Returns a store into which the folder was imported."""
    path = Path(shutil.copy(_imported_once / "kb.db", tmp_path))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE folders SET root = ?", (str(vault),))
    async with open_store(path) as opened:
        yield opened


@pytest.fixture
async def walk(store: Store) -> TriageSession:
    """Returns a way through the proposals."""
    return await triage_session(store, CardSelection(), MOMENT)
