"""Checks of the store for ``kb doctor``: SQLite's own of the file, and what must hold of rows."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.store.file.upgrade import new_schema
from kb.store.review.log import memory_values
from kb.store.tables.cards import cards, log
from kb.store.tables.notes import links, note_texts, notes
from kb.store.tables.predicates import IS_FOREIGN, IS_LIVING, IS_RETIRED
from kb.store.tables.vectors import card_vectors, note_vectors

_MOST: Final = 20
"""Findings of one kind that are fetched."""

_MEMORY: Final = tuple(memory_values(None))
CARD_KEY: Final = (cards.c.note_id, cards.c.generator, cards.c.anchor)
"""What no two living cards share."""
IS_EMPTY: Final[ColumnElement[bool]] = or_(
    func.trim(cards.c.front) == "", func.trim(cards.c.back) == ""
)
"""Whether a card has no prompt or no answer."""
HAS_UNKNOWN_STATUS: Final[ColumnElement[bool]] = cards.c.status.not_in(
    [status.value for status in Status]
)
IS_HALF_RETIRED: Final[ColumnElement[bool]] = cards.c.retired_from.is_not(None) != IS_RETIRED
"""Whether a card is retired without a former status, or has one without being retired."""
HAS_NO_FAMILY: Final[ColumnElement[bool]] = or_(
    cards.c.family == cards.c.uid,
    cards.c.family == "",
    cards.c.family.op("GLOB")("*[^0-9a-z]*"),
)
"""Whether a card is of a family that no card can have named, or is said to be of its own."""
HAS_NO_TEXT: Final = notes.c.id.not_in(select(note_texts.c.note_id))


def _usual_length(model: Any, column: str) -> Any:  # noqa: ANN401  # SQL expressions
    """Return the length that most vectors of notes by a model have, in bytes."""
    of_model = note_vectors.alias()
    length = func.length(of_model.c[column])
    return (
        select(length)
        .where(of_model.c.model == model)
        .group_by(length)
        .order_by(func.count().desc(), length)
        .limit(1)
        .scalar_subquery()
    )


HAS_BROKEN_VECTOR: Final[ColumnElement[bool]] = or_(
    func.typeof(note_vectors.c.vector) != "blob",
    func.typeof(note_vectors.c.signs) != "blob",
    func.length(note_vectors.c.vector) == 0,
    func.length(note_vectors.c.vector) != _usual_length(note_vectors.c.model, "vector"),
    ~(8 * func.length(note_vectors.c.signs) - func.length(note_vectors.c.vector)).between(0, 7),
)
HAS_BROKEN_SIGNS: Final[ColumnElement[bool]] = or_(
    func.typeof(card_vectors.c.signs) != "blob",
    func.length(card_vectors.c.signs) != _usual_length(card_vectors.c.model, "signs"),
)

_COLUMNS: Final = (
    "SELECT m.name, c.name FROM sqlite_master AS m, pragma_table_info(m.name) AS c "
    "WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL %'"  # whose rows may be damaged
)


_PARTS: Final = (
    "SELECT type, name, sql FROM sqlite_master "
    "WHERE type IN ('index', 'trigger', 'view') AND sql IS NOT NULL"
)


class SchemaPart(NamedTuple):
    """A table, index, trigger or view."""

    kind: str
    name: str
    statement: str
    """That creates it."""


async def file_damage(connection: AsyncConnection) -> list[str]:
    """Return what SQLite finds wrong in the file, page by page and index by index."""
    lines = await connection.scalars(text(f"PRAGMA integrity_check({_MOST})"))
    return [line for line in lines if line != "ok"]


async def broken_references(connection: AsyncConnection) -> list[str]:
    """Return rows that refer to a row that does not exist."""
    rows = await connection.execute(text("PRAGMA foreign_key_check"))
    return [f"row {row} of {table} refers to a missing row of {of}" for table, row, of, _ in rows][
        :_MOST
    ]


async def search_mismatch(connection: AsyncConnection) -> list[str]:
    """Return how the search index differs from the notes.

    The transaction must be one that may write, though nothing is written.
    """
    for index, rank in (("note_search", 1), ("note_search_cjk", 0)):
        check = f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', {rank})"  # noqa: S608  # fixed
        try:
            await connection.execute(text(check))
        except DatabaseError as error:
            return [f"{index} differs from the notes ({error.orig})"]
    return []


def schema_parts() -> list[SchemaPart]:
    """Return the tables, indexes, triggers and views of a new store."""
    rows = _rows_of_new_store("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return [SchemaPart._make(row) for row in rows]


def initial_rows(table: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table in a new store."""
    return _rows_of_new_store(f"SELECT * FROM {table}")  # noqa: S608  # a name of ours


def _rows_of_new_store(query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as store:
        store.executescript(new_schema())
        return store.execute(query).fetchall()


async def missing_parts(connection: AsyncConnection) -> list[SchemaPart]:
    """Return those of :func:`schema_parts` that do not exist."""
    rows = await connection.execute(text("SELECT type, name FROM sqlite_master"))
    existing = {(kind, name) for kind, name in rows}
    return [part for part in schema_parts() if (part.kind, part.name) not in existing]


async def other_parts(connection: AsyncConnection) -> tuple[list[SchemaPart], list[SchemaPart]]:
    """Return indexes, triggers and views that are made otherwise than kb does, and not by kb.

    Tables are told by their columns: an older store that was upgraded words them otherwise.
    """
    ours = {(part.kind, part.name): _worded(part.statement) for part in schema_parts()}
    rows = await connection.execute(text(_PARTS))
    parts = [SchemaPart._make(row) for row in rows]
    known = [part for part in parts if (part.kind, part.name) in ours]
    changed = [p for p in known if _worded(p.statement) != ours[p.kind, p.name]]
    foreign = [p for p in parts if (p.kind, p.name) not in ours and p.kind != "view"]
    return changed, foreign


def _worded(statement: str) -> str:
    """Return a statement as it is compared: SQLite keeps it as it was written."""
    return " ".join(statement.split())


async def revisions(connection: AsyncConnection) -> list[str]:
    """Return the revisions that the schema is said to have, of which there should be one."""
    return [*map(str, await connection.scalars(text("SELECT version_num FROM alembic_version")))]


async def missing_columns(connection: AsyncConnection) -> list[str]:
    """Return the columns of a new store's tables that do not exist, as ``table.column``."""
    rows = await connection.execute(text(_COLUMNS))
    existing = {*map(tuple, rows)}
    return [".".join(row) for row in _rows_of_new_store(_COLUMNS) if row not in existing]


async def orphans(connection: AsyncConnection) -> list[str]:
    """Return cards and links of notes that are gone, and notes without their text."""
    gone = select(notes.c.id).where(~IS_LIVING)
    textless = select(notes.c.id).where(IS_LIVING, HAS_NO_TEXT)
    in_use = select(cards.c.id).where(~IS_RETIRED, cards.c.note_id.in_(gone))
    linking = (
        select(links.c.note_id)
        .join(notes, notes.c.id == links.c.note_id)
        .where(IS_LIVING, links.c.to_note_id.in_(gone))
        .distinct()
    )
    return [
        *await _findings(connection, "note {} has no text", textless),
        *await _findings(connection, "card {} is in use though its note is gone", in_use),
        *await _findings(connection, "a link of note {} leads to a note that is gone", linking),
    ]


async def broken_vectors(connection: AsyncConnection) -> list[str]:
    """Return vectors that have another size than most of their model, or no such signs."""
    notes_ = select(note_vectors.c.note_id).where(HAS_BROKEN_VECTOR)
    cards_ = select(card_vectors.c.card_id).where(HAS_BROKEN_SIGNS)
    return [
        *await _findings(connection, "the vector of note {} is broken", notes_),
        *await _findings(connection, "the vector of card {} is broken", cards_),
    ]


async def vector_count(connection: AsyncConnection) -> int:
    """Return how many vectors of notes and cards there are."""
    counts = [select(func.count()).select_from(table) for table in (note_vectors, card_vectors)]
    return sum([int(await connection.scalar(count) or 0) for count in counts])


async def duplicate_cards(connection: AsyncConnection) -> list[str]:
    """Return living cards that share a key."""
    ids = select(func.group_concat(cards.c.id, ", ")).where(~IS_RETIRED).group_by(*CARD_KEY)
    return await _findings(connection, "cards {} are the same", ids.having(func.count() > 1))


async def invalid_cards(connection: AsyncConnection) -> list[str]:
    """Return cards in a state that no card can be in."""
    is_new = cards.c.state.is_(None)
    half_memory = or_(
        is_new != cards.c.stability.is_(None),
        is_new != cards.c.difficulty.is_(None),
        is_new != cards.c.due.is_(None),
        and_(is_new, cards.c.reps > 0),
    )
    findings = []
    for what, condition in (
        ("has no prompt or no answer", IS_EMPTY),
        ("has a status that does not exist", HAS_UNKNOWN_STATUS),
        ("is only partly retired", IS_HALF_RETIRED),
        ("has an incomplete memory", half_memory),
        ("is of a family that no card has", HAS_NO_FAMILY),
    ):
        query = select(cards.c.id).where(condition)
        findings += await _findings(connection, f"card {{}} {what}", query)
    return findings


async def _findings(connection: AsyncConnection, sentence: str, query: Select[Any]) -> list[str]:
    return [sentence.format(value) for value in await connection.scalars(query.limit(_MOST))]


async def baseless_memories(connection: AsyncConnection, *, halves: bool = False) -> list[int]:
    """Return cards with a memory, or half of one if that counts, but no entry in the log."""
    names = _MEMORY if halves else ("state",)
    has_memory = or_(*(cards.c[name].is_not(None) for name in names), cards.c.reps != 0)
    unlogged = cards.c.id.not_in(select(log.c.card_id))
    return [*await connection.scalars(select(cards.c.id).where(has_memory, unlogged))]


async def clock_jumps(connection: AsyncConnection, by: timedelta) -> int:
    """Return how many entries of the log are earlier, by more than this, than the one before."""
    before = func.lag(log.c.at).over(partition_by=log.c.device, order_by=log.c.position)
    pairs = select(log.c.at.label("at"), before.label("before")).where(~IS_FOREIGN).subquery()
    jumps = pairs.c.before - pairs.c.at > by // timedelta(milliseconds=1)
    return int(await connection.scalar(select(func.count()).where(jumps)) or 0)


async def entries_after(connection: AsyncConnection, moment: datetime) -> int:
    """Return how many entries of the log are later than a moment.

    A schedule without a time stands at noon of its day, in UTC, which may come a day later.
    """
    of_day = (log.c.kind == "adopted") & (log.c.at <= moment + timedelta(days=1))
    later = select(func.count()).where(log.c.at > moment, ~of_day)
    return int(await connection.scalar(later) or 0)


async def row_counts(connection: AsyncConnection) -> tuple[int, int]:
    """Return the numbers of notes and of cards, with those that are gone or retired."""
    counts = (select(func.count()).select_from(table) for table in (notes, cards))
    rows = await connection.execute(select(*(count.scalar_subquery() for count in counts)))
    in_notes, in_cards = rows.one()
    return in_notes, in_cards
