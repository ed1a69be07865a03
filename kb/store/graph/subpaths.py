"""Links to a heading or a block, and whether the note has it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import FolderId, NoteId
from kb.store.tables.bulk import chunks
from kb.store.tables.notes import links, note_texts, notes, sections


@dataclass(frozen=True, slots=True, kw_only=True)
class SubpathLink:
    """A link to a part of a note."""

    path: str
    """Of the note in which it stands."""
    line: int
    target: str
    subpath: str
    to_note_id: NoteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """What a note's parts are called."""

    path: str
    title: str
    headings: tuple[str, ...]
    body: str


async def doubtful_subpaths(
    connection: AsyncConnection, folder: FolderId
) -> tuple[SubpathLink, ...]:
    """Returns the links of a folder's notes to a part that is not plainly there.

    Most links name a heading as it is written; those are sorted out here, where they cost least.
    """
    named = select(sections.c.note_id).where(
        sections.c.note_id == links.c.to_note_id,
        func.lower(links.c.subpath) == func.lower("#" + sections.c.heading),
    )
    rows = await connection.execute(
        select(notes.c.path, links.c.line, links.c.target, links.c.subpath, links.c.to_note_id)
        .join(notes, notes.c.id == links.c.note_id)
        .where(
            notes.c.folder_id == folder,
            notes.c.gone_at.is_(None),
            links.c.subpath.is_not(None),
            links.c.to_note_id.is_not(None),
            ~exists(named),
        )
        .order_by(notes.c.path, links.c.line, links.c.position)
    )
    return tuple(
        SubpathLink(path=path, line=line, target=target, subpath=subpath, to_note_id=NoteId(to))
        for path, line, target, subpath, to in rows.all()
    )


async def headings_of(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, Headed]:
    """Returns what the parts of each note are called, and its text."""
    found: dict[NoteId, Headed] = {}
    for some in chunks(sorted(note_ids)):
        headings: dict[int, list[str]] = defaultdict(list)
        listed = await connection.execute(
            select(sections.c.note_id, sections.c.heading)
            .where(sections.c.note_id.in_(some))
            .order_by(sections.c.note_id, sections.c.position)
        )
        for note_id, heading in listed.all():
            headings[note_id].append(heading)
        rows = await connection.execute(
            select(notes.c.id, notes.c.path, notes.c.title, note_texts.c.body)
            .join(note_texts, note_texts.c.note_id == notes.c.id)
            .where(notes.c.id.in_(some))
        )
        for note_id, path, title, body in rows.all():
            found[NoteId(note_id)] = Headed(
                path=path, title=title, headings=tuple(headings[note_id]), body=body
            )
    return found
