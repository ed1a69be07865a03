"""The lines of a note's file as it is now, for whoever names one of them."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from kb.app.notes.lookup import find_note
from kb.errors import UsageError, reason_of
from kb.graph.resolve import NamedNote, NoteId
from kb.notes.files.decode import decode, lines_of
from kb.notes.files.walk import read_file
from kb.store.file.store import Store
from kb.store.notes.folders import folder_roots


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOnDisk:
    """A note, and the lines of its file."""

    note: NamedNote
    lines: tuple[str, ...]

    @property
    def note_id(self) -> NoteId:
        """The note's."""
        return self.note.id


async def note_lines(store: Store, name: str) -> NoteOnDisk:
    """Return the lines of the note that ``name`` means.

    Raises:
        NotFoundError: no note has this name; with suggestions.
        AmbiguousError: several notes do; with their paths.
        UsageError: its file cannot be read.
    """
    async with store.reading() as transaction:
        note = await find_note(transaction, name)
        root = (await folder_roots(transaction))[note.folder]
    return NoteOnDisk(note=note, lines=await asyncio.to_thread(_lines_of, root, note.path))


def _lines_of(root: Path, path: str) -> tuple[str, ...]:
    try:
        text, _ = decode(path, read_file(root, path))
    except OSError as error:
        raise UsageError(
            f"cannot read {root / path}: {reason_of(error)}. “kb import” looks where it is now."
        ) from error
    return tuple(lines_of(text))
