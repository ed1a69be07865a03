"""What is handed to those who read files, and what they hand back.

Apart from :mod:`kb.app.importing.read_files`, which loads the reader: the process that imports
need not, where others read.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kb.cards.rules import Key
from kb.graph.resolve import FolderId, NamedNote, NoteId
from kb.notes.problem import Problem
from kb.store.importing.rows import Rows


class FileToRead(NamedTuple):
    """A file that is new or may have changed."""

    ref: int
    """Its number within the import."""
    root: Path
    """Of its folder."""
    path: str
    disk_path: str
    size: int
    """When it was looked at; reading may find another."""
    mtime_ns: int | None
    """Absent while it is too fresh to prove anything."""
    known_hash: str | None
    """Of the content that need not be read again."""
    reviewed: frozenset[Key] = frozenset()
    """The cards of its note that have a history."""


class Arrival(NamedTuple):
    """A note that was read, as far as the import has to keep it in mind."""

    ref: int
    content_hash: str
    size: int
    given_id: str | None
    title: str
    aliases: tuple[str, ...]

    def named(self, note_id: NoteId, folder: FolderId, path: str) -> NamedNote:
        """Returns how the note is named where it is."""
        return NamedNote(
            id=note_id, folder=folder, path=path, title=self.title, aliases=self.aliases
        )


@dataclass(slots=True)
class FilesRead:
    """What reading some files gave."""

    rows: Rows
    arrivals: list[Arrival]
    touched: list[int]
    """Files whose content is as it was."""
    failed: list[int]
    """Files that could not be read; what is known of them is kept."""
    problems: list[tuple[int, Problem]]
