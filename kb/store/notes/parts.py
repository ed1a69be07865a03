"""The parts that hang on a note, read back: sections, items, sources, properties."""

from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.notes.note import Item, Property, Section, Source
from kb.store.tables.notes import items, properties, sections, sources

_ITEM: Final = ("name", "description", "code", "language", "heading", "line", "name_is_code")


async def sections_of(connection: AsyncConnection, note_id: NoteId) -> tuple[Section, ...]:
    """Returns the note's sections, without their text, in order."""
    rows = await connection.execute(_of(sections, note_id))
    return tuple(
        Section(heading=row.heading, level=row.level, line=row.line, text="") for row in rows
    )


async def items_of(connection: AsyncConnection, note_id: NoteId) -> tuple[Item, ...]:
    """Returns the note's items, in order."""
    rows = await connection.execute(_of(items, note_id))
    return tuple(Item(**{name: row[name] for name in _ITEM}) for row in rows.mappings())


async def sources_of(connection: AsyncConnection, note_id: NoteId) -> tuple[Source, ...]:
    """Returns where the note's content comes from, in order."""
    rows = await connection.execute(_of(sources, note_id))
    return tuple(Source(text=row.text, url=row.url, line=row.line) for row in rows)


async def properties_of(connection: AsyncConnection, note_id: NoteId) -> tuple[Property, ...]:
    """Returns the note's properties, in order."""
    rows = await connection.execute(_of(properties, note_id))
    return tuple(
        Property(key=row["key"], values=tuple(row["values"]), line=row["line"])
        for row in rows.mappings()
    )


def _of(table: Table, note_id: NoteId) -> Any:  # noqa: ANN401  # a Select of whatever it has
    return select(table).where(table.c.note_id == note_id).order_by(table.c.position)
