"""What the store knows of files, by which an import finds what changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.tables.bulk import chunks, execute_rows
from kb.store.tables.notes import folders, note_texts, notes

_KNOWN: Final = (
    "SELECT id, path, size, mtime_ns, read_with, gone_at, named FROM notes WHERE folder_id = ?"
)


class KnownFile(NamedTuple):
    """A note's file as it was when it was last read. A tuple, because every import makes all."""

    note_id: NoteId
    path: str
    size: int
    mtime_ns: int | None
    """Absent while the file was too fresh for its time to prove that it is unchanged."""
    read_with: str
    gone_at: int | None
    """In milliseconds since 1970."""
    named: bool

    @property
    def gone(self) -> bool:
        """Whether its file was found missing."""
        return self.gone_at is not None


async def known_files(connection: AsyncConnection, folder: FolderId) -> list[KnownFile]:
    """Returns the files of a folder; of several with one path at most one is living."""
    # Straight from the index, which spares 10,000 rows their types.
    found = await connection.exec_driver_sql(_KNOWN, (folder,))
    return [KnownFile._make(row) for row in found.all()]


async def content_hashes(
    connection: AsyncConnection, note_ids: Sequence[NoteId]
) -> dict[NoteId, tuple[str, str | None]]:
    """Returns the hash of each note's file, and the id that the user gave in it."""
    hashes: dict[NoteId, tuple[str, str | None]] = {}
    for some in chunks(note_ids):
        rows = await connection.execute(
            select(notes.c.id, notes.c.content_hash, notes.c.given_id).where(notes.c.id.in_(some))
        )
        hashes.update((NoteId(note_id), (found, given)) for note_id, found, given in rows)
    return hashes


async def bodies(connection: AsyncConnection, note_ids: Sequence[NoteId]) -> dict[NoteId, str]:
    """Returns what the notes say."""
    said: dict[NoteId, str] = {}
    for some in chunks(note_ids):
        rows = await connection.execute(
            select(note_texts.c.note_id, note_texts.c.body).where(note_texts.c.note_id.in_(some))
        )
        said.update((NoteId(note_id), body) for note_id, body in rows)
    return said


async def fingerprint(connection: AsyncConnection) -> tuple[object, ...]:
    """Returns what differs whenever notes or folders have been written in between."""
    counted = select(
        func.count(),
        func.max(notes.c.id),
        func.count(notes.c.gone_at),
        func.max(notes.c.gone_at),
        func.max(notes.c.read_at),
        func.total(notes.c.mtime_ns),
    )
    found = (await connection.execute(counted.select_from(notes))).one()
    known = await connection.execute(select(folders).order_by(folders.c.id))
    return (*found, *(repr(tuple(row)) for row in known))


async def mark_gone(connection: AsyncConnection, note_ids: Sequence[NoteId], now: datetime) -> None:
    """Marks notes whose files are no longer there."""
    statement = (
        update(notes)
        .where(notes.c.id == bindparam("of_note"))
        .values(gone_at=bindparam("at", type_=notes.c.gone_at.type))
    )
    await execute_rows(connection, statement, ("of_note", "at"), [(each, now) for each in note_ids])


async def touch(connection: AsyncConnection, touched: Sequence[tuple[NoteId, int | None]]) -> None:
    """Takes down new times of files whose content is as it was."""
    statement = (
        update(notes)
        .where(notes.c.id == bindparam("of_note"))
        .values(mtime_ns=bindparam("mtime", type_=notes.c.mtime_ns.type))
    )
    await execute_rows(connection, statement, ("of_note", "mtime"), touched)
