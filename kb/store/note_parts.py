"""The parts that hang on a note: aliases, sections, items, sources, properties."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.notes.names import name_key
from kb.notes.note import Item, Note, Property, Section, Source
from kb.store.bulk import insert_rows
from kb.store.tables import aliases, items, links, note_tags, properties, sections, sources

PARTS: Final = (aliases, note_tags, sections, items, links, sources, properties)
"""What is written anew when a note has changed."""

_ITEM: Final = ("name", "description", "code", "language", "heading", "line", "name_is_code")


async def insert_parts(connection: AsyncConnection, notes: Sequence[tuple[NoteId, Note]]) -> None:
    """Writes the parts of notes that have none, but for tags and links."""

    async def insert(table: Table, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        await insert_rows(connection, table, ("note_id", "position", *names), rows)

    await insert(
        aliases,
        ("alias", "alias_key"),
        [
            (note_id, at, each, name_key(each))
            for note_id, note in notes
            for at, each in enumerate(note.aliases)
        ],
    )
    await insert(
        sections,
        ("heading", "level", "line"),
        [
            (note_id, at, each.heading, each.level, each.line)
            for note_id, note in notes
            for at, each in enumerate(note.sections)
        ],
    )
    await insert(
        items,
        _ITEM,
        [
            (note_id, at, *(getattr(each, name) for name in _ITEM))
            for note_id, note in notes
            for at, each in enumerate(note.items)
        ],
    )
    await insert(
        sources,
        ("text", "url", "line"),
        [
            (note_id, at, each.text, each.url, each.line)
            for note_id, note in notes
            for at, each in enumerate(note.sources)
        ],
    )
    await insert(
        properties,
        ("key", "values", "line"),
        [
            (note_id, at, each.key, list(each.values), each.line)
            for note_id, note in notes
            for at, each in enumerate(note.properties)
        ],
    )


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
