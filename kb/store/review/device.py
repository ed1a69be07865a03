"""The name with which a store signs what is done in it.

Two stores with one name would sign different entries alike, and write to the same files of a
synchronised folder. So a copy of a store, and one that was restored, takes a name of its own before
it signs anything.
"""

import platform
from hashlib import blake2b
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.store.tables.cards import decisions, device, log
from kb.store.tables.plans import plans

# Compiled once: building a statement takes longer than running it.
_NAME: Final = select(device.c.uid)
_NAMED: Final = select(device.c.uid, device.c.file)
_HAS_SIGNED: Final = select(
    or_(*(select(table.c.position).exists() for table in (log, decisions, plans)))
)
_CACHE: Final = "kb_device_name"
_MACHINE: Final = Path("/etc/machine-id")


async def device_name(connection: AsyncConnection) -> str:
    """Return the name of this store, which may be that of another, if it was not signed with."""
    name: str = (await connection.execute(_NAME)).scalar_one()
    return name


async def signing_device(connection: AsyncConnection) -> str:
    """Return the name of this store and of no other, in a transaction that writes."""
    # Whether the file is a copy is asked once for each connection.
    if _CACHE not in connection.info:
        connection.info[_CACHE] = await _own_name(connection)
    name: str = connection.info[_CACHE]
    return name


async def new_device(connection: AsyncConnection) -> str:
    """Give this store a new name, and return it. What it has signed stays as it is."""
    name = uuid4().hex[:16]
    await connection.execute(update(device).values(uid=name, file=_file_id(connection)))
    connection.info[_CACHE] = name
    return name


async def _own_name(connection: AsyncConnection) -> str:
    row = (await connection.execute(_NAMED)).one()
    here = _file_id(connection)
    if row.file == here:
        name: str = row.uid
        return name
    if row.file is None and not (await connection.execute(_HAS_SIGNED)).scalar_one():
        await connection.execute(update(device).values(file=here))
        return await device_name(connection)
    return await new_device(connection)


def _file_id(connection: AsyncConnection) -> str:
    """Return what tells the store's file from a copy of it, on this machine or another."""
    path = Path(str(connection.engine.url.database))
    try:
        machine = _MACHINE.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        machine = platform.node()
    parts = f"{machine}\0{path.resolve()}\0{path.stat().st_ino}"
    return blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
