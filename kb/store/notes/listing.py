"""Notes as they are looked at: lists, one note, and what stands beside it in a list."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.cards.status import SHOWN, is_status
from kb.store.graph.links import IS_CONCEPT
from kb.store.importing.rows import KIND_POSITION
from kb.store.notes.tags import is_tagged
from kb.store.tables.bulk import chunks
from kb.store.tables.cards import cards
from kb.store.tables.notes import aliases, folders, links, note_tags, note_texts, notes, tags

_IS_CARD: Final = is_status(*SHOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedNote:
    """A living note, without its text."""

    note_id: NoteId
    title: str
    folder: str
    path: str
    definition: str | None
    links_out: int
    links_in: int
    """From other notes."""
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeNote:
    """A note's text, and where its parts begin."""

    folder: str
    kind: str | None
    definition: str | None
    definition_line: int | None
    reflection: str | None
    reflection_line: int | None
    body: str
    flattened: bool
    cards: int


async def listed_notes(
    connection: AsyncConnection,
    *,
    tag: str | None = None,
    missing: bool = False,
    orphans: bool = False,
) -> tuple[ListedNote, ...]:
    """Returns living notes, by path.

    Args:
        connection: in any transaction.
        tag: only notes that bear it, or one nested below it.
        missing: only notes that link to a concept nobody has written.
        orphans: only notes that neither link to another note nor are linked from one.
    """
    unwritten = links.c.to_note_id.is_(None)
    others = links.c.to_note_id != links.c.note_id
    columns = {
        "links_out": _count(links.c.note_id, IS_CONCEPT),
        "links_in": _count(links.c.to_note_id, others, of=links.c.note_id),
        "cards": _count(cards.c.note_id, _IS_CARD),
    }
    if missing:
        columns["missing"] = _count(links.c.note_id, IS_CONCEPT, unwritten)
    if orphans:
        columns["reached"] = _count(links.c.note_id, others)
    counted = {name: count.subquery() for name, count in columns.items()}
    amounts = {name: func.coalesce(each.c.amount, 0) for name, each in counted.items()}
    query = (
        select(
            notes.c.id,
            notes.c.title,
            folders.c.root,
            notes.c.path,
            note_texts.c.definition,
            *(amount.label(name) for name, amount in amounts.items()),
        )
        .join(folders, folders.c.id == notes.c.folder_id)
        .join(note_texts, note_texts.c.note_id == notes.c.id)
        .where(notes.c.gone_at.is_(None))
        .order_by(folders.c.root, notes.c.path)
    )
    for each in counted.values():
        query = query.outerjoin(each, each.c.of == notes.c.id)
    if tag is not None:
        query = query.where(is_tagged(tag))
    if missing:
        query = query.where(amounts["missing"] > 0)
    if orphans:
        query = query.where(amounts["reached"] + amounts["links_in"] == 0)
    return tuple(_listed(row) for row in await connection.execute(query))


def _listed(row: Any) -> ListedNote:  # noqa: ANN401  # a Row knows no columns
    return ListedNote(
        note_id=NoteId(row.id),
        title=row.title,
        folder=row.root,
        path=row.path,
        definition=row.definition,
        links_out=row.links_out,
        links_in=row.links_in,
        cards=row.cards,
    )


def _count(
    by: ColumnElement[Any], *conditions: ColumnElement[bool], of: ColumnElement[Any] | None = None
) -> Select[Any]:
    """Returns how many rows each note has; with ``of``, only those of living notes."""
    query = select(by.label("of"), func.count().label("amount")).where(*conditions).group_by(by)
    if of is None:
        return query
    source = notes.alias()
    return query.join(source, source.c.id == of).where(source.c.gone_at.is_(None))


async def tags_of(
    connection: AsyncConnection, note_ids: list[NoteId]
) -> dict[NoteId, tuple[str, ...]]:
    """Returns the tags of each note that has any, as the note spells them, in order."""
    found: dict[NoteId, tuple[str, ...]] = {}
    for some in chunks(note_ids):
        rows = await connection.execute(
            select(note_tags.c.note_id, tags.c.name)
            .join(tags, tags.c.id == note_tags.c.tag_id)
            .where(note_tags.c.note_id.in_(some), note_tags.c.position != KIND_POSITION)
            .order_by(note_tags.c.note_id, note_tags.c.position)
        )
        for note_id, name in rows:
            found[NoteId(note_id)] = (*found.get(NoteId(note_id), ()), name)
    return found


async def aliases_of(
    connection: AsyncConnection, note_ids: list[NoteId]
) -> dict[NoteId, tuple[str, ...]]:
    """Returns the aliases of each note that has any, in order."""
    found: dict[NoteId, tuple[str, ...]] = {}
    for some in chunks(note_ids):
        rows = await connection.execute(
            select(aliases.c.note_id, aliases.c.alias)
            .where(aliases.c.note_id.in_(some))
            .order_by(aliases.c.note_id, aliases.c.position)
        )
        for note_id, alias in rows:
            found[NoteId(note_id)] = (*found.get(NoteId(note_id), ()), alias)
    return found


async def card_counts(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, int]:
    """Returns how many cards each of the notes yields, of those that yield any."""
    found: dict[NoteId, int] = {}
    for some in chunks(sorted(note_ids)):
        rows = await connection.execute(
            select(cards.c.note_id, func.count())
            .where(cards.c.note_id.in_(some), _IS_CARD)
            .group_by(cards.c.note_id)
        )
        found.update((NoteId(note_id), amount) for note_id, amount in rows.all())
    return found


async def whole_note(connection: AsyncConnection, note_id: NoteId) -> WholeNote:
    """Returns the text of a note."""
    owned = select(func.count()).where(cards.c.note_id == note_id, _IS_CARD)
    rows = await connection.execute(
        select(notes, note_texts, folders.c.root, owned.scalar_subquery().label("cards"))
        .join(folders, folders.c.id == notes.c.folder_id)
        .join(note_texts, note_texts.c.note_id == notes.c.id)
        .where(notes.c.id == note_id)
    )
    row = rows.one()
    return WholeNote(
        folder=row.root,
        kind=row.kind,
        definition=row.definition,
        definition_line=row.definition_line,
        reflection=row.reflection,
        reflection_line=row.reflection_line,
        body=row.body,
        flattened=row.flattened,
        cards=row.cards,
    )
