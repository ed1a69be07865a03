"""Who links with whom: the store's answers to the walks of :mod:`kb.graph`.

A concept that is missing has no row. It is known by the targets of the links to it, and found
by their key, which may bring links to other concepts along: ``I/O`` and ``O`` share one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.concepts import Concept, Hubs, MissingKey, missing_key
from kb.graph.resolve import NoteId, link_key
from kb.store.bulk import chunks
from kb.store.links import IS_CONCEPT
from kb.store.tables import links, notes

IS_MISSING: Final = and_(links.c.to_note_id.is_(None), links.c.rule.is_(None))
"""Whether a link leads to a concept that nobody has written."""
_HUB_SHARE: Final = 200
"""One note in so many is a hub: those above the 99.5th percentile of degrees."""


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


async def neighbours(
    connection: AsyncConnection, concepts: Collection[Concept]
) -> dict[Concept, set[Concept]]:
    """Returns what each of the concepts links to and is linked from."""
    found: dict[Concept, set[Concept]] = defaultdict(set)
    ids = [concept for concept in concepts if isinstance(concept, int)]
    for some in chunks(ids):
        outward = await connection.execute(
            select(links.c.note_id, links.c.to_note_id, links.c.target).where(
                links.c.note_id.in_(some), IS_CONCEPT
            )
        )
        for source, to_note_id, target in outward.all():
            found[source].add(missing_key(target) if to_note_id is None else to_note_id)
        inward = await connection.execute(
            select(links.c.to_note_id, links.c.note_id)
            .join(notes, notes.c.id == links.c.note_id)
            .where(links.c.to_note_id.in_(some), notes.c.gone_at.is_(None))
        )
        for to_note_id, source in inward.all():
            found[to_note_id].add(source)
        for each in some:
            found[each].discard(each)
    wanted = frozenset(concept for concept in concepts if not isinstance(concept, int))
    for some_keys in chunks(sorted({link_key(key) for key in wanted})):
        rows = await connection.execute(
            select(links.c.note_id, links.c.target)
            .join(notes, notes.c.id == links.c.note_id)
            .where(links.c.target_key.in_(some_keys), IS_MISSING, notes.c.gone_at.is_(None))
        )
        for note_id, target in rows:
            if (key := missing_key(target)) in wanted:
                found[key].add(note_id)
    return found


async def hubs(connection: AsyncConnection) -> Hubs:
    """Returns the concepts with the most links; none in a small collection."""
    living = select(func.count()).select_from(notes).where(notes.c.gone_at.is_(None))
    most = (await connection.execute(living)).scalar_one() // _HUB_SHARE
    if most < 1:
        return frozenset()
    outward = select(links.c.note_id.label("id"), func.count().label("amount"))
    inward = select(links.c.to_note_id, func.count()).where(links.c.to_note_id.is_not(None))
    counted = union_all(
        outward.group_by(links.c.note_id), inward.group_by(links.c.to_note_id)
    ).subquery()
    degree = func.sum(counted.c.amount)
    rows = await connection.execute(
        select(counted.c.id, degree)
        .group_by(counted.c.id)
        .order_by(degree.desc(), counted.c.id)
        .limit(most)
    )
    ranked = rows.all()
    if not ranked:
        return frozenset()
    missing = await connection.execute(
        select(func.min(links.c.target))
        .where(IS_MISSING)
        .group_by(links.c.target_key)
        .having(func.count() >= ranked[-1][1])
    )
    return frozenset(
        [*(NoteId(note_id) for note_id, _ in ranked), *map(missing_key, missing.scalars())]
    )


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
    keys = sorted({link_key(name) for name in names})
    found = [
        await _edges(connection, and_(links.c.target_key.in_(some), IS_MISSING))
        for some in chunks(keys)
    ]
    return tuple(edge for edges in found for edge in edges)


async def edges_related_by(
    connection: AsyncConnection, relations: Collection[str]
) -> tuple[Edge, ...]:
    """Returns the links whose relation is one of those, in lower case."""
    return await _edges(connection, func.lower(links.c.relation).in_(relations))


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


async def spelled(
    connection: AsyncConnection, keys: Collection[MissingKey]
) -> dict[MissingKey, str]:
    """Returns how each of the concepts that are missing is written, by the first link to it."""
    found: dict[MissingKey, str] = {}
    for some in chunks(sorted({link_key(key) for key in keys})):
        rows = await connection.execute(
            select(links.c.target).where(links.c.target_key.in_(some), IS_MISSING)
        )
        for (target,) in rows:
            found.setdefault(missing_key(target), target)
    return found


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
