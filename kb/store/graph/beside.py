"""Links that stand beside others: in lines of a note that are near."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.concepts import Concept, missing_key
from kb.graph.keys import linking_keys
from kb.graph.likeness import nearness
from kb.graph.resolve import NoteId
from kb.notes.note import MENTIONS

_LINES: Final = 8
"""Links are beside each other if no more lines are between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A note links to two concepts in lines that are near."""

    source: NoteId
    other: Concept
    """The one that was not asked about."""
    line: int
    """Of the link to it."""
    lines_apart: int
    label: str | None
    """The label that both stand under."""


# CROSS JOIN keeps the join order: look up the links of each note, do not scan all links. A note can
# have thousands of links to the concept and as many to others, so pairs are made of its lines.
_CITING: Final = text(
    "SELECT l.note_id, l.line, l.relation, l.position, l.target, l.to_note_id "
    "FROM json_each(:sources) AS a CROSS JOIN links AS l "
    "WHERE l.note_id = a.value AND (l.to_note_id = :note OR (l.to_note_id IS NULL "
    "AND l.rule IS NULL AND l.target_key IN (SELECT value FROM json_each(:keys)))) "
    "ORDER BY l.note_id, l.position"
)
_BESIDE: Final = text(
    "WITH near (note_id, line) AS MATERIALIZED (SELECT DISTINCT value ->> 0, value ->> 1 "
    "FROM json_each(:near)) "
    "SELECT o.note_id, o.to_note_id, o.target, o.line, o.relation "
    "FROM json_each(:sources) AS a CROSS JOIN links AS o "
    "WHERE o.note_id = a.value AND (o.note_id, o.line) IN (SELECT note_id, line FROM near) "
    "AND coalesce(o.rule NOT IN ('self', 'attachment'), 1) ORDER BY o.note_id, o.position"
)
_Cited = dict[int, dict[str, int]]
"""By line: the relations of links to the concept, each with the position of its first link."""


async def cited_beside(
    connection: AsyncConnection, concept: Concept, sources: Iterable[NoteId]
) -> tuple[Citation, ...]:
    """Return what the sources link to in lines near to a link to ``concept``.

    Each link with the nearest link to the concept.
    """
    cited = await _links_to(connection, concept, sources)
    near = {
        (source, line)
        for source, lines in cited.items()
        for at in lines
        for line in range(at - _LINES, at + _LINES + 1)
    }
    rows = await connection.execute(
        _BESIDE, {"sources": json.dumps(sorted(cited)), "near": json.dumps(sorted(near))}
    )
    citations = []
    for source, other_note, other_target, line, relation in rows:
        other = missing_key(other_target) if other_note is None else NoteId(other_note)
        if other not in (concept, source):
            apart, label = _nearest(cited[source], line, relation)
            citations.append(
                Citation(
                    source=NoteId(source),
                    other=other,
                    line=line,
                    lines_apart=apart,
                    label=label,
                )
            )
    return tuple(citations)


async def _links_to(
    connection: AsyncConnection, concept: Concept, sources: Iterable[NoteId]
) -> dict[int, _Cited]:
    """Return where the sources link to the concept."""
    keys = [] if isinstance(concept, int) else sorted(linking_keys([concept]))
    rows = await connection.execute(
        _CITING,
        {
            "sources": json.dumps(sorted(sources)),
            "note": concept if isinstance(concept, int) else None,
            "keys": json.dumps(keys),
        },
    )
    cited: dict[int, _Cited] = defaultdict(lambda: defaultdict(dict))
    for source, line, relation, position, target, note in rows:
        if note is not None or missing_key(target) == concept:
            cited[source][line].setdefault(relation, position)
    return cited


def _nearest(cited: _Cited, line: int, relation: str) -> tuple[int, str | None]:
    """Return how many lines are between a link and the nearest one to the concept, and their label.

    Of those that are as near, the first.
    """
    pairs: list[tuple[float, int, int, str | None]] = []
    for at in range(line - _LINES, line + _LINES + 1):
        if relations := cited.get(at):
            apart = abs(at - line)
            if relation != MENTIONS and relation in relations:
                position = relations[relation]
                pairs.append((-nearness(apart, relation), position, apart, relation))
            pairs.append((-nearness(apart, None), next(iter(relations.values())), apart, None))
    _, _, apart, label = min(pairs, key=itemgetter(0, 1))
    return apart, label
