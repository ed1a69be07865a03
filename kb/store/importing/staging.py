"""Temporary tables of one connection, in which notes wait for the merge.

Filling them locks nothing. Then :func:`kb.store.importing.merge.merge_notes` moves all rows into
the real tables inside SQLite. The tables vanish with the connection.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    FromClause,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.types import TypeEngine

import kb.store.tables.cards  # the staged tables take their types from it, and from the next
import kb.store.tables.notes  # noqa: F401
from kb.graph.resolve import FolderId, NoteId
from kb.store.importing.rows import COLUMNS, FileRef
from kb.store.tables.bulk import insert_raw, rows_in
from kb.store.tables.columns import metadata

_PAGE: Final = 5000
_ONE_PER_NOTE: Final = ("notes", "note_texts", "note_search_cjk")

_temporary: Final = MetaData()


def _staged(name: str, *columns: Column[Any]) -> Table:
    return Table(f"staged_{name}", _temporary, *columns, prefixes=["TEMPORARY"])


def _copy(name: str) -> Table:
    """Return the staged counterpart of a table."""
    is_key = name in _ONE_PER_NOTE
    row = () if is_key else (Column("row", Integer, primary_key=True),)
    ref = Column("ref", Integer, primary_key=is_key, nullable=False)
    rest = [Column(column, _type(name, column)) for column in COLUMNS[name][1:]]
    return _staged(name, *row, ref, *rest)


def _type(table: str, column: str) -> TypeEngine[Any]:
    target = metadata.tables.get(table)
    if target is None or column not in target.c or isinstance(target.c[column].type, JSON):
        return Text()
    return target.c[column].type


staged: Final = {name: _copy(name) for name in COLUMNS}
"""What was read, by the table that it will move to."""

places: Final = _staged(
    "places",
    Column("ref", Integer, primary_key=True),
    Column("note_id", Integer, nullable=False),
    Column("folder_id", Integer, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("is_new", Boolean, nullable=False),
)
"""Which note each file is. Files without a place are not merged."""

meanings: Final = _staged(
    "meanings",
    Column("row", Integer, primary_key=True),
    Column("to_note_id", Integer),
    Column("rule", Text),
    Column("candidates", Text),
)
"""What staged links mean, by row, whose targets mean different notes in one folder."""

common_meanings: Final = _staged(
    "common_meanings",
    Column("folder_id", Integer, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("to_note_id", Integer),
    Column("rule", Text),
)
"""What a target means in all notes of a folder."""

pairs: Final = _staged(
    "pairs",
    Column("row", Integer, primary_key=True),
    Column("card_id", Integer, nullable=False),
    # Whether nothing of the card needs to be written.
    Column("same", Boolean, nullable=False),
    # Whether the answer has changed beyond recognition.
    Column("changed", Boolean, nullable=False),
)
"""Which known card each staged card is, by row. A card without a pair is new."""


class CommonMeaning(NamedTuple):
    """What a target means in all notes of a folder."""

    folder_id: FolderId
    target: str
    to_note_id: NoteId | None
    rule: str | None


class UncommonLink(NamedTuple):
    """A staged link whose target has no common meaning in its folder."""

    row: int
    note_id: NoteId
    target: str


class LinkMeaning(NamedTuple):
    """What one staged link means."""

    row: int
    to_note_id: NoteId | None
    rule: str | None
    candidates: str | None
    """As JSON."""


async def create_stage(connection: AsyncConnection) -> None:
    """Create the temporary tables, empty even if they exist."""
    for table in _temporary.sorted_tables:
        await connection.execute(DropTable(table, if_exists=True))
        await connection.execute(CreateTable(table))


async def stage_rows(
    connection: AsyncConnection, rows: Mapping[str, Sequence[tuple[Any, ...]]]
) -> None:
    """Stage the rows of notes, by table; see :data:`kb.store.importing.rows.COLUMNS`."""
    for name, values in rows.items():
        await insert_raw(connection, staged[name], COLUMNS[name], values)


async def place_notes(
    connection: AsyncConnection,
    rows: Sequence[tuple[FileRef, NoteId, FolderId, bool, bool]],
) -> None:
    """Set which notes the files are: (ref, note, folder, whether it was named, is new)."""
    await insert_raw(connection, places, places.c.keys(), rows)


async def staged_targets(connection: AsyncConnection) -> dict[FolderId, set[str]]:
    """Return the targets of all staged links, by the folder of their notes."""
    links = staged["links"]
    rows = await connection.execute(
        select(places.c.folder_id, links.c.target)
        .join_from(links, places, places.c.ref == links.c.ref)
        .distinct()
    )
    targets: dict[FolderId, set[str]] = {}
    for folder_id, target in rows:
        targets.setdefault(FolderId(folder_id), set()).add(target)
    return targets


async def stage_common_meanings(connection: AsyncConnection, rows: Sequence[CommonMeaning]) -> None:
    """Stage what targets mean in all notes of a folder."""
    await insert_raw(connection, common_meanings, CommonMeaning._fields, rows)


async def stage_meanings(connection: AsyncConnection, rows: Sequence[LinkMeaning]) -> None:
    """Stage what single links mean."""
    await insert_raw(connection, meanings, LinkMeaning._fields, rows)


def joined_links() -> FromClause:
    """Return the staged links, joined with their places and with the meanings staged so far."""
    links = staged["links"]
    is_meant = and_(
        common_meanings.c.folder_id == places.c.folder_id,
        common_meanings.c.target == links.c.target,
    )
    return (
        links.join(places, places.c.ref == links.c.ref)
        .join(common_meanings, is_meant, isouter=True)
        .join(meanings, meanings.c.row == links.c.row, isouter=True)
    )


async def uncommon_links(connection: AsyncConnection, after_row: int) -> list[UncommonLink]:
    """Return the next page of links without a common meaning; an empty one ends them."""
    links = staged["links"]
    rows = await connection.execute(
        select(links.c.row, places.c.note_id, links.c.target)
        .select_from(joined_links())
        .where(links.c.row > after_row, common_meanings.c.target.is_(None))
        .order_by(links.c.row)
        .limit(_PAGE)
    )
    return [UncommonLink._make(row) for row in rows]


async def staged_bodies(connection: AsyncConnection, refs: Sequence[FileRef]) -> dict[FileRef, str]:
    """Return the texts of staged notes."""
    texts = staged["note_texts"]
    rows = await rows_in(connection, select(texts.c.ref, texts.c.body), texts.c.ref, refs)
    return dict(map(tuple, rows))
