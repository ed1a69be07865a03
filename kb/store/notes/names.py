"""Living notes with the names they can be linked by: all, or those that a few names mean."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.keys import lookup_keys
from kb.graph.resolve import FolderId, NamedNote, NoteId
from kb.store.tables.bulk import IN_LIMIT, chunks, rows_in
from kb.store.tables.notes import aliases, folders, notes
from kb.store.tables.predicates import IS_LIVING

_MANY: Final = 5 * IN_LIMIT
"""More look-ups than this cost more than reading all notes once."""


async def all_named(connection: AsyncConnection) -> tuple[NamedNote, ...]:
    """Return all living notes."""
    return await _named(connection, [true()])


async def living_notes(connection: AsyncConnection) -> int:
    """Return how many notes are living."""
    query = select(func.count()).select_from(notes).where(IS_LIVING)
    return int((await connection.execute(query)).scalar_one())


async def has_note_at(connection: AsyncConnection, folder: FolderId, path: str) -> bool:
    """Return whether a folder has, or had, a note at a path relative to it."""
    query = select(notes.c.id).where(notes.c.folder_id == folder, notes.c.path == path).limit(1)
    return await connection.scalar(query) is not None


async def paths_with(connection: AsyncConnection, text: str) -> dict[NoteId, str]:
    """Return the paths of the living notes whose paths contain a text, in any case."""
    contains = notes.c.path.icontains(text, autoescape=True)
    rows = await connection.execute(select(notes.c.id, notes.c.path).where(IS_LIVING, contains))
    return {NoteId(note_id): path for note_id, path in rows}


async def living_paths(
    connection: AsyncConnection, folder: FolderId
) -> tuple[tuple[NoteId, str], ...]:
    """Return the living notes of a folder, each with its path."""
    query = select(notes.c.id, notes.c.path).where(IS_LIVING, notes.c.folder_id == folder)
    return tuple((NoteId(id_), path) for id_, path in await connection.execute(query))


async def ids_at(
    connection: AsyncConnection, paths: Collection[str]
) -> dict[tuple[str, str], NoteId]:
    """Return the living notes at these paths, by folder and path."""
    query = (
        select(folders.c.root, notes.c.path, notes.c.id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(IS_LIVING)
    )
    rows = await rows_in(connection, query, notes.c.path, paths)
    return {(root, path): NoteId(note_id) for root, path, note_id in rows}


async def titles_of(connection: AsyncConnection, note_ids: Collection[NoteId]) -> dict[NoteId, str]:
    """Return the titles of living notes."""
    query = select(notes.c.id, notes.c.title).where(IS_LIVING)
    rows = await rows_in(connection, query, notes.c.id, note_ids)
    return {NoteId(note_id): title for note_id, title in rows}


async def living_ids(connection: AsyncConnection) -> tuple[NoteId, ...]:
    """Return all living notes, by title."""
    rows = await connection.execute(
        select(notes.c.id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(IS_LIVING)
        .order_by(notes.c.title_key, notes.c.path, folders.c.root)
    )
    return tuple(map(NoteId, rows.scalars()))


async def named_by_id(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> tuple[NamedNote, ...]:
    """Return those of the notes that are living."""
    if len(note_ids) > _MANY:
        ids = frozenset(note_ids)
        return tuple(note for note in await all_named(connection) if note.id in ids)
    return await _named(connection, [notes.c.id.in_(some) for some in chunks(sorted(note_ids))])


async def named_in(
    connection: AsyncConnection, folder_ids: Collection[FolderId]
) -> tuple[NamedNote, ...]:
    """Return the living notes of the folders."""
    return await _named(connection, [notes.c.folder_id.in_(folder_ids)])


async def named_by(connection: AsyncConnection, names: Collection[str]) -> tuple[NamedNote, ...]:
    """Return all living notes that any of the names can mean, and perhaps others."""
    if len(names) > _MANY or (len(names) > IN_LIMIT > await living_notes(connection)):
        return await all_named(connection)
    keys = sorted(frozenset().union(*map(lookup_keys, names)))
    conditions = [
        or_(
            notes.c.file_key.in_(some),
            notes.c.title_key.in_(some),
            notes.c.id.in_(select(aliases.c.note_id).where(aliases.c.alias_key.in_(some))),
        )
        for some in chunks(keys)
    ]
    return await _named(connection, conditions)


async def _named(
    connection: AsyncConnection, conditions: Sequence[ColumnElement[bool]]
) -> tuple[NamedNote, ...]:
    fields: dict[NoteId, tuple[FolderId, str, str]] = {}
    aliases_by_note: dict[NoteId, dict[int, str]] = defaultdict(dict)
    query = select(notes.c.id, notes.c.folder_id, notes.c.path, notes.c.title)
    of_notes = select(aliases.c.note_id, aliases.c.position, aliases.c.alias).join(
        notes, notes.c.id == aliases.c.note_id
    )
    for condition in conditions:
        rows = await connection.execute(query.where(IS_LIVING, condition))
        fields.update((note_id, (folder, path, title)) for note_id, folder, path, title in rows)
        names = await connection.execute(of_notes.where(IS_LIVING, condition))
        for note_id, position, alias in names:
            aliases_by_note[note_id][position] = alias
    return tuple(
        NamedNote(
            id=note_id,
            folder=folder,
            path=path,
            title=title,
            aliases=tuple(alias for _, alias in sorted(aliases_by_note[note_id].items())),
        )
        for note_id, (folder, path, title) in fields.items()
    )
