"""Links that stand beside others: in lines of a note that are near."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.concepts import Concept, missing_key
from kb.graph.keys import linking_keys
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


# CROSS JOIN keeps the join order: look up the links of each note, do not scan all links.
_BESIDE: Final = text(
    "SELECT l.target, l.to_note_id, o.note_id, o.to_note_id, o.target, o.line, "
    "abs(o.line - l.line), CASE WHEN o.relation = l.relation THEN o.relation END "
    "FROM json_each(:sources) AS a CROSS JOIN links AS l CROSS JOIN links AS o "
    "WHERE l.note_id = a.value AND (l.to_note_id = :note OR (l.to_note_id IS NULL "
    "AND l.rule IS NULL AND l.target_key IN (SELECT value FROM json_each(:keys)))) "
    "AND o.note_id = l.note_id AND o.position <> l.position "
    "AND o.line BETWEEN l.line - :lines AND l.line + :lines "
    "AND coalesce(o.rule NOT IN ('self', 'attachment'), 1) ORDER BY l.note_id, o.position"
)


async def cited_beside(
    connection: AsyncConnection, concept: Concept, sources: Iterable[NoteId]
) -> tuple[Citation, ...]:
    """Return what the sources link to in lines near to a link to ``concept``."""
    keys = [] if isinstance(concept, int) else sorted(linking_keys([concept]))
    rows = await connection.execute(
        _BESIDE,
        {
            "sources": json.dumps(sorted(sources)),
            "note": concept if isinstance(concept, int) else None,
            "keys": json.dumps(keys),
            "lines": _LINES,
        },
    )
    citations = []
    for target, note, source, other_note, other_target, line, apart, label in rows:
        if note is None and missing_key(target) != concept:
            continue
        other = missing_key(other_target) if other_note is None else NoteId(other_note)
        if other not in (concept, source):
            citations.append(
                Citation(
                    source=NoteId(source),
                    other=other,
                    line=line,
                    lines_apart=apart,
                    label=None if label == MENTIONS else label,
                )
            )
    return tuple(citations)
