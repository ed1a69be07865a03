"""Links as edges between concepts, each with the place where it stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.concepts import Concept, missing_key
from kb.graph.keys import wanted_keys
from kb.graph.resolve import NoteId
from kb.notes.names import name_key
from kb.notes.note import MENTIONS
from kb.store.tables.bulk import chunks
from kb.store.tables.notes import links, notes
from kb.store.tables.predicates import IS_CONCEPT, IS_MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A link between two concepts, and where it stands."""

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
    """Returns the links between any two of the concepts, in the order of notes and lines."""
    wanted = frozenset(concepts)
    ids = sorted(concept for concept in wanted if isinstance(concept, int))
    found = [
        edge
        for some in chunks(ids)
        for edge in await _edges(connection, links.c.note_id.in_(some))
        if edge.target in wanted and edge.target != edge.source
    ]
    return tuple(sorted(found, key=lambda edge: (edge.source, edge.line)))


async def plain_names(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> dict[NoteId, list[Edge]]:
    """Returns those links of the notes that are names without brackets, in lists of connections."""
    found: dict[NoteId, list[Edge]] = defaultdict(list)
    is_plain = and_(
        links.c.relation != MENTIONS,
        ~links.c.text.contains("[" + links.c.target),
        ~links.c.text.contains("]("),
    )
    for some in chunks(sorted(note_ids)):
        for edge in await _edges(connection, and_(links.c.note_id.in_(some), is_plain)):
            found[edge.source].append(edge)
    return found


async def all_edges(connection: AsyncConnection) -> tuple[Edge, ...]:
    """Returns all links of living notes to concepts other than themselves."""
    found = await _edges(connection, true())
    return tuple(edge for edge in found if edge.target != edge.source)


async def edges_to_missing(
    connection: AsyncConnection, names: Iterable[str] | None = None
) -> tuple[Edge, ...]:
    """Returns the links to concepts that nobody has written.

    Args:
        connection: in any transaction.
        names: only to those that are called so, and perhaps to others; absent: to all.
    """
    if names is None:
        return await _edges(connection, IS_MISSING)
    keys = sorted(wanted_keys(names))
    found = [
        await _edges(connection, and_(links.c.target_key.in_(some), IS_MISSING))
        for some in chunks(keys)
    ]
    return tuple(edge for edges in found for edge in edges)


async def edges_related_by(
    connection: AsyncConnection, relations: Collection[str]
) -> tuple[Edge, ...]:
    """Returns the links whose relation has one of these keys."""
    # A relation is written in few ways, so they are compared here and not row by row.
    written = (await connection.execute(select(links.c.relation).distinct())).scalars()
    wanted = [relation for relation in written if name_key(relation) in relations]
    return await _edges(connection, links.c.relation.in_(wanted)) if wanted else ()


async def links_between_notes(connection: AsyncConnection) -> tuple[tuple[NoteId, NoteId], ...]:
    """Returns the links from living notes to others: (source, target)."""
    rows = await connection.execute(
        select(links.c.note_id, links.c.to_note_id)
        .join(notes, notes.c.id == links.c.note_id)
        .where(
            links.c.to_note_id.is_not(None),
            links.c.to_note_id != links.c.note_id,
            notes.c.gone_at.is_(None),
        )
    )
    return tuple((NoteId(source), NoteId(target)) for source, target in rows.all())


async def _edges(connection: AsyncConnection, condition: ColumnElement[bool]) -> tuple[Edge, ...]:
    rows = await connection.execute(
        select(
            links.c.note_id,
            links.c.to_note_id,
            links.c.target,
            links.c.relation,
            links.c.line,
            links.c.text,
        )
        .join(notes, notes.c.id == links.c.note_id)
        .where(condition, IS_CONCEPT, notes.c.gone_at.is_(None))
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
