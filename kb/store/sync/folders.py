"""What a store remembers of synchronised folders, and the name with which it signs there."""

import platform
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.review.log import device_name, forget_device_name
from kb.store.sync.outgoing import Positions
from kb.store.tables.cards import device
from kb.store.tables.notes import notes
from kb.store.tables.sync import sync_files, sync_folders, waiting_entries

_MACHINE: Final = Path("/etc/machine-id")


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


async def own_device(connection: AsyncConnection, path: Path) -> str:
    """Return the name of this store, a new one if its file is a copy of another store's.

    Two stores with one name would write to the same files.
    """
    here = _file_id(path)
    row = (await connection.execute(select(device.c.uid, device.c.file))).one()
    if row.file is None:
        await connection.execute(update(device).values(file=here))
    elif row.file != here:
        await connection.execute(update(device).values(file=here))
        return await new_device(connection)
    return await device_name(connection)


async def new_device(connection: AsyncConnection) -> str:
    """Give this store a new name, and return it. What it has signed stays as it is."""
    await connection.execute(update(device).values(uid=uuid4().hex[:16]))
    forget_device_name(connection)
    return await device_name(connection)


async def known_folder(connection: AsyncConnection, path: str) -> SharedFolder | None:
    """Return what is remembered of a folder; none if it was never synchronised with."""
    row = (
        await connection.execute(select(sync_folders).where(sync_folders.c.path == path))
    ).first()
    if row is None:
        return None
    sent = Positions(row.log_position, row.decision_position)
    return SharedFolder(row.path, row.device, sent, row.synced_at)


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
        "synced_at": folder.synced_at,
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


async def imported_since(connection: AsyncConnection, when: datetime) -> bool:
    """Return whether a note was read since then."""
    latest = (await connection.execute(select(func.max(notes.c.read_at)))).scalar()
    return latest is not None and latest >= when


def _file_id(path: Path) -> str:
    """Return what tells a file from a copy of it, on this machine or another."""
    try:
        machine = _MACHINE.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        machine = platform.node()
    parts = f"{machine}\0{path.resolve()}\0{path.stat().st_ino}"
    return blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
