"""Links as edges between concepts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.concepts import Concept, missing_key
from kb.graph.keys import linking_keys
from kb.graph.resolve import NoteId
from kb.notes.names import name_key
from kb.notes.note import MENTIONS
from kb.store.tables.bulk import chunks, rows_in_turn
from kb.store.tables.notes import links, notes
from kb.store.tables.predicates import IS_CONCEPT, IS_LIVING, IS_MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A link between two concepts."""

    source: NoteId
    target: Concept
    written: str
    """The target, as written."""
    relation: str
    line: int
    text: str


async def edges_among(
    connection: AsyncConnection, concepts: Collection[Concept]
) -> tuple[Edge, ...]:
    """Return the links between any two of the concepts, by note and line."""
    among = frozenset(concepts)
    edges = [
        edge
        for some in chunks(sorted(concept for concept in among if isinstance(concept, int)))
        for edge in await _edges(connection, links.c.note_id.in_(some))
        if edge.target in among and edge.target != edge.source
    ]
    return tuple(sorted(edges, key=lambda edge: (edge.source, edge.line)))


async def plain_names(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, list[Edge]]:
    """Return the links of the notes that are names without brackets, in lists of connections."""
    plain: dict[NoteId, list[Edge]] = defaultdict(list)
    is_plain = and_(
        links.c.relation != MENTIONS,
        ~links.c.text.contains("[" + links.c.target),
        ~links.c.text.contains("]("),
    )
    for some in chunks(sorted(note_ids)):
        for edge in await _edges(connection, and_(links.c.note_id.in_(some), is_plain)):
            plain[edge.source].append(edge)
    return plain


async def all_edges(connection: AsyncConnection) -> tuple[Edge, ...]:
    """Return all links of living notes to concepts other than themselves."""
    edges = await _edges(connection, true())
    return tuple(edge for edge in edges if edge.target != edge.source)


async def linked_pairs(connection: AsyncConnection) -> tuple[tuple[NoteId, Concept], ...]:
    """Return which living notes link to which concepts other than themselves, each pair once."""
    query = (
        select(links.c.note_id, links.c.to_note_id, links.c.target)
        .join(notes, notes.c.id == links.c.note_id)
        .where(IS_CONCEPT, IS_LIVING)
        .order_by(links.c.note_id, links.c.position)
    )
    pairs: dict[tuple[NoteId, Concept], None] = {}
    async for rows in rows_in_turn(connection, query):
        for note, target, written in rows:
            concept = missing_key(written) if target is None else NoteId(target)
            if concept != note:
                pairs[NoteId(note), concept] = None
    return tuple(pairs)


async def edges_to_missing(
    connection: AsyncConnection, names: Iterable[str] | None = None
) -> tuple[Edge, ...]:
    """Return the links to missing concepts: to all, or to those with one of the names.

    Links to concepts that share a key with a name are among them.
    """
    if names is None:
        return await _edges(connection, IS_MISSING)
    return tuple(
        [
            edge
            for some in chunks(sorted(linking_keys(names)))
            for edge in await _edges(connection, and_(links.c.target_key.in_(some), IS_MISSING))
        ]
    )


async def edges_related_by(
    connection: AsyncConnection, relations: Collection[str]
) -> tuple[Edge, ...]:
    """Return the links whose relation has one of these keys."""
    # SQLite cannot compute keys, but there are few distinct relations.
    distinct = await connection.scalars(select(links.c.relation).distinct())
    spellings = [relation for relation in distinct if name_key(relation) in relations]
    return await _edges(connection, links.c.relation.in_(spellings)) if spellings else ()


async def links_between_notes(connection: AsyncConnection) -> tuple[tuple[NoteId, NoteId], ...]:
    """Return the links from living notes to other notes: (source, target)."""
    rows = await connection.execute(
        select(links.c.note_id, links.c.to_note_id)
        .join(notes, notes.c.id == links.c.note_id)
        .where(links.c.to_note_id != links.c.note_id, IS_LIVING)
    )
    return tuple((NoteId(source), NoteId(target)) for source, target in rows.all())


async def by_links_in(connection: AsyncConnection, limit: int) -> tuple[NoteId, ...]:
    """Return the notes that most other living notes link to, those with the most first."""
    target = links.c.to_note_id
    ranked = await connection.scalars(
        select(target)
        .join(notes, notes.c.id == links.c.note_id)
        .where(target.is_not(None), target != links.c.note_id, IS_CONCEPT, IS_LIVING)
        .group_by(target)
        .order_by(func.count(links.c.note_id.distinct()).desc(), target)
        .limit(limit)
    )
    return tuple(map(NoteId, ranked))


async def _edges(connection: AsyncConnection, condition: ColumnElement[bool]) -> tuple[Edge, ...]:
    columns = ("note_id", "to_note_id", "target", "relation", "line", "text")
    rows = await connection.execute(
        select(*(links.c[name] for name in columns))
        .join(notes, notes.c.id == links.c.note_id)
        .where(condition, IS_CONCEPT, IS_LIVING)
        .order_by(links.c.note_id, links.c.position)
    )
    return tuple(
        Edge(
            source=NoteId(note_id),
            target=missing_key(target) if to_note_id is None else NoteId(to_note_id),
            written=target,
            relation=relation,
            line=line,
            text=text,
        )
        for note_id, to_note_id, target, relation, line, text in rows
    )
