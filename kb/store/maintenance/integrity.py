"""Whether the store is sound: what SQLite says of its file, and what must hold between rows."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.store.file.upgrade import migrations_folder
from kb.store.review.log import memory_values
from kb.store.tables.cards import cards, log
from kb.store.tables.notes import folders, links, note_texts, notes
from kb.store.tables.predicates import IS_RETIRED

_MOST: Final = 20
"""Findings of one kind that are worth telling."""

_MEMORY: Final = tuple(memory_values(None))
EMPTY: Final[ColumnElement[bool]] = or_(
    func.trim(cards.c.front) == "", func.trim(cards.c.back) == ""
)
"""A card that asks nothing, or answers nothing."""
STRANGE: Final[ColumnElement[bool]] = cards.c.status.not_in([status.value for status in Status])
"""A card with a status that does not exist."""
HALF_RETIRED: Final[ColumnElement[bool]] = cards.c.retired_from.is_not(None) != IS_RETIRED
"""A retired card that does not know from what, or one that knows and is not."""


async def damages(connection: AsyncConnection) -> list[str]:
    """Returns what SQLite finds wrong in the file, page by page and index by index."""
    found = await connection.execute(text(f"PRAGMA integrity_check({_MOST})"))
    return [line for line in found.scalars() if line != "ok"]


async def lost_references(connection: AsyncConnection) -> list[str]:
    """Returns rows that name a row which is not there."""
    found = await connection.execute(text("PRAGMA foreign_key_check"))
    return [f"row {row} of {table} names no row of {of}" for table, row, of, _ in found][:_MOST]


async def search_mismatch(connection: AsyncConnection) -> str | None:
    """Returns what is wrong with the search index beside the notes, if anything is.

    The transaction must be one that may write, though nothing is written.
    """
    for index, rank in (("note_search", 1), ("note_search_cjk", 0)):
        check = f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', {rank})"  # noqa: S608  # fixed
        try:
            await connection.execute(text(check))
        except DatabaseError as error:
            return f"{index} does not say what the notes say ({error.orig})"
    return None


def schema_parts() -> list[tuple[str, str, str]]:
    """Returns (kind, name, statement) of the tables, indexes and triggers of a new store."""
    with closing(_fresh()) as fresh:
        query = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        return fresh.execute(query).fetchall()


def fresh_rows(table: str) -> list[tuple[object, ...]]:
    """Returns the rows of a table in a new store."""
    with closing(_fresh()) as fresh:
        return fresh.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  # a name of ours


def _fresh() -> sqlite3.Connection:
    fresh = sqlite3.connect(":memory:")
    fresh.executescript((migrations_folder() / "head.sql").read_text(encoding="utf-8"))
    return fresh


async def missing_parts(connection: AsyncConnection) -> list[tuple[str, str, str]]:
    """Returns those of :func:`schema_parts` that are not there."""
    rows = await connection.execute(text("SELECT type, name FROM sqlite_master"))
    there = {(kind, name) for kind, name in rows}
    return [(kind, name, sql) for kind, name, sql in schema_parts() if (kind, name) not in there]


async def orphans(connection: AsyncConnection) -> list[str]:
    """Returns what hangs on a note that is gone, and notes whose texts are."""
    gone = select(notes.c.id).where(notes.c.gone_at.is_not(None))
    living = notes.c.gone_at.is_(None)
    without = living & notes.c.id.not_in(select(note_texts.c.note_id))
    said = []
    for what, query in (
        ("note {} has no text", select(notes.c.id).where(without)),
        (
            "card {} lives on after its note",
            select(cards.c.id).where(~IS_RETIRED, cards.c.note_id.in_(gone)),
        ),
        (
            "a link of note {} leads to a note that is gone",
            select(links.c.note_id)
            .join(notes, notes.c.id == links.c.note_id)
            .where(living, links.c.to_note_id.in_(gone))
            .distinct(),
        ),
    ):
        found = await connection.execute(query.limit(_MOST))
        said += [what.format(each) for each in found.scalars()]
    return said


async def baseless_memories(connection: AsyncConnection, *, halves: bool = False) -> list[int]:
    """Returns cards that have a memory, or half of one if that counts, and no entry in the log."""
    names = _MEMORY if halves else ("state",)
    found = await connection.execute(
        select(cards.c.id)
        .where(or_(*(cards.c[name].is_not(None) for name in names), cards.c.reps != 0))
        .where(cards.c.id.not_in(select(log.c.card_id)))
    )
    return list(found.scalars())


async def clock_jumps(connection: AsyncConnection, by: timedelta) -> int:
    """Returns how many entries of the log lie further before the one before them."""
    before = func.lag(log.c.at).over(order_by=log.c.position)
    pairs = select(log.c.at.label("at"), before.label("before")).subquery()
    jumped = pairs.c.before - pairs.c.at > _milliseconds_of(by)
    return int((await connection.execute(select(func.count()).where(jumped))).scalar_one())


async def entries_after(connection: AsyncConnection, moment: datetime) -> int:
    """Returns how many entries of the log lie after a moment."""
    later = await connection.execute(select(func.count()).where(log.c.at > moment))
    return int(later.scalar_one())


def _milliseconds_of(span: timedelta) -> int:
    """Returns a span as moments are stored."""
    return span // timedelta(milliseconds=1)


async def shared_keys(connection: AsyncConnection) -> list[str]:
    """Returns the keys that several living cards bear."""
    key = (cards.c.note_id, cards.c.generator, cards.c.anchor)
    found = await connection.execute(
        select(func.group_concat(cards.c.id, ", "))
        .where(~IS_RETIRED)
        .group_by(*key)
        .having(func.count() > 1)
        .limit(_MOST)
    )
    return [f"cards {ids} are told apart by nothing" for ids in found.scalars()]


async def odd_cards(connection: AsyncConnection) -> list[str]:
    """Returns cards that are in a state in which no card can be."""
    strange, halves = STRANGE, HALF_RETIRED
    told = cards.c.state.is_(None)
    memory = or_(
        told != cards.c.stability.is_(None),
        told != cards.c.difficulty.is_(None),
        told != cards.c.due.is_(None),
        and_(told, cards.c.reps > 0),
    )
    wrong = {
        "has no prompt or no answer": EMPTY,
        "has a status that does not exist": strange,
        "is half retired": halves,
        "has half a memory": memory,
    }
    said = []
    for what, condition in wrong.items():
        found = await connection.execute(select(cards.c.id).where(condition).limit(_MOST))
        said += [f"card {card_id} {what}" for card_id in found.scalars()]
    return said


async def sizes(connection: AsyncConnection) -> tuple[int, int]:
    """Returns how many notes and how many cards there are, those that are gone among them."""
    counted = [
        (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        for table in (notes, cards)
    ]
    return counted[0], counted[1]


async def remembered_roots(connection: AsyncConnection) -> list[str]:
    """Returns the remembered folders."""
    found = await connection.execute(
        select(folders.c.root).where(folders.c.forgotten_at.is_(None)).order_by(folders.c.root)
    )
    return list(found.scalars())
