"""What reading the files of notes takes and gives.

The parser itself is in :mod:`kb.app.importing.read_files`. It is slow to load, and an import that
has nothing to read, or that reads in other processes, does without it.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kb.app.vaults import ReadRules
from kb.cards.rules import Key
from kb.cards.worth.model import Weights
from kb.config.settings import Settings
from kb.graph.resolve import FolderId, NamedNote, NoteId
from kb.notes.problem import Problem
from kb.notes.rules import Field, Rules
from kb.store.importing.rows import FileRef, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How the files of one import are read."""

    rules: Rules
    settings: Settings
    now: datetime
    weights: Weights | None = None
    """What the traits of drawn cards weigh, if the user's verdicts have moved the defaults."""


def read_options(settings: Settings, now: datetime) -> ReadOptions:
    """Return how files are read under these settings."""
    labels = {
        Field(field.name): getattr(settings.fields, field.name) for field in fields(settings.fields)
    }
    return ReadOptions(
        rules=Rules(
            extra_labels=labels,
            extra_kinds=settings.notes.kinds,
            colours_are_tags=settings.notes.colours_are_tags,
        ),
        settings=settings,
        now=now,
    )


class FileToRead(NamedTuple):
    """A file that is new or may have changed."""

    ref: FileRef
    root: Path
    """The file's folder."""
    path: str
    disk_path: str
    size: int
    """In bytes when the folder was scanned; the file may have grown since."""
    mtime_ns: int | None
    """None while the file is too fresh for its time to prove anything later."""
    read_rules: ReadRules
    known_hash: str | None
    """If the content still has this hash, it need not be parsed."""
    reviewed: frozenset[Key] = frozenset()
    """The note's cards that have been reviewed; they are always generated."""
    weights: Weights | None = None
    """What the traits of drawn cards weigh, if the user's verdicts have moved the defaults."""


class NoteRead(NamedTuple):
    """What an import remembers of a note that was read. The rest is staged as rows."""

    ref: FileRef
    content_hash: str
    size: int
    given_id: str | None
    """The id in the front matter."""
    title: str
    aliases: tuple[str, ...]

    def named(self, note_id: NoteId, folder: FolderId, path: str) -> NamedNote:
        """Return the names by which links find the note."""
        return NamedNote(
            id=note_id, folder=folder, path=path, title=self.title, aliases=self.aliases
        )


@dataclass(slots=True)
class FilesRead:
    """What some files hold. Every file is in exactly one of ``notes``, ``touched``, ``failed``."""

    rows: Rows
    notes: list[NoteRead]
    touched: list[FileRef]
    """Files whose content is unchanged."""
    failed: list[FileRef]
    """Files that could not be read. The store keeps what it has of them."""
    problems: list[tuple[FileRef, Problem]]
