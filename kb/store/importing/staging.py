"""Notes on their way into the store: rows in temporary tables of one connection.

Filling them takes nobody's lock. Then :func:`kb.store.importing.merge.merge_notes` moves all of
them into the real tables, without another word from Python. They vanish with the connection.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

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
    bindparam,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable, DropTable
from sqlalchemy.types import TypeEngine

import kb.store.tables.cards  # the staged tables take their types from it, and from the next
import kb.store.tables.notes  # noqa: F401
from kb.graph.resolve import FolderId
from kb.store.importing.rows import COLUMNS
from kb.store.tables.bulk import chunks, insert_raw
from kb.store.tables.columns import metadata

_PAGE: Final = 5000
_ONE_A_NOTE: Final = ("notes", "note_texts", "note_search_cjk")

_temporary: Final = MetaData()


def _staged(name: str, *columns: Column[Any]) -> Table:
    return Table(f"staged_{name}", _temporary, *columns, prefixes=["TEMPORARY"])


def _copy(name: str) -> Table:
    """Returns the table for what is to go into the table so called."""
    lone = name in _ONE_A_NOTE
    row = () if lone else (Column("row", Integer, primary_key=True),)
    ref = Column("ref", Integer, primary_key=lone, nullable=False)
    rest = [Column(each, _type(name, each)) for each in COLUMNS[name][1:]]
    return _staged(name, *row, ref, *rest)


def _type(table: str, column: str) -> TypeEngine[Any]:
    into = metadata.tables.get(table)
    if into is None or column not in into.c or isinstance(into.c[column].type, JSON):
        return Text()
    return into.c[column].type


staged: Final = {name: _copy(name) for name in COLUMNS}
"""What was read, by the table that it is for."""

places: Final = _staged(
    "places",
    Column("ref", Integer, primary_key=True),
    Column("note_id", Integer, nullable=False),
    Column("folder_id", Integer, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("is_new", Boolean, nullable=False),
)
"""Which note each file is. What has no place here is not merged."""

meanings: Final = _staged(
    "meanings",
    Column("row", Integer, primary_key=True),
    Column("to_note_id", Integer),
    Column("rule", Text),
    Column("candidates", Text),
)
"""What staged links mean that mean something else here and there, by their rows."""

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
    # Whether nothing of the card is to be written.
    Column("same", Boolean, nullable=False),
    # Whether its answer is not to be recognised.
    Column("changed", Boolean, nullable=False),
)
"""Which known card each staged card is, by its row. What has no pair here is new."""


async def create_stage(connection: AsyncConnection) -> None:
    """Makes the temporary tables anew."""
    await drop_stage(connection)
    for table in _temporary.sorted_tables:
        await connection.execute(CreateTable(table))


async def drop_stage(connection: AsyncConnection) -> None:
    """Takes the temporary tables away, if they are there."""
    for table in _temporary.sorted_tables:
        await connection.execute(DropTable(table, if_exists=True))


async def stage_rows(
    connection: AsyncConnection, rows: Mapping[str, Sequence[tuple[Any, ...]]]
) -> None:
    """Stages the rows of notes, by table; see :mod:`kb.store.importing.rows`."""
    for name, some in rows.items():
        if some:
            await insert_raw(connection, staged[name], COLUMNS[name], some)


async def place_notes(
    connection: AsyncConnection, rows: Sequence[tuple[int, int, int, bool, bool]]
) -> None:
    """Says which notes the files are: (ref, note, folder, whether it was named, is new)."""
    await insert_raw(connection, places, places.c.keys(), rows)


async def staged_targets(connection: AsyncConnection) -> dict[FolderId, set[str]]:
    """Returns what the notes of each folder link to."""
    links = staged["links"]
    rows = await connection.execute(
        select(places.c.folder_id, links.c.target)
        .join_from(links, places, places.c.ref == links.c.ref)
        .distinct()
    )
    found: dict[FolderId, set[str]] = {}
    for folder_id, target in rows:
        found.setdefault(FolderId(folder_id), set()).add(target)
    return found


async def stage_common_meanings(
    connection: AsyncConnection, rows: Sequence[tuple[int, str, int | None, str | None]]
) -> None:
    """Says what all links of a folder's notes to a target mean: (folder, target, note, rule)."""
    await insert_raw(connection, common_meanings, common_meanings.c.keys(), rows)


def joined_links() -> FromClause:
    """Returns the staged links with their places, and with their meanings so far as staged."""
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


async def uncommon_links(
    connection: AsyncConnection, after_row: int
) -> tuple[tuple[int, int, str], ...]:
    """Returns the next links without a common meaning, some at a time: (row, note, target)."""
    links = staged["links"]
    found = await connection.execute(
        select(links.c.row, places.c.note_id, links.c.target)
        .select_from(joined_links())
        .where(links.c.row > after_row, common_meanings.c.target.is_(None))
        .order_by(links.c.row)
        .limit(_PAGE)
    )
    return tuple((row, note_id, target) for row, note_id, target in found)


async def stage_meanings(
    connection: AsyncConnection, rows: Sequence[tuple[int, int | None, str | None, str | None]]
) -> None:
    """Says what links mean: (row, note, rule, candidates as JSON)."""
    await insert_raw(connection, meanings, meanings.c.keys(), rows)


async def staged_bodies(connection: AsyncConnection, refs: Sequence[int]) -> dict[int, str]:
    """Returns the texts of staged notes."""
    texts = staged["note_texts"]
    bodies: dict[int, str] = {}
    for some in chunks(refs):
        found = await connection.execute(
            select(texts.c.ref, texts.c.body).where(
                texts.c.ref.in_(bindparam("refs", list(some), expanding=True))
            )
        )
        bodies.update((ref, body) for ref, body in found)
    return bodies
