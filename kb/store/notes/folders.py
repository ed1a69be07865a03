"""The folders that the user imported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import delete, false, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.cards.status import retirement
from kb.store.notes.attachments import forget_attachments
from kb.store.notes.files import mark_gone
from kb.store.tables.cards import cards
from kb.store.tables.notes import folders, notes, problems
from kb.store.tables.predicates import IS_LIVING, is_in_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder that was imported."""

    id: FolderId
    root: str
    """Absolute."""
    extensions: tuple[str, ...]
    """None: only files that the user named are its notes."""
    forgotten: bool
    notes: int
    """Living ones."""


async def all_folders(connection: AsyncConnection) -> tuple[Folder, ...]:
    """Return all folders, forgotten ones too, by their roots."""
    living = (
        select(notes.c.folder_id, func.count().label("notes"))
        .where(IS_LIVING)
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


async def lies_in_folder(connection: AsyncConnection, folder: str) -> bool:
    """Return whether a note, even one that is gone, lies in a folder, by its name or path."""
    query = select(notes.c.id).where(is_in_folder(folder)).limit(1)
    return (await connection.execute(query)).first() is not None


async def remembered_folders(connection: AsyncConnection) -> tuple[Folder, ...]:
    """Return the folders that are not forgotten, by their roots."""
    return tuple(folder for folder in await all_folders(connection) if not folder.forgotten)


async def folder_roots(connection: AsyncConnection) -> dict[FolderId, Path]:
    """Return the root of each folder, forgotten ones too."""
    rows = await connection.execute(select(folders.c.id, folders.c.root))
    return {FolderId(folder_id): Path(root) for folder_id, root in rows}


async def remember_folder(
    connection: AsyncConnection,
    root: str,
    extensions: Iterable[str],
    now: datetime,
    *,
    new_id: FolderId | None = None,
) -> FolderId:
    """Add the folder with this absolute path, or bring back a forgotten one; return its id."""
    known_id = await connection.scalar(select(folders.c.id).where(folders.c.root == root))
    values: dict[str, Any] = {"extensions": list(extensions), "forgotten_at": None}
    if known_id is not None:
        await connection.execute(update(folders).where(folders.c.id == known_id).values(values))
        return FolderId(known_id)
    values |= {"root": root, "added_at": now} | ({"id": new_id} if new_id is not None else {})
    added = insert(folders).values(values).returning(folders.c.id)
    return FolderId((await connection.execute(added)).scalar_one())


async def mark_forgotten(connection: AsyncConnection, folder: FolderId, now: datetime) -> None:
    """Forget the folder: mark its notes as gone, retire their cards, drop its problems.

    Importing it again brings notes and cards back.
    """
    await connection.execute(update(folders).where(folders.c.id == folder).values(forgotten_at=now))
    note_ids = select(notes.c.id).where(notes.c.folder_id == folder)
    living = (await connection.scalars(note_ids.where(IS_LIVING))).all()
    await mark_gone(connection, list(map(NoteId, living)), now)
    await connection.execute(retirement().where(cards.c.note_id.in_(note_ids)))
    await connection.execute(delete(problems).where(problems.c.folder_id == folder))


async def move_root(connection: AsyncConnection, folder: FolderId, root: str) -> None:
    """Record that the folder, with the same files in it, is now at ``root``."""
    await connection.execute(update(folders).where(folders.c.id == folder).values(root=root))


async def absorb(connection: AsyncConnection, outer: Folder, inner: Folder) -> None:
    """Make the notes of ``inner``, a folder inside ``outer`` or at its root, notes of ``outer``.

    Files whose extension ``outer`` does not import count as named by the user.
    """
    await forget_attachments(connection, inner.id)
    await forget_attachments(connection, outer.id)
    inside = PurePath(inner.root).relative_to(outer.root)
    prefix = f"{inside.as_posix()}/" if inside.parts else ""
    imported = (func.lower(notes.c.path).endswith(extension) for extension in outer.extensions)
    foreign = ~or_(false(), *imported)
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
