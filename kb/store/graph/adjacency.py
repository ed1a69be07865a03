"""Who links with whom: the store's answers to the walks of :mod:`kb.graph`.

A concept that is missing has no row. It is known by the targets of the links to it, and found
by their key, which may bring links to other concepts along: ``I/O`` and ``O`` share one.
"""

import json
from collections import Counter
from collections.abc import Collection
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.concepts import Concept, Hubs, missing_key, missing_title
from kb.graph.keys import wanted_keys
from kb.graph.resolve import NoteId
from kb.store.notes.names import living_notes
from kb.store.tables.bulk import chunks
from kb.store.tables.notes import links, notes
from kb.store.tables.predicates import IS_MISSING

_HUB_SHARE: Final = 200
"""One note in so many is a hub: those above the 99.5th percentile of degrees."""

_LEAST_HUB: Final = 20
"""With fewer links a concept is none, however few the others have."""

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
) -> dict[Concept, dict[Concept, None]]:
    """Returns what each of the concepts links to and is linked from, by one query.

    The order is always the same, so that a walk is, to the last digit.
    """
    found: dict[Concept, dict[Concept, None]] = {concept: {} for concept in concepts}
    ids = [concept for concept in concepts if isinstance(concept, int)]
    keys = wanted_keys(concept for concept in concepts if not isinstance(concept, int))
    rows = await connection.execute(
        _NEIGHBOURS, {"ids": json.dumps(ids), "keys": json.dumps(sorted(keys))}
    )
    for asked, other, target in rows.all():
        if asked is None:
            key = missing_key(target)
            if key in found:
                found[key][other] = None
        else:
            found[asked][missing_key(target) if other is None else other] = None
    for concept, around in found.items():
        around.pop(concept, None)
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
        degrees.update({row[0]: row[1] for row in rows.all()})
    ranked = [each for each in degrees.most_common(most) if each[1] >= _LEAST_HUB]
    least = ranked[-1][1] if len(ranked) == most else _LEAST_HUB
    missing = await connection.execute(_MISSING_DEGREES, {"least": least})
    return frozenset(
        [*(NoteId(note_id) for note_id, _ in ranked), *map(missing_key, missing.scalars())]
    )


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
    for some_keys in chunks(sorted(wanted_keys(missing))):
        targets = await connection.execute(
            select(links.c.target, func.count())
            .where(links.c.target_key.in_(some_keys), IS_MISSING)
            .group_by(links.c.target)
            .order_by(func.count().desc(), links.c.target)
        )
        for target, _ in targets.all():
            titles.setdefault(missing_key(target), missing_title(target))
    return titles, paths
