"""Links to a heading or a block inside a note, and what the notes have."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.tables.bulk import rows_in
from kb.store.tables.notes import links, note_texts, notes, sections
from kb.store.tables.predicates import IS_LIVING


@dataclass(frozen=True, slots=True, kw_only=True)
class SubpathLink:
    """A link to a heading or a block."""

    path: str
    """Of the note with the link."""
    line: int
    target: str
    subpath: str
    to_note_id: NoteId


@dataclass(frozen=True, slots=True, kw_only=True)
class SubpathTarget:
    """What links to parts of a note can name."""

    path: str
    title: str
    headings: tuple[str, ...]
    body: str


async def doubtful_subpaths(
    connection: AsyncConnection, folder: FolderId
) -> tuple[SubpathLink, ...]:
    """Return the links of a folder's notes to a heading or block that may not exist.

    Links that name a heading exactly as written, as most do, are filtered out in SQL.
    """
    aimed_at = select(links.c.to_note_id).where(links.c.subpath.is_not(None))
    # All at once, not for each link: a note can have thousands of headings, and of links to them.
    part = func.lower("#" + sections.c.heading).label("part")
    named = select(sections.c.note_id, part).where(sections.c.note_id.in_(aimed_at)).distinct()
    by_name = named.subquery()
    is_named = and_(
        by_name.c.note_id == links.c.to_note_id, by_name.c.part == func.lower(links.c.subpath)
    )
    rows = await connection.execute(
        select(notes.c.path, links.c.line, links.c.target, links.c.subpath, links.c.to_note_id)
        .join(notes, notes.c.id == links.c.note_id)
        .outerjoin(by_name, is_named)
        .where(notes.c.folder_id == folder, IS_LIVING, links.c.subpath.is_not(None))
        .where(links.c.to_note_id.is_not(None), by_name.c.note_id.is_(None))
        .order_by(notes.c.path, links.c.line, links.c.position)
    )
    return tuple(SubpathLink(**row._asdict()) for row in rows)


async def headings_of(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, SubpathTarget]:
    """Return the headings and the text of each note."""
    headings: dict[int, list[str]] = defaultdict(list)
    ordered = select(sections.c.note_id, sections.c.heading).order_by(
        sections.c.note_id, sections.c.position
    )
    for note_id, heading in await rows_in(connection, ordered, sections.c.note_id, note_ids):
        headings[note_id].append(heading)
    query = select(notes.c.id, notes.c.path, notes.c.title, note_texts.c.body)
    query = query.join(note_texts, note_texts.c.note_id == notes.c.id)
    return {
        NoteId(note_id): SubpathTarget(
            path=path, title=title, headings=tuple(headings[note_id]), body=body
        )
        for note_id, path, title, body in await rows_in(connection, query, notes.c.id, note_ids)
    }
