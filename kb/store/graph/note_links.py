"""The links of one note, both ways."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.graph.links import IS_CONCEPT
from kb.store.tables.notes import folders, links, notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A link from the note."""

    target: str
    """As written."""
    relation: str
    line: int
    text: str
    title: str | None
    """Of the note it leads to."""
    folder: str | None
    path: str | None
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A link to the note, from another."""

    title: str
    folder: str
    path: str
    relation: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrittenLink:
    """A link to a concept that nobody has written."""

    target: str
    """As written."""
    folder: FolderId
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbiguousLink:
    """A link that could mean several notes."""

    path: str
    line: int
    target: str
    candidates: tuple[str, ...]
    """Paths; the first is taken."""


async def links_from(connection: AsyncConnection, note_id: NoteId) -> tuple[Outgoing, ...]:
    """Returns the note's links to concepts, in the order of lines."""
    rows = await connection.execute(
        select(links, notes.c.title, notes.c.path, folders.c.root)
        .outerjoin(notes, notes.c.id == links.c.to_note_id)
        .outerjoin(folders, folders.c.id == notes.c.folder_id)
        .where(links.c.note_id == note_id, IS_CONCEPT)
        .order_by(links.c.line, links.c.position)
    )
    return tuple(
        Outgoing(
            target=row.target,
            relation=row.relation,
            line=row.line,
            text=row.text,
            title=row.title,
            folder=row.root,
            path=row.path,
            rule=row.rule,
        )
        for row in rows
    )


async def linked_notes(connection: AsyncConnection, note_id: NoteId) -> tuple[NoteId, ...]:
    """Returns the notes that a note links to, itself not among them."""
    found = await connection.execute(
        select(links.c.to_note_id)
        .where(
            links.c.note_id == note_id,
            links.c.to_note_id.is_not(None),
            links.c.to_note_id != note_id,
        )
        .distinct()
        .order_by(links.c.to_note_id)
    )
    return tuple(NoteId(each) for each in found.scalars())


async def links_to(connection: AsyncConnection, note_id: NoteId) -> tuple[Incoming, ...]:
    """Returns the links of living other notes to this one."""
    rows = await connection.execute(
        select(links, notes.c.title, notes.c.path, folders.c.root)
        .join(notes, notes.c.id == links.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(links.c.to_note_id == note_id, links.c.note_id != note_id, notes.c.gone_at.is_(None))
        .order_by(notes.c.title, notes.c.path, folders.c.root, links.c.line, links.c.position)
    )
    return tuple(
        Incoming(
            title=row.title,
            folder=row.root,
            path=row.path,
            relation=row.relation,
            line=row.line,
            text=row.text,
        )
        for row in rows
    )


async def links_to_unwritten(
    connection: AsyncConnection, keys: Collection[str]
) -> tuple[UnwrittenLink, ...]:
    """Returns the links of living notes to concepts without a note that any of the keys means."""
    rows = await connection.execute(
        select(links.c.target, notes.c.folder_id, notes.c.path)
        .join(notes, notes.c.id == links.c.note_id)
        .where(
            links.c.target_key.in_(keys),
            links.c.to_note_id.is_(None),
            IS_CONCEPT,
            notes.c.gone_at.is_(None),
        )
        .order_by(notes.c.path, notes.c.folder_id, links.c.position)
    )
    return tuple(
        UnwrittenLink(target=target, folder=FolderId(folder), path=path)
        for target, folder, path in rows
    )


async def ambiguous_links(
    connection: AsyncConnection, folder: FolderId
) -> tuple[AmbiguousLink, ...]:
    """Returns the links in a folder's living notes that could mean several notes."""
    rows = await connection.execute(
        select(notes.c.path, links.c.line, links.c.target, links.c.candidates)
        .join(notes, notes.c.id == links.c.note_id)
        .where(
            notes.c.folder_id == folder,
            notes.c.gone_at.is_(None),
            links.c.candidates.is_not(None),
        )
        .order_by(notes.c.path, links.c.line, links.c.position)
    )
    return tuple(
        AmbiguousLink(path=path, line=line, target=target, candidates=tuple(candidates))
        for path, line, target, candidates in rows
    )
