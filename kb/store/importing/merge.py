"""Merge staged notes into the store, in a few statements for all of them.

This is SQLite's part of an import, and the whole time for which other programs cannot write: about
two seconds for 10,000 notes and their cards.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.importing.rows import COLUMNS
from kb.store.importing.staging import common_meanings, joined_links, meanings, places, staged
from kb.store.search.index import (
    cjk_index,
    index_words,
    rebuild_is_faster,
    rebuild_words,
    unindex,
)
from kb.store.tables.columns import UtcDateTime
from kb.store.tables.layout import SEARCHED
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

PARTS: Final = (aliases, note_tags, sections, items, links, sources, properties)
"""Tables whose rows are written again when a note has changed."""

_COPIED: Final = (note_texts, aliases, sections, items, sources, properties)
"""Tables that take what is staged as it is."""


async def merge_notes(connection: AsyncConnection, now: datetime) -> None:
    """Move the staged notes that have a place into the store, and their links as resolved."""
    old = select(places.c.note_id).where(places.c.is_new.is_(False))
    changed = (await connection.execute(select(func.count()).select_from(places))).scalar_one()
    rebuild = await rebuild_is_faster(connection, changed)
    if (await connection.execute(old.limit(1))).first():
        await unindex(connection, old, rebuild=rebuild)
        for table in (note_texts, *PARTS):
            await connection.execute(delete(table).where(table.c.note_id.in_(old)))
        await _update(connection, now)
    await _insert(connection, now)
    for table in _COPIED:
        names = COLUMNS[table.name][1:]
        source = staged[table.name]
        rows = select(places.c.note_id, *(source.c[name] for name in names)).join_from(
            source, places, places.c.ref == source.c.ref
        )
        await connection.execute(insert(table).from_select(["note_id", *names], rows))
    await _insert_tags(connection)
    await _insert_links(connection)
    await _index(connection, rebuild=rebuild)


async def highest_note_id(connection: AsyncConnection) -> NoteId:
    """Return the highest id of a note; 0 without notes."""
    return NoteId((await connection.execute(select(func.max(notes.c.id)))).scalar() or 0)


def _values(now: datetime) -> dict[str, ColumnElement[Any]]:
    """Return what each column of a note is to hold."""
    read = staged["notes"]
    return {
        "folder_id": places.c.folder_id,
        "named": places.c.named,
        "read_at": literal(now, UtcDateTime),
        **{name: read.c[name] for name in COLUMNS["notes"][1:]},
    }


async def _update(connection: AsyncConnection, now: datetime) -> None:
    read = staged["notes"]
    old = select(places.c.note_id).where(places.c.is_new.is_(False))
    # A note may take the path that another one still has: gone notes have no claim to theirs.
    await connection.execute(
        update(notes).where(notes.c.id.in_(old)).values(gone_at=literal(now, UtcDateTime))
    )
    await connection.execute(
        update(notes)
        .where(
            notes.c.id == places.c.note_id,
            places.c.is_new.is_(False),
            read.c.ref == places.c.ref,
        )
        .values({**_values(now), "gone_at": None})
    )


async def _insert(connection: AsyncConnection, now: datetime) -> None:
    read = staged["notes"]
    values = _values(now)
    rows = (
        select(places.c.note_id, *values.values())
        .join_from(places, read, read.c.ref == places.c.ref)
        .where(places.c.is_new.is_(True))
        .order_by(places.c.ref)
    )
    await connection.execute(insert(notes).from_select(["id", *values], rows))


async def _insert_tags(connection: AsyncConnection) -> None:
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


async def _insert_links(connection: AsyncConnection) -> None:
    source = staged["links"]
    values = {name: source.c[name] for name in COLUMNS["links"][1:]} | {
        "to_note_id": func.coalesce(common_meanings.c.to_note_id, meanings.c.to_note_id),
        "rule": func.coalesce(common_meanings.c.rule, meanings.c.rule),
        "candidates": meanings.c.candidates,
    }
    rows = select(places.c.note_id, *values.values()).select_from(joined_links())
    await connection.execute(insert(links).from_select(["note_id", *values], rows))


async def _index(connection: AsyncConnection, *, rebuild: bool) -> None:
    if rebuild:
        await rebuild_words(connection)
    else:
        await index_words(connection, select(places.c.note_id))
    cut = staged["note_search_cjk"]
    rows = select(places.c.note_id, *(cut.c[name] for name in SEARCHED)).join_from(
        cut, places, places.c.ref == cut.c.ref
    )
    await connection.execute(insert(cjk_index).from_select(["rowid", *SEARCHED], rows))
