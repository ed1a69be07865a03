"""The folders that the user imported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import delete, false, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId
from kb.store.cards.status import retirement
from kb.store.tables.cards import cards
from kb.store.tables.notes import folders, notes, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A remembered folder."""

    id: FolderId
    root: str
    """Absolute."""
    extensions: tuple[str, ...]
    """None at all: only files that were named are its notes."""
    forgotten: bool
    notes: int
    """Living ones."""


async def all_folders(connection: AsyncConnection) -> tuple[Folder, ...]:
    """Returns all folders, forgotten ones too, in the order of their roots."""
    living = (
        select(notes.c.folder_id, func.count().label("notes"))
        .where(notes.c.gone_at.is_(None))
        .group_by(notes.c.folder_id)
        .subquery()
    )
    rows = await connection.execute(
        select(folders, func.coalesce(living.c.notes, 0).label("notes"))
        .outerjoin(living, living.c.folder_id == folders.c.id)
        .order_by(folders.c.root)
    )
    return tuple(
        Folder(
            id=FolderId(row.id),
            root=row.root,
            extensions=tuple(row.extensions),
            forgotten=row.forgotten_at is not None,
            notes=row.notes,
        )
        for row in rows
    )


async def remember_folder(
    connection: AsyncConnection,
    root: str,
    extensions: Iterable[str],
    now: datetime,
    *,
    new_id: FolderId | None = None,
) -> FolderId:
    """Adds the folder, or brings back a forgotten one, and returns its id.

    Args:
        connection: in a transaction that writes.
        root: absolute.
        extensions: of its notes.
        now: aware.
        new_id: what a new folder is to have; the next one when absent.
    """
    known = await connection.execute(select(folders.c.id).where(folders.c.root == root))
    found = known.scalar()
    values: dict[str, Any] = {"extensions": list(extensions), "forgotten_at": None}
    if found is not None:
        await connection.execute(update(folders).where(folders.c.id == found).values(values))
        return FolderId(found)
    values |= {"root": root, "added_at": now} | ({"id": new_id} if new_id is not None else {})
    added = insert(folders).values(values).returning(folders.c.id)
    return FolderId((await connection.execute(added)).scalar_one())


async def forget(connection: AsyncConnection, folder: FolderId, now: datetime) -> None:
    """Forgets the folder. Its notes are gone, and come back whole if it is imported again.

    So do their cards, which are retired until then.
    """
    await connection.execute(update(folders).where(folders.c.id == folder).values(forgotten_at=now))
    await connection.execute(
        update(notes)
        .where(notes.c.folder_id == folder, notes.c.gone_at.is_(None))
        .values(gone_at=now)
    )
    theirs = select(notes.c.id).where(notes.c.folder_id == folder)
    await connection.execute(retirement().where(cards.c.note_id.in_(theirs)))
    await connection.execute(delete(problems).where(problems.c.folder_id == folder))


async def move_root(connection: AsyncConnection, folder: FolderId, root: str) -> None:
    """Says that the folder is now found at ``root``, with the same files in it."""
    await connection.execute(update(folders).where(folders.c.id == folder).values(root=root))


async def absorb(connection: AsyncConnection, outer: Folder, inner: Folder) -> None:
    """Makes the notes of ``inner``, a folder inside ``outer`` or at its root, notes of ``outer``.

    Files that ``outer`` would not take by their ending count as named.
    """
    inside = PurePath(inner.root).relative_to(outer.root)
    prefix = f"{inside.as_posix()}/" if inside.parts else ""
    endings = (func.lower(notes.c.path).endswith(each) for each in outer.extensions)
    foreign = ~or_(false(), *endings)
    await connection.execute(
        update(notes).where(notes.c.folder_id == inner.id, foreign).values(named=True)
    )
    for table in (notes, problems):
        await connection.execute(
            update(table)
            .where(table.c.folder_id == inner.id)
            .values(folder_id=outer.id, path=prefix + table.c.path)
        )
    await connection.execute(delete(folders).where(folders.c.id == inner.id))
