"""A real store in a folder of the test's own, and notes made by hand."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kb.graph.resolve import NoteId
from kb.notes.note import Note, Passage
from kb.store.file.store import Store, open_store
from kb.store.importing.merge import highest_note_id, merge_notes
from kb.store.importing.rows import FileRef, FileVersion, add_note, new_rows
from kb.store.importing.staging import create_stage, place_notes, stage_rows
from kb.store.notes.folders import remember_folder

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)

MakeNote = Callable[..., Note]
Save = Callable[..., Awaitable[dict[str, NoteId]]]


@pytest.fixture
async def store(tmp_path: Path, empty_store: Path) -> AsyncIterator[Store]:
    async with open_store(Path(shutil.copy(empty_store, tmp_path))) as opened:
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
        rows = new_rows()
        for ref, note in enumerate(notes):
            content_hash = str(hash(note))
            add_note(
                rows,
                FileVersion(FileRef(ref), note.path, len(note.body), 1, content_hash, "1"),
                note,
            )
        async with store.connect() as connection:
            async with connection.staging() as transaction:
                await create_stage(transaction)
                await stage_rows(transaction, rows)
            async with connection.writing() as transaction:
                folder = await remember_folder(transaction, "/notes", (".md",), NOW)
                highest = await highest_note_id(transaction)
                now = {
                    note.path: known.get(note.path, NoteId(highest + 1 + ref))
                    for ref, note in enumerate(notes)
                }
                places = [
                    (FileRef(ref), now[note.path], folder, False, note.path not in known)
                    for ref, note in enumerate(notes)
                ]
                await place_notes(transaction, places)
                await merge_notes(transaction, NOW)
        return now

    return saved
