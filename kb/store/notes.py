"""Writing notes: all that was read from changed files, in a few statements for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId, file_key
from kb.notes.names import name_key
from kb.notes.note import Note
from kb.store import fulltext
from kb.store.bulk import delete_of_notes, execute_rows, insert_rows
from kb.store.note_parts import PARTS, insert_parts
from kb.store.tables import note_texts, notes
from kb.store.tags import insert_tags


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file as it was read, and the note in it."""

    note_id: NoteId | None
    """Of the note that the file held before; absent for a new one."""
    size: int
    mtime_ns: int | None
    """See :class:`~kb.store.files.KnownFile`."""
    content_hash: str
    note: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is true of all files of one import."""

    folder: FolderId
    extensions: tuple[str, ...]
    """The folder's; files with another ending count as named by the user."""
    read_with: str
    """The reader's version: another one may read other things in the same bytes."""
    now: datetime


_COLUMNS: Final = (
    "folder_id",
    "path",
    "size",
    "mtime_ns",
    "content_hash",
    "read_with",
    "read_at",
    "gone_at",
    "named",
    "title",
    "title_key",
    "file_key",
    "kind",
    "given_id",
    "definition_line",
    "reflection_line",
    "flattened",
)
_TEXTS: Final = ("note_id", "title", "aliases", "tags", "definition", "reflection", "body")


async def save_notes(
    connection: AsyncConnection, reading: Reading, files: Sequence[ReadFile]
) -> dict[str, NoteId]:
    """Writes new and changed notes, but for their links, and returns their ids by path."""
    old = [file for file in files if file.note_id is not None]
    old_ids = [file.note_id for file in old if file.note_id is not None]
    rebuild = await fulltext.wants_rebuild(connection, len(files))
    if not rebuild:
        await fulltext.unindex(connection, old_ids)
    for table in (note_texts, *PARTS):
        await delete_of_notes(connection, table, old_ids)
    await _update(connection, reading, old)
    new = [file for file in files if file.note_id is None]
    await insert_rows(connection, notes, _COLUMNS, [_row(reading, file) for file in new])
    ids = {file.note.path: file.note_id for file in old if file.note_id is not None}
    if new:
        ids |= await _living_ids(connection, reading.folder, {file.note.path for file in new})
    numbered = [(ids[file.note.path], file.note) for file in files]
    await insert_rows(connection, note_texts, _TEXTS, [_texts(*each) for each in numbered])
    await insert_parts(connection, numbered)
    await insert_tags(connection, numbered)
    await fulltext.index(connection, list(ids.values()), rebuild=rebuild)
    return ids


async def _update(connection: AsyncConnection, reading: Reading, files: Sequence[ReadFile]) -> None:
    statement = (
        update(notes)
        .where(notes.c.id == bindparam("of_note"))
        .values({name: bindparam(f"new_{name}", type_=notes.c[name].type) for name in _COLUMNS})
    )
    names = (*(f"new_{name}" for name in _COLUMNS), "of_note")
    rows = [(*_row(reading, file), file.note_id) for file in files]
    await execute_rows(connection, statement, names, rows)


async def _living_ids(
    connection: AsyncConnection, folder: FolderId, paths: set[str]
) -> dict[str, NoteId]:
    rows = await connection.execute(
        select(notes.c.path, notes.c.id).where(
            notes.c.folder_id == folder, notes.c.gone_at.is_(None)
        )
    )
    return {path: NoteId(note_id) for path, note_id in rows if path in paths}


def _row(reading: Reading, file: ReadFile) -> tuple[Any, ...]:
    note = file.note
    return (
        reading.folder,
        note.path,
        file.size,
        file.mtime_ns,
        file.content_hash,
        reading.read_with,
        reading.now,
        None,
        not note.path.casefold().endswith(reading.extensions),
        note.title,
        name_key(note.title),
        file_key(note.path),
        note.kind,
        note.note_id,
        note.definition.line if note.definition else None,
        note.reflection.line if note.reflection else None,
        note.flattened,
    )


def _texts(note_id: NoteId, note: Note) -> tuple[Any, ...]:
    return (
        note_id,
        note.title,
        "\n".join(note.aliases),
        "\n".join(note.tags),
        note.definition.text if note.definition else None,
        note.reflection.text if note.reflection else None,
        note.body,
    )
