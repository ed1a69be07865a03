"""The folders that a note lies in, and how many notes lie there."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.tables.notes import notes
from kb.store.tables.predicates import IS_LIVING

_AFTER_SLASH: Final = chr(ord("/") + 1)


async def notes_below(
    connection: AsyncConnection, root: FolderId, folders: Sequence[str]
) -> dict[str, int]:
    """Return how many living notes lie in each folder of an imported one, or below it."""
    if not folders:
        return {}
    counts = [
        select(func.count()).select_from(notes).where(_within(root, folder)).scalar_subquery()
        for folder in folders
    ]
    row = (await connection.execute(select(*counts))).one()
    return dict(zip(folders, row, strict=True))


async def paths_below(
    connection: AsyncConnection, root: FolderId, folder: str, limit: int
) -> dict[NoteId, str]:
    """Return the paths of up to ``limit`` living notes in a folder or below it, sorted."""
    rows = await connection.execute(
        select(notes.c.id, notes.c.path)
        .where(_within(root, folder))
        .order_by(notes.c.path)
        .limit(limit)
    )
    return {NoteId(note): path for note, path in rows}


def _within(root: FolderId, folder: str) -> ColumnElement[bool]:
    path = notes.c.path
    return and_(
        notes.c.folder_id == root, path >= f"{folder}/", path < f"{folder}{_AFTER_SLASH}", IS_LIVING
    )
