"""A real store in a folder of the test's own, and notes made by hand."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kb.graph.resolve import NoteId
from kb.notes.note import Note, Passage
from kb.store.folders import remember_folder
from kb.store.notes import ReadFile, Reading, save_notes
from kb.store.open import Store, open_store

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)

MakeNote = Callable[..., Note]
Save = Callable[..., Awaitable[dict[str, NoteId]]]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "kb.db") as opened:
        yield opened


@pytest.fixture
def make_note() -> MakeNote:
    def make(path: str = "note.md", *, definition: str | None = None, **parts: Any) -> Note:
        note = Note(
            path=path,
            title=path.rpartition("/")[2].removesuffix(".md"),
            kind=None,
            note_id=None,
            aliases=(),
            tags=(),
            definition=Passage(text=definition, line=1) if definition else None,
            sections=(),
            items=(),
            links=(),
            sources=(),
            reflection=None,
            code_blocks=(),
            properties=(),
            body="",
            flattened=False,
        )
        return replace(note, **parts)

    return make


@pytest.fixture
def save(store: Store) -> Save:
    """Writes notes into the folder /notes; ``ids`` names those that are there already."""

    async def saved(*notes: Note, ids: dict[str, NoteId] | None = None) -> dict[str, NoteId]:
        known = ids or {}
        async with store.writing() as transaction:
            folder = await remember_folder(transaction, "/notes", (".md",), NOW)
            reading = Reading(folder=folder, extensions=(".md",), read_with="1", now=NOW)
            files = [
                ReadFile(
                    note_id=known.get(note.path),
                    size=len(note.body),
                    mtime_ns=1,
                    content_hash=str(hash(note)),
                    note=note,
                )
                for note in notes
            ]
            return await save_notes(transaction, reading, files)

    return saved
