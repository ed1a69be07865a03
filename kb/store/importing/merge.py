"""Writing notes: all that was staged, in a few statements for all of them.

SQLite's part of an import is here, and it is the whole time for which other writers wait: about two
seconds for 10,000 notes and their cards.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.importing.rows import COLUMNS
from kb.store.importing.search_index import index_staged, unindex, wants_rebuild
from kb.store.importing.staging import common_meanings, joined_links, meanings, places, staged
from kb.store.tables.columns import UtcDateTime
from kb.store.tables.notes import (
    aliases,
    items,
    links,
    note_tags,
    note_texts,
    notes,
    properties,
    sections,
    sources,
    tags,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is true of all files of one import."""

    read_with: str
    """The reader's version: another one may read other things in the same bytes."""
    now: datetime


PARTS: Final = (aliases, note_tags, sections, items, links, sources, properties)
"""What is written anew when a note has changed."""

PLAIN_PARTS: Final = (note_texts, aliases, sections, items, sources, properties)
"""Tables that take what is staged as it is."""


async def merge_notes(connection: AsyncConnection, reading: Reading) -> None:
    """Moves what was staged, and has a place, into the store; the links as they were resolved.

    Notes take ids and paths that others have until then, so all of them leave their paths first.
    """
    rebuild = await _wants_rebuild(connection)
    old = select(places.c.note_id).where(places.c.is_new.is_(False))
    if (await connection.execute(old.limit(1))).first():
        await unindex(connection, old, rebuild=rebuild)
        for table in (note_texts, *PARTS):
            await connection.execute(delete(table).where(table.c.note_id.in_(old)))
        await _update(connection, reading)
    await _insert(connection, reading)
    for table in PLAIN_PARTS:
        await _move(connection, table)
    await _move_tags(connection)
    await move_links(connection)
    await index_staged(connection, rebuild=rebuild)


async def highest_note_id(connection: AsyncConnection) -> NoteId:
    """Returns the highest id that a note has; 0 where there is none."""
    return NoteId((await connection.execute(select(func.max(notes.c.id)))).scalar() or 0)


async def _wants_rebuild(connection: AsyncConnection) -> bool:
    changed = (await connection.execute(select(func.count()).select_from(places))).scalar_one()
    known = (await connection.execute(select(func.count()).select_from(notes))).scalar_one()
    return wants_rebuild(changed, known)


def _values(reading: Reading) -> dict[str, ColumnElement[Any]]:
    """Returns what each column of a note is to hold."""
    read = staged["notes"]
    values: dict[str, ColumnElement[Any]] = {
        "folder_id": places.c.folder_id,
        "named": places.c.named,
        "read_with": literal(reading.read_with),
        "read_at": literal(reading.now, UtcDateTime),
    }
    return values | {name: read.c[name] for name in COLUMNS["notes"][1:]}


async def _update(connection: AsyncConnection, reading: Reading) -> None:
    read = staged["notes"]
    old = select(places.c.note_id).where(places.c.is_new.is_(False))
    await connection.execute(
        update(notes).where(notes.c.id.in_(old)).values(gone_at=literal(reading.now, UtcDateTime))
    )
    await connection.execute(
        update(notes)
        .where(
            notes.c.id == places.c.note_id,
            places.c.is_new.is_(False),
            read.c.ref == places.c.ref,
        )
        .values({**_values(reading), "gone_at": None})
    )


async def _insert(connection: AsyncConnection, reading: Reading) -> None:
    read = staged["notes"]
    values = _values(reading)
    rows = (
        select(places.c.note_id, *values.values())
        .join_from(places, read, read.c.ref == places.c.ref)
        .where(places.c.is_new.is_(True))
        .order_by(places.c.ref)
    )
    await connection.execute(insert(notes).from_select(["id", *values], rows))


async def _move(connection: AsyncConnection, table: Table) -> None:
    source = staged[table.name]
    names = COLUMNS[table.name][1:]
    rows = select(places.c.note_id, *(source.c[name] for name in names)).join_from(
        source, places, places.c.ref == source.c.ref
    )
    await connection.execute(insert(table).from_select(["note_id", *names], rows))


async def _move_tags(connection: AsyncConnection) -> None:
    source = staged["note_tags"]
    new = (
        select(source.c.name, source.c.tag_key)
        .join_from(source, places, places.c.ref == source.c.ref)
        .where(source.c.name.not_in(select(tags.c.name)))
        .distinct()
        .order_by(source.c.name)
    )
    await connection.execute(insert(tags).from_select(["name", "tag_key"], new))
    rows = (
        select(places.c.note_id, source.c.position, tags.c.id)
        .join_from(source, places, places.c.ref == source.c.ref)
        .join(tags, tags.c.name == source.c.name)
    )
    await connection.execute(insert(note_tags).from_select(["note_id", "position", "tag_id"], rows))


async def move_links(connection: AsyncConnection) -> None:
    """Moves the staged links into the store, each with its meaning."""
    source = staged["links"]
    names = COLUMNS["links"][1:]
    values = {
        "to_note_id": func.coalesce(common_meanings.c.to_note_id, meanings.c.to_note_id),
        "rule": func.coalesce(common_meanings.c.rule, meanings.c.rule),
        "candidates": meanings.c.candidates,
    }
    rows = select(
        places.c.note_id, *(source.c[name] for name in names), *values.values()
    ).select_from(joined_links())
    await connection.execute(insert(links).from_select(["note_id", *names, *values], rows))
