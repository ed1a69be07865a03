"""Who links with whom: the store's answers to the walks of :mod:`kb.graph`.

A concept that is missing has no row. It is known by the targets of the links to it, and found
by their key, which may bring links to other concepts along: ``I/O`` and ``O`` share one.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.concepts import Concept, Hubs, missing_key, missing_title
from kb.graph.resolve import NoteId, link_key
from kb.store.bulk import chunks
from kb.store.links import IS_CONCEPT
from kb.store.named import living_notes
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


_NEIGHBOURS: Final = text(
    # CROSS keeps the order: links are looked up for what was asked, and not read whole.
    "SELECT l.note_id, l.to_note_id, l.target FROM json_each(:ids) AS a CROSS JOIN links AS l "
    "WHERE l.note_id = a.value AND coalesce(l.rule NOT IN ('self', 'attachment'), 1) "
    "UNION ALL "
    "SELECT l.to_note_id, l.note_id, NULL FROM json_each(:ids) AS a CROSS JOIN links AS l "
    "CROSS JOIN notes AS n "
    "WHERE l.to_note_id = a.value AND n.id = l.note_id AND n.gone_at IS NULL "
    "UNION ALL "
    "SELECT NULL, l.note_id, l.target FROM json_each(:keys) AS a CROSS JOIN links AS l "
    "CROSS JOIN notes AS n WHERE l.target_key = a.value AND l.to_note_id IS NULL "
    "AND l.rule IS NULL AND n.id = l.note_id AND n.gone_at IS NULL"
)


async def neighbours(
    connection: AsyncConnection, concepts: Collection[Concept]
) -> dict[Concept, set[Concept]]:
    """Returns what each of the concepts links to and is linked from, by one query."""
    found: dict[Concept, set[Concept]] = {concept: set() for concept in concepts}
    ids = [concept for concept in concepts if isinstance(concept, int)]
    keys = {link_key(concept) for concept in concepts if not isinstance(concept, int)}
    rows = await connection.execute(
        _NEIGHBOURS, {"ids": json.dumps(ids), "keys": json.dumps(sorted(keys))}
    )
    for asked, other, target in rows.all():
        if asked is None:
            key = missing_key(target)
            if key in found:
                found[key].add(other)
        else:
            found[asked].add(missing_key(target) if other is None else other)
    for concept, around in found.items():
        around.discard(concept)
    return found


_DEGREES: Final = tuple(
    # By either kind of links alone: counting both together would take a sort of all notes.
    text(
        f"SELECT {column}, count(*) FROM links WHERE {column} IS NOT NULL "  # noqa: S608
        f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT :most"
    )
    for column in ("note_id", "to_note_id")
)
_MISSING_DEGREES: Final = text(
    "SELECT min(target) FROM links WHERE to_note_id IS NULL AND rule IS NULL "
    "GROUP BY target_key HAVING count(*) >= :least"
)


async def hubs(connection: AsyncConnection) -> Hubs:
    """Returns the concepts with the most links; none in a small collection."""
    most = await living_notes(connection) // _HUB_SHARE
    if most < 1:
        return frozenset()
    degrees: Counter[int] = Counter()
    for counting in _DEGREES:
        rows = await connection.execute(counting, {"most": most})
        degrees.update(dict(rows.tuples().all()))
    ranked = degrees.most_common(most)
    if not ranked:
        return frozenset()
    missing = await connection.execute(_MISSING_DEGREES, {"least": ranked[-1][1]})
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


async def titles_and_paths(
    connection: AsyncConnection, concepts: Collection[Concept]
) -> tuple[dict[Concept, str], dict[Concept, str]]:
    """Returns what each of the concepts is called, and the paths of those that are notes."""
    titles: dict[Concept, str] = {}
    paths: dict[Concept, str] = {}
    for some in chunks(sorted(concept for concept in concepts if isinstance(concept, int))):
        rows = await connection.execute(
            select(notes.c.id, notes.c.title, notes.c.path).where(notes.c.id.in_(some))
        )
        for note_id, title, path in rows.all():
            titles[note_id], paths[note_id] = title, path
    missing = frozenset(concept for concept in concepts if not isinstance(concept, int))
    for some_keys in chunks(sorted({link_key(key) for key in missing})):
        targets = await connection.execute(
            select(links.c.target, func.count())
            .where(links.c.target_key.in_(some_keys), IS_MISSING)
            .group_by(links.c.target)
            .order_by(func.count().desc(), links.c.target)
        )
        for target, _ in targets.all():
            titles.setdefault(missing_key(target), missing_title(target))
    return titles, paths
