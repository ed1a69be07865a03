"""Making anew what follows from the notes and from the log. The log itself is never touched."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import case, delete, insert, select, table, text, update
from sqlalchemy import column as named_column
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.store.cards.status import retire, retirement
from kb.store.importing.merge import PARTS
from kb.store.maintenance import integrity as health
from kb.store.search.cjk import cut, has_cjk
from kb.store.tables.cards import cards, log
from kb.store.tables.layout import SEARCHED
from kb.store.tables.notes import links, note_texts, notes, problems
from kb.store.tables.predicates import IS_RETIRED

_MADE_ANEW: Final = {each.name: each for each in (*PARTS, note_texts, problems)}
"""Tables whose rows an import writes again."""
_SEARCHES: Final = ("note_search", "note_search_cjk")


async def add_missing_parts(connection: AsyncConnection) -> int:
    """Makes the indexes and triggers that are not there, and returns how many."""
    made = 0
    for kind, _, statement in await health.missing_parts(connection):
        if kind in {"index", "trigger"}:
            await connection.exec_driver_sql(statement)
            made += 1
    return made


async def rebuild_indexes(connection: AsyncConnection) -> None:
    """Makes every index of a table anew from its rows."""
    await connection.execute(text("REINDEX"))


async def drop_lost_rows(connection: AsyncConnection) -> int:
    """Removes rows of notes that are not there, and lets links forget them; returns how many."""
    found = await connection.execute(text("PRAGMA foreign_key_check"))
    lost = [(name, row, of) for name, row, of, _ in found if name in _MADE_ANEW and row is not None]
    for name, row, _ in lost:
        rowid: Any = text("rowid = :row").bindparams(row=row)
        if name == links.name:
            # Where only what it leads to is lost, the link is resolved anew.
            holder = select(notes.c.id).where(notes.c.id == links.c.note_id).exists()
            await connection.execute(delete(links).where(rowid, ~holder))
            nothing = {"to_note_id": None, "rule": None, "candidates": None}
            await connection.execute(update(links).where(rowid).values(nothing))
        else:
            await connection.execute(delete(_MADE_ANEW[name]).where(rowid))
    return len(lost)


async def mend_statuses(connection: AsyncConnection) -> int:
    """Gives cards whole statuses, and returns how many had none."""
    answered = cards.c.id.in_(select(log.c.card_id))
    lasting = case((answered | ~cards.c.proposed, Status.ACTIVE.value), else_=Status.INBOX.value)
    strange = await connection.execute(
        update(cards).where(health.STRANGE).values(status=lasting, retired_from=None)
    )
    whole = {
        "retired_from": case((IS_RETIRED, lasting), else_=None),
    }
    halves = await connection.execute(update(cards).where(health.HALF_RETIRED).values(whole))
    return strange.rowcount + halves.rowcount


async def retire_doubles(connection: AsyncConnection) -> int:
    """Retires all but one of the living cards that share a key; the one with most answers stays.

    Returns how many there were.
    """
    key = (cards.c.note_id, cards.c.generator, cards.c.anchor)
    rows = await connection.execute(
        select(cards.c.id, *key, cards.c.reps)
        .where(~IS_RETIRED)
        .order_by(*key, cards.c.reps.desc(), cards.c.id)
    )
    seen: set[tuple[Any, ...]] = set()
    doubles = []
    for card, *of in rows:
        bearer = tuple(of[:3])
        if bearer in seen:
            doubles.append(card)
        seen.add(bearer)
    await retire(connection, doubles)
    return len(doubles)


async def retire_orphans(connection: AsyncConnection) -> int:
    """Retires the cards of notes that are gone, and returns how many there were."""
    gone = select(notes.c.id).where(notes.c.gone_at.is_not(None))
    return (await connection.execute(retirement().where(cards.c.note_id.in_(gone)))).rowcount


async def rebuild_search(connection: AsyncConnection) -> None:
    """Makes both indexes of words anew from the notes' texts."""
    # Dropped and made, because nothing can be taken out of a damaged index.
    for kind, name, statement in health.schema_parts():
        if kind == "table" and name in _SEARCHES:
            await _empty(connection, name)
            await connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
            await connection.exec_driver_sql(statement)
    await connection.execute(text("INSERT INTO note_search (note_search) VALUES ('rebuild')"))
    index = table("note_search_cjk", *(named_column(each) for each in ("rowid", *SEARCHED)))
    texts = await connection.execute(
        select(note_texts.c.note_id, *(note_texts.c[name] for name in SEARCHED))
    )
    for note, *said in texts:
        words = [each or "" for each in said]
        if any(map(has_cjk, words)):
            values = dict(zip(("rowid", *SEARCHED), (note, *map(cut, words)), strict=True))
            await connection.execute(insert(index).values(values))


async def _empty(connection: AsyncConnection, index: str) -> None:
    """Makes an index look as new, for one without its first rows cannot even be dropped."""
    fresh = health.fresh_rows(f"{index}_data")
    for inside in (f"{index}_data", f"{index}_idx"):
        await connection.exec_driver_sql(f"DELETE FROM {inside}")  # noqa: S608  # fixed names
    insertion = f"INSERT INTO {index}_data (id, block) VALUES (?, ?)"  # noqa: S608  # as above
    await connection.exec_driver_sql(insertion, fresh)


async def have_read_again(connection: AsyncConnection) -> Sequence[int]:
    """Marks the notes whose text or cards are lost, so that the next import reads them.

    Returns their ids.
    """
    without = notes.c.id.not_in(select(note_texts.c.note_id))
    blank = notes.c.id.in_(select(cards.c.note_id).where(~IS_RETIRED, health.EMPTY))
    lost = notes.c.gone_at.is_(None) & (without | blank)
    found = list((await connection.execute(select(notes.c.id).where(lost))).scalars())
    await connection.execute(update(notes).where(lost).values(mtime_ns=None, read_with=""))
    return found
