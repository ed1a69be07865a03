"""What a store remembers of synchronised folders."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.sync.outgoing import Positions
from kb.store.tables.notes import notes
from kb.store.tables.sync import sync_files, sync_folders, waiting_entries


class FileProgress(NamedTuple):
    """How far a file of a folder was read."""

    device: str
    name: str
    size: int
    """In bytes, when it was read."""
    read: int
    """See :class:`kb.sync.folder.Portion`."""
    damaged: int


class SharedFolder(NamedTuple):
    """A folder that this store is synchronised with."""

    path: str
    device: str
    """The name with which this store last wrote to it."""
    sent: Positions
    synced_at: datetime
    notes_read_at: datetime | None
    """When the latest note had been read that was known then."""
    with_plans: bool = True
    """Whether plans were read there, and not passed over by a kb that had none yet."""


async def known_folder(connection: AsyncConnection, path: str) -> SharedFolder | None:
    """Return what is remembered of a folder; none if it was never synchronised with."""
    row = (
        await connection.execute(select(sync_folders).where(sync_folders.c.path == path))
    ).first()
    if row is None:
        return None
    sent = Positions(row.log_position, row.decision_position, row.plan_position or 0)
    return SharedFolder(
        row.path,
        row.device,
        sent,
        row.synced_at,
        row.notes_read_at,
        with_plans=row.plan_position is not None,
    )


async def known_folders(connection: AsyncConnection) -> list[str]:
    """Return the paths of the folders, the latest first."""
    query = select(sync_folders.c.path).order_by(sync_folders.c.synced_at.desc())
    return [*await connection.scalars(query)]


async def read_files(
    connection: AsyncConnection, folder: str
) -> dict[tuple[str, str], FileProgress]:
    """Return how far the files of a folder were read, by device and name."""
    columns = sync_files.c[FileProgress._fields]
    rows = await connection.execute(select(*columns).where(sync_files.c.folder == folder))
    return {(row.device, row.name): FileProgress(*row) for row in rows}


async def remember_folder(
    connection: AsyncConnection, folder: SharedFolder, files: Iterable[FileProgress]
) -> None:
    """Remember how far a folder is written and read."""
    values = {
        "path": folder.path,
        "device": folder.device,
        "log_position": folder.sent.log,
        "decision_position": folder.sent.decisions,
        "plan_position": folder.sent.plans,
        "synced_at": folder.synced_at,
        "notes_read_at": folder.notes_read_at,
    }
    statement = insert_or(sync_folders).values(values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=values))
    await connection.execute(delete(sync_files).where(sync_files.c.folder == folder.path))
    rows = [{"folder": folder.path, **file._asdict()} for file in files]
    if rows:
        await connection.execute(insert(sync_files), rows)


async def waiting_count(connection: AsyncConnection) -> int:
    """Return how many entries wait for a note here to have their card."""
    counted = await connection.execute(select(func.count()).select_from(waiting_entries))
    return int(counted.scalar_one())


async def notes_read_at(connection: AsyncConnection) -> datetime | None:
    """Return when the latest note was read; none without notes."""
    latest = await connection.execute(select(func.max(notes.c.read_at)))
    moment: datetime | None = latest.scalar()
    return moment


async def move_folder(connection: AsyncConnection, old: str, new: str) -> None:
    """Remember a folder, and its files, under another path."""
    known = await known_folder(connection, old)
    files = await read_files(connection, old)
    if known is not None:
        await remember_folder(connection, known._replace(path=new), files.values())
        await connection.execute(delete(sync_files).where(sync_files.c.folder == old))
        await connection.execute(delete(sync_folders).where(sync_folders.c.path == old))
