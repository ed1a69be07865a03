"""Pair staged cards with known ones, and merge them into the store.

A re-import mostly generates the cards that are there already. Those are paired here, in one
statement; only the rest goes to :func:`kb.cards.matching.match`.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.assistant import ASSISTANT
from kb.cards.card import Card, CardKind, Status
from kb.cards.identity import DrawnCard, KnownCard, other_uid
from kb.cards.rules import Key
from kb.graph.resolve import NoteId
from kb.store.importing.families import join_families
from kb.store.importing.rows import FileRef
from kb.store.importing.staging import pairs, places, stage_rows, staged
from kb.store.tables.bulk import chunks, insert_raw, rows_in
from kb.store.tables.cards import cards, log
from kb.store.tables.columns import UtcDateTime
from kb.store.tables.predicates import IS_RETIRED

_DRAWN: Final = (
    "generator",
    "anchor",
    "position",
    "line",
    "kind",
    "fact",
    "language",
    "written",
    "traits",
    "front",
    "back",
)
"""Columns of a card that come from its note."""


_Owner = TypeVar("_Owner", NoteId, FileRef)


class StagedCard(NamedTuple):
    """A staged card that is not known word for word."""

    row: int
    drawn: DrawnCard


class CardPair(NamedTuple):
    """A staged card, by its row, and the known card that it is."""

    row: int
    card_id: int
    changed: bool
    """Whether the answer has changed beyond recognition."""


class CardTally(NamedTuple):
    """How many staged cards are new."""

    proposals: int
    """Those for the inbox."""
    new: int
    """All of them, including those for the inbox."""


async def reviewed_keys(
    connection: AsyncConnection, note_ids: Sequence[NoteId]
) -> dict[NoteId, frozenset[Key]]:
    """Return, for notes with reviewed cards, the keys of those cards."""
    if not (await connection.execute(select(log.c.position).limit(1))).first():
        return {}
    query = select(cards.c.note_id, cards.c.generator, cards.c.anchor).where(
        _is_reviewed(), cards.c.generator != ASSISTANT
    )
    return await _keys(connection, query, cards.c.note_id, note_ids)


async def staged_keys(
    connection: AsyncConnection, refs: Sequence[FileRef]
) -> dict[FileRef, frozenset[Key]]:
    """Return the keys of the cards that were staged for files."""
    drawn = staged["cards"]
    query = select(drawn.c.ref, drawn.c.generator, drawn.c.anchor)
    return await _keys(connection, query, drawn.c.ref, refs)


async def _keys(
    connection: AsyncConnection,
    query: Select[Any],
    column: ColumnElement[int],
    owners: Sequence[_Owner],
) -> dict[_Owner, frozenset[Key]]:
    keys: defaultdict[_Owner, set[Key]] = defaultdict(set)
    for owner, generator, anchor in await rows_in(connection, query, column, owners):
        keys[owner].add((generator, anchor))
    return {owner: frozenset(of_owner) for owner, of_owner in keys.items()}


async def replace_staged_cards(
    connection: AsyncConnection, ref: FileRef, rows: Sequence[tuple[Any, ...]]
) -> None:
    """Stage other cards for a file; see :data:`kb.store.importing.rows.COLUMNS`."""
    drawn = staged["cards"]
    await connection.execute(delete(drawn).where(drawn.c.ref == ref))
    await stage_rows(connection, {"cards": rows})


async def pair_same(connection: AsyncConnection) -> None:
    """Pair the staged cards that are known in the same place and word for word."""
    drawn = staged["cards"]
    same = and_(
        cards.c.note_id == places.c.note_id,
        *(cards.c[name] == drawn.c[name] for name in ("generator", "anchor", "front", "back")),
        ~IS_RETIRED,
    )
    rest = [name for name in (*_DRAWN, "status") if name not in ("generator", "anchor")]
    untouched = and_(*(cards.c[name].is_not_distinct_from(drawn.c[name]) for name in rest))
    rows = (
        select(drawn.c.row, cards.c.id, untouched, literal(value=False))
        .join_from(drawn, places, places.c.ref == drawn.c.ref)
        .join(cards, same)
        .where(places.c.is_new.is_(False))
    )
    await connection.execute(insert(pairs).from_select(pairs.c.keys(), rows))


async def unpaired_known(connection: AsyncConnection, gone: Sequence[NoteId]) -> list[KnownCard]:
    """Return the known cards still without a pair: of notes that were read, or are gone.

    They include retired ones, and those of any note whose text was generated again.
    """
    read = and_(
        cards.c.note_id.in_(select(places.c.note_id).where(places.c.is_new.is_(False))),
        cards.c.generator != ASSISTANT,  # no note has these
    )
    known = await _known(connection, read)
    for some in chunks(gone):
        known += await _known(connection, cards.c.note_id.in_(some))
    drawn = staged["cards"]
    if (await connection.execute(select(cards.c.id).where(IS_RETIRED).limit(1))).first():
        again = exists().where(drawn.c.front == cards.c.front, drawn.c.back == cards.c.back)
        seen = {card.card_id for card in known}
        retired = await _known(connection, and_(IS_RETIRED, again))
        known += [card for card in retired if card.card_id not in seen]
    return known


async def unpaired_drawn(connection: AsyncConnection) -> list[StagedCard]:
    """Return the staged cards that are not known word for word."""
    drawn = staged["cards"]
    columns = (drawn.c[name] for name in Card._fields)
    staged_cards = []
    for row, note_id, *values in await connection.execute(
        _unpaired(drawn.c.row, places.c.note_id, *columns)
    ):
        card = Card(*values)
        card = card._replace(status=Status(card.status), kind=CardKind(card.kind))
        staged_cards.append(StagedCard(row, DrawnCard(note=note_id, card=card)))
    return staged_cards


async def stage_pairs(connection: AsyncConnection, matched: Sequence[CardPair]) -> None:
    """Stage which known cards staged ones are."""
    rows = [(pair.row, pair.card_id, False, pair.changed) for pair in matched]
    await insert_raw(connection, pairs, pairs.c.keys(), rows)


async def tally(connection: AsyncConnection) -> CardTally:
    """Return how many staged cards have no pair yet."""
    drawn = staged["cards"]
    counted = _unpaired(func.count(), func.total(drawn.c.status == Status.INBOX.value))
    new, proposals = (await connection.execute(counted)).one()
    return CardTally(proposals=int(proposals), new=new)


async def merge_cards(connection: AsyncConnection, now: datetime) -> None:
    """Write what was staged and paired: known cards as generated now, then new ones."""
    await _update(connection)
    await _insert(connection, now)


def _unpaired(*columns: ColumnElement[Any]) -> Select[Any]:
    """Return the query for staged cards, of notes with a place, that have no pair."""
    drawn = staged["cards"]
    return (
        select(*columns)
        .join_from(drawn, places, places.c.ref == drawn.c.ref)
        .join(pairs, pairs.c.row == drawn.c.row, isouter=True)
        .where(pairs.c.row.is_(None))
    )


async def _known(connection: AsyncConnection, which: ColumnElement[bool]) -> list[KnownCard]:
    shared = (cards.c[name] for name in ("generator", "anchor", "front", "back", "kind"))
    rows = await connection.execute(
        select(
            cards.c.id.label("card_id"),
            cards.c.note_id.label("note"),
            *shared,
            IS_RETIRED.label("retired"),
        ).where(which, cards.c.id.not_in(select(pairs.c.card_id)))
    )
    return [
        KnownCard(**row | {"kind": CardKind(row["kind"])}) for row in map(dict, rows.mappings())
    ]


def _is_reviewed() -> ColumnElement[bool]:
    return exists().where(log.c.card_id == cards.c.id)


async def _update(connection: AsyncConnection) -> None:
    drawn = staged["cards"]
    was = func.coalesce(cards.c.retired_from, cards.c.status)
    undecided = and_(
        cards.c.decided_at.is_(None),
        was.in_([Status.ACTIVE.value, Status.INBOX.value]),
        # A reviewed card never goes back to the inbox.
        or_(~_is_reviewed(), drawn.c.status == Status.ACTIVE.value),
    )
    values = {name: drawn.c[name] for name in _DRAWN}
    await connection.execute(
        update(cards)
        .where(
            cards.c.id == pairs.c.card_id,
            pairs.c.same.is_(False),
            drawn.c.row == pairs.c.row,
            places.c.ref == drawn.c.ref,
        )
        .values(
            {
                **values,
                "note_id": places.c.note_id,
                "status": case((undecided, drawn.c.status), else_=was),
                "proposed": or_(cards.c.proposed, drawn.c.status == Status.INBOX.value),
                "retired_from": None,
                "changed": or_(cards.c.changed, and_(pairs.c.changed, _is_reviewed())),
            }
        )
    )


async def _insert(connection: AsyncConnection, now: datetime) -> None:
    drawn = staged["cards"]
    values: dict[str, ColumnElement[Any]] = {name: drawn.c[name] for name in _DRAWN}
    values |= {
        "uid": drawn.c.uid,
        "note_id": places.c.note_id,
        "status": drawn.c.status,
        "proposed": drawn.c.status == Status.INBOX.value,
        "changed": literal(value=False),
        "added_at": literal(now, UtcDateTime),
        "reps": literal(0),
        "lapses": literal(0),
    }
    rows = _unpaired(*values.values()).order_by(drawn.c.row)
    statement = insert(cards).from_select(list(values), rows)
    new = (await connection.execute(_unpaired(func.count()))).scalar_one()
    is_some = bool(new)
    while (await connection.execute(statement.on_conflict_do_nothing(["uid"]))).rowcount < new:
        new = await _rename_doubles(connection)
    if is_some:
        await join_families(connection)


async def _rename_doubles(connection: AsyncConnection) -> int:
    """Give the staged cards that equal others a uid of their own, pair the rest; count them.

    Two notes with one title may hold the same card.
    """
    drawn = staged["cards"]
    same = (
        select(cards.c.id)
        .where(
            cards.c.uid == drawn.c.uid,
            cards.c.note_id == places.c.note_id,
            cards.c.generator == drawn.c.generator,
            cards.c.anchor == drawn.c.anchor,
            ~IS_RETIRED,
        )
        .scalar_subquery()
    )
    rows = (await connection.execute(_unpaired(drawn.c.row, drawn.c.uid, same))).all()
    await insert_raw(
        connection,
        pairs,
        pairs.c.keys(),
        [(row, card, True, False) for row, _, card in rows if card],
    )
    doubles = [(row, uid) for row, uid, card in rows if card is None]
    taken = {*await connection.scalars(select(cards.c.uid))}
    for row, uid in doubles:
        free = next(name for n in count(1) if (name := other_uid(uid, n)) not in taken)
        taken.add(free)
        await connection.execute(update(drawn).where(drawn.c.row == row).values(uid=free))
    return len(doubles)
