"""What a prompt does not say of where its card stands: headings above it, or its note's folder."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import PurePath
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.resolve import NoteId
from kb.store.tables.bulk import rows_in
from kb.store.tables.notes import note_texts, notes, sections

_HEAD: Final = 400
"""Characters of a note in which its title may be a heading."""
_TITLE: Final = re.compile(r"(?:[ \t]*(?:#[^\s#]+[ \t]*)*\n)*#[ \t]+\S")
"""An opening heading, which is no section; only tags precede it."""


_TAIL: Final = re.compile(r"(?:\s+(?:#[^\s#]+|\^[\w-]+))+\s*$")
"""Tags and a block's id behind a heading."""


class Place(NamedTuple):
    """Where a card stands."""

    note_id: NoteId
    line: int


async def shared_titles(connection: AsyncConnection, title_keys: Collection[str]) -> frozenset[str]:
    """Return those of the titles, folded, that several notes have."""
    shared = (
        select(notes.c.title_key)
        .where(notes.c.gone_at.is_(None))
        .group_by(notes.c.title_key)
        .having(func.count() > 1)
    )
    rows = await rows_in(connection, shared, notes.c.title_key, sorted(title_keys))
    return frozenset(row.title_key for row in rows)


def folders_above(root: str, path: str) -> tuple[str, ...]:
    """Return the folders in which a note stands, within its vault; the vault's, if in none."""
    return PurePath(path).parts[:-1] or (PurePath(root).name,)


async def headings_above(
    connection: AsyncConnection, places: Sequence[Place]
) -> dict[Place, tuple[str, ...]]:
    """Return the headings above each place, outermost first."""
    note_ids = sorted({place.note_id for place in places})
    paths: dict[NoteId, _Paths] = defaultdict(_Paths)
    titled = (
        select(notes.c.id, notes.c.title, func.substr(note_texts.c.body, 1, _HEAD))
        .join(note_texts, note_texts.c.note_id == notes.c.id)
        .order_by(notes.c.id)
    )
    for note_id, title, head in await rows_in(connection, titled, notes.c.id, note_ids):
        if _TITLE.match(head):
            paths[note_id].add(0, 1, title)
    headed = select(
        sections.c.note_id, sections.c.line, sections.c.level, sections.c.heading
    ).order_by(sections.c.note_id, sections.c.position)
    for note_id, line, level, heading in await rows_in(
        connection, headed, sections.c.note_id, note_ids
    ):
        paths[note_id].add(line, level, heading)
    return {place: paths[place.note_id].above(place.line) for place in places}


class _Paths:
    """The headings of one note."""

    def __init__(self) -> None:
        self._lines: list[int] = []
        self._paths: list[tuple[str, ...]] = [()]
        self._open: list[tuple[int, str]] = []

    def add(self, line: int, level: int, heading: str) -> None:
        """Add the next heading."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, _TAIL.sub("", heading)))
        self._lines.append(line)
        self._paths.append(tuple(heading for _, heading in self._open))

    def above(self, line: int) -> tuple[str, ...]:
        """Return the headings that stand above ``line``, which may be a heading itself."""
        at = bisect_left(self._lines, line)
        if at < len(self._lines) and self._lines[at] == line:
            return self._paths[at + 1][:-1]
        return self._paths[at]
