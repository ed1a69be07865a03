"""Repairs of what can be rebuilt from the notes and from the log, which is never changed."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import case, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.store.cards.status import retire, retirement
from kb.store.file.upgrade import HEAD
from kb.store.importing.merge import PARTS
from kb.store.maintenance import integrity
from kb.store.maintenance.integrity import CARD_KEY, HAS_NO_TEXT
from kb.store.search.cjk import cut, has_cjk
from kb.store.search.index import cjk_index, living_texts, rebuild_words
from kb.store.tables.bulk import chunks
from kb.store.tables.cards import cards, log
from kb.store.tables.layout import SEARCHED
from kb.store.tables.notes import links, note_texts, notes, problems
from kb.store.tables.predicates import IS_LIVING, IS_RETIRED
from kb.store.tables.vectors import card_vectors, note_vectors

_REWRITTEN: Final = {
    table.name: table for table in (*PARTS, note_texts, problems, note_vectors, card_vectors)
}
"""Tables whose rows an import writes again."""
_SEARCH_INDEXES: Final = ("note_search", "note_search_cjk")


async def add_missing_parts(connection: AsyncConnection) -> int:
    """Create missing indexes, triggers and views, and return how many there were.

    Those that are made otherwise than kb does count as missing, and those of others are dropped.
    """
    changed, foreign = await integrity.other_parts(connection)
    for part in (*changed, *foreign):
        quoted = part.name.replace('"', '""')
        await connection.exec_driver_sql(f'DROP {part.kind} IF EXISTS "{quoted}"')
    missing = await integrity.missing_parts(connection)
    parts = [part for part in missing if part.kind in {"index", "trigger", "view"}]
    for part in parts:
        await connection.exec_driver_sql(part.statement)
    return len(parts) + len(foreign)


async def correct_revision(connection: AsyncConnection) -> int:
    """Leave one revision of the schema, that of this kb; return how many others there were.

    The tables must have all columns of it.
    """
    others = "DELETE FROM alembic_version WHERE version_num IS NOT :head"
    return (await connection.execute(text(others), {"head": HEAD})).rowcount


async def rebuild_indexes(connection: AsyncConnection) -> None:
    """Rebuild every index from the rows of its table."""
    await connection.execute(text("REINDEX"))


async def drop_lost_rows(connection: AsyncConnection) -> int:
    """Remove rows of notes that do not exist, unresolve links to such, and return how many."""
    rows = await connection.execute(text("PRAGMA foreign_key_check"))
    lost = [(name, row) for name, row, _, _ in rows if name in _REWRITTEN and row is not None]
    for name, row in lost:
        rowid: Any = text("rowid = :row").bindparams(row=row)
        if name == links.name:
            # Where only its target is lost, the link is resolved again.
            holder = select(notes.c.id).where(notes.c.id == links.c.note_id).exists()
            await connection.execute(delete(links).where(rowid, ~holder))
            unresolved = {"to_note_id": None, "rule": None, "candidates": None}
            await connection.execute(update(links).where(rowid).values(unresolved))
        else:
            await connection.execute(delete(_REWRITTEN[name]).where(rowid))
    return len(lost)


async def drop_broken_vectors(connection: AsyncConnection) -> int:
    """Remove vectors of a wrong size, and return how many. The next import computes them anew."""
    dropped = 0
    for table, broken in (
        (card_vectors, integrity.HAS_BROKEN_SIGNS),
        (note_vectors, integrity.HAS_BROKEN_VECTOR),
    ):
        # All are chosen before any is removed: what is usual must not change meanwhile.
        (key,) = table.primary_key.columns
        rows = (await connection.execute(select(key).where(broken))).scalars().all()
        for some in chunks(rows):
            await connection.execute(delete(table).where(key.in_(some)))
        dropped += len(rows)
    return dropped


async def repair_statuses(connection: AsyncConnection) -> int:
    """Give cards with half a status, or an unknown one, a valid one; return how many there were."""
    answered = cards.c.id.in_(select(log.c.card_id))
    status = case((answered | ~cards.c.proposed, Status.ACTIVE.value), else_=Status.INBOX.value)
    unknown = await connection.execute(
        update(cards).where(integrity.HAS_UNKNOWN_STATUS).values(status=status, retired_from=None)
    )
    halves = await connection.execute(
        update(cards)
        .where(integrity.IS_HALF_RETIRED)
        .values(retired_from=case((IS_RETIRED, status), else_=None))
    )
    return unknown.rowcount + halves.rowcount


async def repair_families(connection: AsyncConnection) -> int:
    """Make cards of families that there cannot be the first of their own; return how many."""
    wrong = update(cards).where(integrity.HAS_NO_FAMILY).values(family=None)
    return (await connection.execute(wrong)).rowcount


async def retire_duplicates(connection: AsyncConnection) -> int:
    """Retire all but one of the living cards that share a key, and return how many.

    The one with the most answers stays.
    """
    rows = await connection.execute(
        select(cards.c.id, *CARD_KEY)
        .where(~IS_RETIRED)
        .order_by(*CARD_KEY, cards.c.reps.desc(), cards.c.id)
    )
    duplicates = []
    for _, same in groupby(rows.all(), key=lambda row: row[1:]):
        duplicates += [row.id for row in same][1:]
    await retire(connection, duplicates)
    return len(duplicates)


async def retire_orphans(connection: AsyncConnection) -> int:
    """Retire the cards of notes that are gone, and return how many there were."""
    gone = select(notes.c.id).where(~IS_LIVING)
    return (await connection.execute(retirement().where(cards.c.note_id.in_(gone)))).rowcount


async def rebuild_search(connection: AsyncConnection) -> None:
    """Rebuild both full-text indexes from the notes' texts."""
    # Dropped and created, because nothing can be removed from a damaged index.
    for kind, name, statement in integrity.schema_parts():
        if kind == "table" and name in _SEARCH_INDEXES:
            await _empty(connection, name)
            await connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
            await connection.exec_driver_sql(statement)
    await rebuild_words(connection)
    for note_id, *columns in await connection.execute(select(*living_texts.c)):
        words = [column or "" for column in columns]
        if any(map(has_cjk, words)):
            values = dict(zip(("rowid", *SEARCHED), (note_id, *map(cut, words)), strict=True))
            await connection.execute(insert(cjk_index).values(values))


async def _empty(connection: AsyncConnection, index: str) -> None:
    """Make an index look new, for one without its first rows cannot even be dropped."""
    for inside in (f"{index}_data", f"{index}_idx"):
        await connection.exec_driver_sql(f"DELETE FROM {inside}")  # noqa: S608  # fixed names
    insertion = f"INSERT INTO {index}_data (id, block) VALUES (?, ?)"  # noqa: S608  # as above
    await connection.exec_driver_sql(insertion, integrity.initial_rows(f"{index}_data"))


async def mark_unread(connection: AsyncConnection) -> Sequence[int]:
    """Mark the notes whose text or cards are lost for the next import; return their ids."""
    blank = notes.c.id.in_(select(cards.c.note_id).where(~IS_RETIRED, integrity.IS_EMPTY))
    lost = IS_LIVING & (HAS_NO_TEXT | blank)
    note_ids = (await connection.execute(select(notes.c.id).where(lost))).scalars().all()
    await connection.execute(update(notes).where(lost).values(mtime_ns=None, read_with=""))
    return note_ids
