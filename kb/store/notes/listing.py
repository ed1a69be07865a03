"""Lists of notes: what ``kb list`` shows of each, and the tags, aliases and cards of many."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards
from kb.store.tables.layout import KIND_POSITION
from kb.store.tables.notes import aliases, folders, links, note_tags, note_texts, notes, tags
from kb.store.tables.predicates import (
    IS_CONCEPT,
    IS_LIVING,
    SHOWN_STATUSES,
    is_in_folder,
    is_status,
    is_tagged,
)

IS_CARD: Final = is_status(*SHOWN_STATUSES)
"""Whether a card counts as its note's."""
SORTS: Final = ("title", "path", "links", "links-in", "links-out", "cards")
"""The orders of a list: by name, or by a number, highest first; ties go by title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSummary:
    """A living note in a list."""

    title: str
    folder: str
    path: str
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    definition: str | None
    links_out: int
    links_in: int
    """From other notes."""
    cards: int


async def notes_within(
    connection: AsyncConnection, *, tag: str | None, folder: str | None
) -> frozenset[NoteId]:
    """Return the living notes that have the tag, or one nested in it, and lie in the folder."""
    query = select(notes.c.id).where(IS_LIVING)
    if tag is not None:
        query = query.where(is_tagged(tag))
    if folder is not None:
        query = query.where(is_in_folder(folder))
    return frozenset(map(NoteId, await connection.scalars(query)))


async def note_summaries(  # noqa: PLR0913  # one for each option
    connection: AsyncConnection,
    *,
    tag: str | None = None,
    folder: str | None = None,
    missing: bool = False,
    orphans: bool = False,
    sort: str = "title",
    limit: int | None = None,
) -> tuple[NoteSummary, ...]:
    """Return living notes, at most ``limit``, sorted as one of :data:`SORTS`.

    Those that have the tag, or one nested in it, and lie in the folder or below it; with
    ``missing``, those that link to a concept without a note; with ``orphans``, those that neither
    link to another note nor are linked from one.
    """
    others = links.c.to_note_id != links.c.note_id
    counts = {
        "links_out": _count(links.c.note_id, IS_CONCEPT),
        "links_in": _count(links.c.to_note_id, others, of=links.c.note_id),
        "cards": _count(cards.c.note_id, IS_CARD),
    }
    tables = {name: count.subquery() for name, count in counts.items()}
    amounts = {name: func.coalesce(table.c.amount, 0) for name, table in tables.items()}
    orders: dict[str, tuple[ColumnElement[Any], ...]] = {
        "title": (),
        "path": (folders.c.root, notes.c.path),
        "links": ((amounts["links_in"] + amounts["links_out"]).desc(),),
        "links-in": (amounts["links_in"].desc(),),
        "links-out": (amounts["links_out"].desc(),),
        "cards": (amounts["cards"].desc(),),
    }
    query = (
        select(
            notes.c.id,
            notes.c.title,
            folders.c.root.label("folder"),
            notes.c.path,
            note_texts.c.definition,
            *(amount.label(name) for name, amount in amounts.items()),
        )
        .join(folders, folders.c.id == notes.c.folder_id)
        .join(note_texts, note_texts.c.note_id == notes.c.id)
        .where(IS_LIVING)
        .order_by(*orders[sort], notes.c.title_key, notes.c.path, folders.c.root)
        .limit(limit)
    )
    for table in tables.values():
        query = query.outerjoin(table, table.c.of == notes.c.id)
    if tag is not None:
        query = query.where(is_tagged(tag))
    if folder is not None:
        query = query.where(is_in_folder(folder))
    if missing:
        unwritten = select(links.c.note_id).where(IS_CONCEPT, links.c.to_note_id.is_(None))
        query = query.where(notes.c.id.in_(unwritten))
    if orphans:
        linking = select(links.c.note_id).where(others)
        query = query.where(amounts["links_in"] == 0, notes.c.id.not_in(linking))
    rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    ids = [row.pop("id") for row in rows]
    own_tags, own_aliases = await tags_of(connection, ids), await aliases_of(connection, ids)
    return tuple(
        NoteSummary(**row, tags=own_tags.get(note_id, ()), aliases=own_aliases.get(note_id, ()))
        for note_id, row in zip(ids, rows, strict=True)
    )


def _count(
    by: ColumnElement[Any], *conditions: ColumnElement[bool], of: ColumnElement[Any] | None = None
) -> Select[Any]:
    """Return how many rows each note has; with ``of``, only those of living notes."""
    query = select(by.label("of"), func.count().label("amount")).where(*conditions).group_by(by)
    if of is None:
        return query
    source = notes.alias()
    return query.join(source, source.c.id == of).where(source.c.gone_at.is_(None))


async def tags_of(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, tuple[str, ...]]:
    """Return the tags of each note that has any, in the note's spelling and order."""
    query = (
        select(note_tags.c.note_id, tags.c.name)
        .join(tags, tags.c.id == note_tags.c.tag_id)
        .where(note_tags.c.position != KIND_POSITION)
        .order_by(note_tags.c.note_id, note_tags.c.position)
    )
    return await _texts_by_note(connection, query, note_ids)


async def aliases_of(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, tuple[str, ...]]:
    """Return the aliases of each note that has any, in order."""
    query = select(aliases.c.note_id, aliases.c.alias)
    ordered = query.order_by(aliases.c.note_id, aliases.c.position)
    return await _texts_by_note(connection, ordered, note_ids)


async def _texts_by_note(
    connection: AsyncConnection, query: Select[Any], note_ids: Collection[NoteId]
) -> dict[NoteId, tuple[str, ...]]:
    texts: dict[NoteId, tuple[str, ...]] = defaultdict(tuple)
    column = query.selected_columns.note_id
    for note_id, text in await rows_in(connection, query, column, sorted(note_ids)):
        texts[NoteId(note_id)] += (text,)
    return texts


async def card_counts(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, int]:
    """Return how many cards each of the notes has, of those that have any."""
    query = select(cards.c.note_id, func.count()).where(IS_CARD).group_by(cards.c.note_id)
    rows = await rows_in(connection, query, cards.c.note_id, note_ids)
    return {NoteId(note_id): count for note_id, count in rows}
