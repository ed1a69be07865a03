"""One note with all its parts, as ``kb show`` shows it; its links are in the graph's room."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.notes.note import Item, Property, Section, Source
from kb.store.notes.listing import IS_CARD, aliases_of, tags_of
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards
from kb.store.tables.notes import folders, items, note_texts, notes, properties, sections, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeNote:
    """A note without its links."""

    title: str
    folder: str
    path: str
    kind: str | None
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    definition: str | None
    sections: tuple[Section, ...]
    """Without their text."""
    items: tuple[Item, ...]
    sources: tuple[Source, ...]
    reflection: str | None
    properties: tuple[Property, ...]
    cards: int
    flattened: bool
    """Whether the mark-up had been lost and was rebuilt."""
    body: str
    """Markdown."""


class ShownText(NamedTuple):
    """What another note may show of a note."""

    title: str
    body: str
    """Markdown."""


async def texts_of(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, ShownText]:
    """Return the titles and bodies of notes."""
    query = select(notes.c.id, notes.c.title, note_texts.c.body).join(
        note_texts, note_texts.c.note_id == notes.c.id
    )
    rows = await rows_in(connection, query, notes.c.id, note_ids)
    return {NoteId(note_id): ShownText(title, body) for note_id, title, body in rows}


async def whole_note(connection: AsyncConnection, note_id: NoteId) -> WholeNote:
    """Return a note and its parts, each kind of part in the note's order."""
    card_count = select(func.count()).where(cards.c.note_id == note_id, IS_CARD).scalar_subquery()
    rows = await connection.execute(
        select(
            *(notes.c[name] for name in ("title", "path", "kind", "flattened")),
            *(note_texts.c[name] for name in ("definition", "reflection", "body")),
            folders.c.root.label("folder"),
            card_count.label("cards"),
        )
        .join(folders, folders.c.id == notes.c.folder_id)
        .join(note_texts, note_texts.c.note_id == notes.c.id)
        .where(notes.c.id == note_id)
    )
    headings = await _parts(connection, sections, note_id)
    return WholeNote(
        **rows.mappings().one(),
        aliases=(await aliases_of(connection, [note_id])).get(note_id, ()),
        tags=(await tags_of(connection, [note_id])).get(note_id, ()),
        sections=tuple(Section(**row, text="") for row in headings),
        items=tuple(Item(**row) for row in await _parts(connection, items, note_id)),
        sources=tuple(Source(**row) for row in await _parts(connection, sources, note_id)),
        properties=tuple(
            Property(key=row["key"], values=tuple(row["values"]), line=row["line"])
            for row in await _parts(connection, properties, note_id)
        ),
    )


async def _parts(
    connection: AsyncConnection, table: Table, note_id: NoteId
) -> Sequence[RowMapping]:
    """Return a note's rows of a table, without the columns of its key."""
    columns: list[Any] = [column for column in table.c if not column.primary_key]
    query = select(*columns).where(table.c.note_id == note_id).order_by(table.c.position)
    return (await connection.execute(query)).mappings().all()
