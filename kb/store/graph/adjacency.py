"""Neighbours and hubs of the concept graph, and the traversals of :mod:`kb.graph` over it.

A missing concept has no row. It exists by the links to it, which are found by their key; other
concepts may share that key, as ``I/O`` and ``O`` do, and are filtered out.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.concepts import (
    Concept,
    Hubs,
    Result,
    Traversal,
    commonest_title,
    missing_key,
    missing_title,
)
from kb.graph.keys import linking_keys
from kb.graph.resolve import NoteId
from kb.store.notes.names import living_notes
from kb.store.tables.bulk import rows_in
from kb.store.tables.notes import folders, links, notes
from kb.store.tables.predicates import IS_LIVING, IS_MISSING

_HUB_SHARE: Final = 200
"""One note in 200 is a hub: those above the 99.5th percentile of degrees."""
_LEAST_HUB: Final = 20
"""A hub has at least this many links, however few the others have."""

_NEIGHBOURS: Final = text(
    # CROSS JOIN keeps the join order: look up the links of each concept, do not scan all links.
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


async def run_traversal(
    connection: AsyncConnection,
    traversal: Traversal[Result],
    hidden: frozenset[Concept] = frozenset(),
) -> Result:
    """Run a traversal, with one query for each frontier, and return its result.

    Links between two ``hidden`` concepts are ignored.
    """
    try:
        frontier = next(traversal)
        while True:
            neighbours = await _neighbours(connection, frontier)
            for concept in hidden & neighbours.keys():
                for other in hidden:
                    neighbours[concept].pop(other, None)
            frontier = traversal.send(neighbours)
    except StopIteration as done:
        result: Result = done.value
        return result


async def _neighbours(
    connection: AsyncConnection, concepts: Collection[Concept]
) -> dict[Concept, dict[Concept, None]]:
    """Return the neighbours of each concept."""
    neighbours: dict[Concept, dict[Concept, None]] = {concept: {} for concept in concepts}
    ids = [concept for concept in concepts if isinstance(concept, int)]
    keys = linking_keys(concept for concept in concepts if not isinstance(concept, int))
    rows = await connection.execute(
        _NEIGHBOURS, {"ids": json.dumps(ids), "keys": json.dumps(sorted(keys))}
    )
    for concept, other, target in rows.all():
        if concept is None:
            key = missing_key(target)
            if key in neighbours:
                neighbours[key][other] = None
        else:
            neighbours[concept][missing_key(target) if other is None else other] = None
    for concept, around in neighbours.items():
        around.pop(concept, None)
    return neighbours


async def content_order(
    connection: AsyncConnection, concepts: Collection[Concept]
) -> dict[Concept, tuple[str, ...]]:
    """Return what each of the concepts is sorted by: name, path, folder."""
    order: dict[Concept, tuple[str, ...]] = {
        concept: (concept,) for concept in concepts if not isinstance(concept, int)
    }
    note_ids = [concept for concept in concepts if isinstance(concept, int)]
    query = select(notes.c.id, notes.c.title_key, notes.c.path, folders.c.root)
    query = query.join(folders, folders.c.id == notes.c.folder_id)
    rows = await rows_in(connection, query, notes.c.id, note_ids)
    order.update((NoteId(note_id), tuple(key)) for note_id, *key in rows)
    return order


_DEGREES: Final = tuple(
    # Links and backlinks apart: to count both together, SQLite would sort all notes.
    text(
        f"WITH degrees AS MATERIALIZED (SELECT {column} AS id, count(*) AS degree FROM links "  # noqa: S608
        f"WHERE {column} IS NOT NULL GROUP BY {column}) SELECT id, degree FROM degrees "
        # The next one, too, and all that are equal to it.
        "WHERE degree >= coalesce((SELECT degree FROM degrees ORDER BY degree DESC "
        "LIMIT 1 OFFSET :most), 0)"
    )
    for column in ("note_id", "to_note_id")
)
_MISSING_DEGREES: Final = text(
    "SELECT min(target) FROM links WHERE to_note_id IS NULL AND rule IS NULL "
    "GROUP BY target_key HAVING count(*) >= :least"
)


async def hubs(connection: AsyncConnection) -> Hubs:
    """Return the concepts with the most links; none in a small collection.

    Of notes with equally many, all are hubs, or none where that would be too many.
    """
    if not (most := await living_notes(connection) // _HUB_SHARE):
        return frozenset()
    degrees: Counter[int] = Counter()
    for counting in _DEGREES:
        rows = await connection.execute(counting, {"most": most})
        degrees.update({row[0]: row[1] for row in rows.all()})
    highest = sorted(degrees.values(), reverse=True)
    least = max(_LEAST_HUB, *(degree + 1 for degree in highest[most : most + 1]))
    missing = await connection.execute(_MISSING_DEGREES, {"least": least})
    notes_ = (NoteId(note) for note, degree in degrees.items() if degree >= least)
    return frozenset([*notes_, *map(missing_key, missing.scalars())])


async def titles_and_paths(
    connection: AsyncConnection, concepts: Collection[Concept]
) -> tuple[dict[Concept, str], dict[Concept, str]]:
    """Return the titles of the concepts, and the paths of those that are notes."""
    titles: dict[Concept, str] = {}
    paths: dict[Concept, str] = {}
    note_ids = sorted(concept for concept in concepts if isinstance(concept, int))
    query = select(notes.c.id, notes.c.title, notes.c.path)
    for note_id, title, path in await rows_in(connection, query, notes.c.id, note_ids):
        titles[note_id], paths[note_id] = title, path
    keys = linking_keys(concept for concept in concepts if not isinstance(concept, int))
    written = (
        select(links.c.target, func.count())
        .join(notes, notes.c.id == links.c.note_id)
        .where(IS_MISSING, IS_LIVING)
        .group_by(links.c.target)
    )
    spellings: dict[Concept, Counter[str]] = defaultdict(Counter)
    for target, count in await rows_in(connection, written, links.c.target_key, sorted(keys)):
        spellings[missing_key(target)][missing_title(target)] += count
    titles |= {concept: commonest_title(spelling) for concept, spelling in spellings.items()}
    return titles, paths
