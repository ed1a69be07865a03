"""Filling a new store, to which nobody has looked yet: rows go straight where they belong.

Where there is nothing to compare with, nothing has to be staged but the links, whose meanings are
known only when all notes are. What comes of it is what
:func:`kb.store.importing.merge.merge_notes` and
:func:`kb.store.importing.card_staging.merge_cards` would make; a test compares.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.graph.resolve import FolderId
from kb.store.importing.card_staging import first_uid
from kb.store.importing.merge import PLAIN_PARTS, Reading, move_links
from kb.store.importing.rows import COLUMNS, Rows
from kb.store.importing.search_index import SEARCH_CJK
from kb.store.importing.staging import place_notes, stage_rows
from kb.store.tables.bulk import indexed_afterwards, insert_raw
from kb.store.tables.cards import cards
from kb.store.tables.columns import milliseconds
from kb.store.tables.layout import SEARCHED
from kb.store.tables.notes import links, note_tags, notes, tags

_NOTE: Final = ("id", *COLUMNS["notes"][1:], "folder_id", "named", "read_with", "read_at")
_CARD: Final = (
    "note_id",
    *COLUMNS["cards"][1:],
    "uid",
    "proposed",
    "changed",
    "added_at",
    "reps",
    "lapses",
)
_TARGET: Final = COLUMNS["links"].index("target")
_STATUS: Final = COLUMNS["cards"].index("status")


class Home(NamedTuple):
    """Where a file stands."""

    folder: FolderId
    named: bool
    """Whether it is a note only because the user named it."""


@dataclass(slots=True, kw_only=True)
class Filling:
    """Writes notes into a new store, some at a time; a note's id is its file's number (*ref*)."""

    connection: AsyncConnection
    """In the transaction in which all of it is written."""
    reading: Reading
    cards: int = 0
    """How many were written."""
    proposals: int = 0
    """How many of them are for the inbox."""
    targets: defaultdict[FolderId, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What the notes of each folder link to."""
    _tags: dict[str, int] = field(default_factory=dict)
    _uids: Iterator[int] = field(default_factory=lambda: count(first_uid()))

    async def add(self, rows: Rows, homes: Mapping[int, Home]) -> None:
        """Writes notes and their cards, and stages their links.

        Args:
            rows: those of the notes, by table.
            homes: where their files stand, by number.
        """
        reading, connection = self.reading, self.connection
        read = (reading.read_with, milliseconds(reading.now))
        new = [(*row, *homes[row[0]], *read) for row in rows["notes"]]
        await insert_raw(connection, notes, _NOTE, new)
        for table in PLAIN_PARTS:
            names = ("note_id", *COLUMNS[table.name][1:])
            await insert_raw(connection, table, names, rows[table.name])
        await self._add_tags(rows)
        await insert_raw(connection, SEARCH_CJK, ("rowid", *SEARCHED), rows["note_search_cjk"])
        await self._add_cards(rows)
        await stage_rows(connection, {"links": rows["links"]})
        for row in rows["links"]:
            self.targets[homes[row[0]].folder].add(row[_TARGET])
        await place_notes(
            connection, [(row[0], row[0], *homes[row[0]], True) for row in rows["notes"]]
        )

    async def add_links(self) -> None:
        """Writes the links of all notes, when their meanings are staged."""
        async with indexed_afterwards(self.connection, links):
            await move_links(self.connection)

    async def _add_tags(self, rows: Rows) -> None:
        new = {name: key for _, _, name, key in rows["note_tags"] if name not in self._tags}
        self._tags |= {name: at for at, name in enumerate(new, len(self._tags) + 1)}
        added = [(self._tags[name], name, key) for name, key in new.items()]
        await insert_raw(self.connection, tags, ("id", "name", "tag_key"), added)
        given = [(ref, position, self._tags[name]) for ref, position, name, _ in rows["note_tags"]]
        await insert_raw(self.connection, note_tags, ("note_id", "position", "tag_id"), given)

    async def _add_cards(self, rows: Rows) -> None:
        now, uids = milliseconds(self.reading.now), self._uids
        new = [
            (*row, f"{next(uids):016x}", row[_STATUS] == Status.INBOX, False, now, 0, 0)
            for row in rows["cards"]
        ]
        self.cards += len(new)
        self.proposals += sum(row[_STATUS] == Status.INBOX for row in new)
        await insert_raw(self.connection, cards, _CARD, new)
