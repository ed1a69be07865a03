"""What the store knows of files, by which an import finds what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.bulk import chunks, execute_rows
from kb.store.tables import notes


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFile:
    """A note's file as it was when it was last read."""

    note_id: NoteId
    path: str
    size: int
    mtime_ns: int | None
    """Absent while the file was too fresh for its time to prove that it is unchanged."""
    read_with: str
    gone: bool
    named: bool


async def known_files(connection: AsyncConnection, folder: FolderId) -> tuple[KnownFile, ...]:
    """Returns the files of a folder, gone ones first, so that a living one wins its path."""
    rows = await connection.execute(
        select(
            notes.c.id,
            notes.c.path,
            notes.c.size,
            notes.c.mtime_ns,
            notes.c.read_with,
            notes.c.gone_at,
            notes.c.named,
        )
        .where(notes.c.folder_id == folder)
        .order_by(notes.c.gone_at.is_(None), notes.c.gone_at)
    )
    return tuple(
        KnownFile(
            note_id=NoteId(note_id),
            path=path,
            size=size,
            mtime_ns=mtime_ns,
            read_with=read_with,
            gone=gone_at is not None,
            named=named,
        )
        for note_id, path, size, mtime_ns, read_with, gone_at, named in rows
    )


async def content_hashes(
    connection: AsyncConnection, note_ids: Sequence[NoteId]
) -> dict[NoteId, str]:
    """Returns the hash of each note's file."""
    hashes: dict[NoteId, str] = {}
    for some in chunks(note_ids):
        rows = await connection.execute(
            select(notes.c.id, notes.c.content_hash).where(notes.c.id.in_(some))
        )
        hashes.update((NoteId(note_id), found) for note_id, found in rows)
    return hashes


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
