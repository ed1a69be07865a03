"""The links of one note, both ways."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.notes.attachments import AttachmentId
from kb.store.tables.bulk import rows_in
from kb.store.tables.notes import folders, links, notes
from kb.store.tables.predicates import IS_CONCEPT, IS_LIVING


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingLink:
    """A link from the note to a concept."""

    target: str
    """As written."""
    relation: str
    title: str | None
    """Of the note it leads to; absent for a concept without a note."""
    path: str | None
    """Likewise."""
    line: int
    rule: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlink:
    """A link to the note, from another."""

    title: str
    path: str
    relation: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwrittenLink:
    """A link to a concept that has no note yet."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMeaning:
    """Where a link, or what embeds something, leads."""

    source: NoteId
    target: str
    """As written, without what names a part."""
    embed: bool
    note: NoteId | None
    """None if it is missing, or a file that is no note."""
    attachment: AttachmentId | None
    """Likewise, the other way round."""


async def link_meanings(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> tuple[WrittenMeaning, ...]:
    """Return where the links of notes lead, those to files too; without those that lead nowhere."""
    query = select(
        links.c.note_id.label("source"),
        links.c.target,
        links.c.embed,
        links.c.to_note_id.label("note"),
        links.c.attachment_id.label("attachment"),
    ).where(or_(links.c.to_note_id.is_not(None), links.c.attachment_id.is_not(None)))
    rows = await rows_in(connection, query, links.c.note_id, note_ids)
    return tuple(WrittenMeaning(**row._asdict()) for row in rows)


async def links_from(connection: AsyncConnection, note_id: NoteId) -> tuple[OutgoingLink, ...]:
    """Return the note's links to concepts, in the order of lines."""
    rows = await connection.execute(
        select(
            *(links.c[name] for name in ("target", "relation", "line", "rule", "text")),
            notes.c.title,
            notes.c.path,
        )
        .outerjoin(notes, notes.c.id == links.c.to_note_id)
        .where(links.c.note_id == note_id, IS_CONCEPT)
        .order_by(links.c.line, links.c.position)
    )
    return tuple(OutgoingLink(**row) for row in rows.mappings())


async def linked_notes(connection: AsyncConnection, note_id: NoteId) -> tuple[NoteId, ...]:
    """Return the other notes that a note links to, in the order of the first links."""
    note_ids = await connection.scalars(
        select(links.c.to_note_id)
        .where(links.c.note_id == note_id, links.c.to_note_id != note_id)
        .group_by(links.c.to_note_id)
        .order_by(func.min(links.c.position))
    )
    return tuple(map(NoteId, note_ids))


async def links_to(connection: AsyncConnection, note_id: NoteId) -> tuple[Backlink, ...]:
    """Return the links of other living notes to this one."""
    rows = await connection.execute(
        select(
            notes.c.title, notes.c.path, *(links.c[name] for name in ("relation", "line", "text"))
        )
        .join(notes, notes.c.id == links.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(links.c.to_note_id == note_id, links.c.note_id != note_id, IS_LIVING)
        .order_by(notes.c.title, notes.c.path, folders.c.root, links.c.line, links.c.position)
    )
    return tuple(Backlink(**row) for row in rows.mappings())


async def links_to_unwritten(
    connection: AsyncConnection, keys: Collection[str]
) -> tuple[UnwrittenLink, ...]:
    """Return the links of living notes to concepts without a note that any of the keys means."""
    rows = await connection.execute(
        select(links.c.target, notes.c.folder_id.label("folder"), notes.c.path)
        .join(notes, notes.c.id == links.c.note_id)
        .join(folders, folders.c.id == notes.c.folder_id)
        .where(links.c.target_key.in_(keys), links.c.to_note_id.is_(None), IS_CONCEPT, IS_LIVING)
        .order_by(notes.c.path, folders.c.root, links.c.position)
    )
    return tuple(UnwrittenLink(**row) for row in rows.mappings())


async def ambiguous_links(
    connection: AsyncConnection, folder: FolderId
) -> tuple[AmbiguousLink, ...]:
    """Return the links in a folder's living notes that could mean several notes."""
    rows = await connection.execute(
        select(notes.c.path, links.c.line, links.c.target, links.c.candidates)
        .join(notes, notes.c.id == links.c.note_id)
        .where(notes.c.folder_id == folder, IS_LIVING, links.c.candidates.is_not(None))
        .order_by(notes.c.path, links.c.line, links.c.position)
    )
    return tuple(
        AmbiguousLink(path=path, line=line, target=target, candidates=tuple(candidates))
        for path, line, target, candidates in rows
    )
