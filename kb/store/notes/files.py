"""What the store knows of the files of notes, by which an import finds what changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.search.index import rebuild_is_faster, rebuild_words, unindex
from kb.store.tables.bulk import chunks, execute_rows, rows_in
from kb.store.tables.notes import folders, links, note_texts, notes


class KnownFile(NamedTuple):
    """A note's file when it was last read. A tuple, because every import makes all of them."""

    note_id: NoteId
    path: str
    size: int
    mtime_ns: int | None
    """Absent while the file was too fresh for its time to prove that it is unchanged."""
    read_with: str
    gone_at: int | None
    """Milliseconds since 1970."""
    named: bool

    @property
    def gone(self) -> bool:
        """Whether its file was missing at the last import."""
        return self.gone_at is not None


async def known_files(connection: AsyncConnection, folder: FolderId) -> list[KnownFile]:
    """Return the files of a folder; of several with one path at most one is living."""
    # Straight from the index, without SQLAlchemy's types, which take long for 10,000 rows.
    rows = await connection.exec_driver_sql(
        "SELECT id, path, size, mtime_ns, read_with, gone_at, named FROM notes WHERE folder_id = ?",
        (folder,),
    )
    return [KnownFile._make(row) for row in rows.all()]


async def content_hashes(
    connection: AsyncConnection, note_ids: Sequence[NoteId]
) -> dict[NoteId, tuple[str, str | None]]:
    """Return the hash of each note's file, and the id in its front matter."""
    query = select(notes.c.id, notes.c.content_hash, notes.c.given_id)
    rows = await rows_in(connection, query, notes.c.id, note_ids)
    return {NoteId(note_id): (digest, given_id) for note_id, digest, given_id in rows}


async def bodies(connection: AsyncConnection, note_ids: Sequence[NoteId]) -> dict[NoteId, str]:
    """Return the notes' texts, as Markdown."""
    query = select(note_texts.c.note_id, note_texts.c.body)
    rows = await rows_in(connection, query, note_texts.c.note_id, note_ids)
    return {NoteId(note_id): body for note_id, body in rows}


async def fingerprint(connection: AsyncConnection) -> tuple[object, ...]:
    """Return values that differ if any note or folder was written in between."""
    counts = select(
        func.count(),
        func.max(notes.c.id),
        func.count(notes.c.gone_at),
        func.max(notes.c.gone_at),
        func.max(notes.c.read_at),
        func.total(notes.c.mtime_ns),
    )
    row = (await connection.execute(counts.select_from(notes))).one()
    all_folders = await connection.execute(select(folders).order_by(folders.c.id))
    return (*row, *(repr(tuple(folder)) for folder in all_folders))


async def mark_gone(connection: AsyncConnection, note_ids: Sequence[NoteId], now: datetime) -> None:
    """Mark living notes as gone, and drop what an import reads again: their links and words."""
    rebuild = await rebuild_is_faster(connection, len(note_ids))
    for some in chunks(note_ids):
        await connection.execute(delete(links).where(links.c.note_id.in_(some)))
        await unindex(connection, some, rebuild=rebuild)
    await _set(connection, "gone_at", [(note_id, now) for note_id in note_ids])
    if rebuild:
        await rebuild_words(connection)


async def set_mtimes(
    connection: AsyncConnection, mtimes: Sequence[tuple[NoteId, int | None]]
) -> None:
    """Record new times, in nanoseconds, of files whose content is unchanged."""
    await _set(connection, "mtime_ns", mtimes)


async def _set(
    connection: AsyncConnection, column: str, rows: Sequence[tuple[NoteId, object]]
) -> None:
    statement = (
        update(notes)
        .where(notes.c.id == bindparam("of_note"))
        .values({column: bindparam("value", type_=notes.c[column].type)})
    )
    await execute_rows(connection, statement, ("of_note", "value"), rows)
