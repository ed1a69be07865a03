"""Whether the store is sound: what SQLite says of its file, and what must hold between rows."""

from typing import Final

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.store.card_status import IS_RETIRED
from kb.store.card_tables import cards
from kb.store.tables import folders, notes

_MOST: Final = 20
"""Findings of one kind that are worth telling."""


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
    try:
        await connection.execute(
            text("INSERT INTO note_search (note_search, rank) VALUES ('integrity-check', 1)")
        )
    except DatabaseError as error:
        return f"it does not say what the notes say ({error.orig})"
    return None


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
    empty = or_(func.trim(cards.c.front) == "", func.trim(cards.c.back) == "")
    strange = cards.c.status.not_in([status.value for status in Status])
    halves = cards.c.retired_from.is_not(None) != IS_RETIRED
    told = cards.c.state.is_(None)
    memory = or_(
        told != cards.c.stability.is_(None),
        told != cards.c.difficulty.is_(None),
        told != cards.c.due.is_(None),
        and_(told, cards.c.reps > 0),
    )
    wrong = {
        "has no prompt or no answer": empty,
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
