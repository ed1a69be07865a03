"""Cards on their way into the store: which staged card is which known one, and the merge.

A re-import mostly draws the cards that are there. Those are recognised here, in one statement;
only what is left is handed to :func:`kb.cards.matching.match`.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Card, CardKind, Status
from kb.cards.identity import DrawnCard, KnownCard
from kb.cards.rules import Key
from kb.graph.resolve import NoteId
from kb.store.importing.staging import pairs, places, stage_rows, staged
from kb.store.tables.bulk import chunks, execute_rows
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
    "front",
    "back",
)
"""Columns of a card that its note decides."""


class StagedCard(NamedTuple):
    """A staged card that is none that is known word for word."""

    row: int
    drawn: DrawnCard


class CardPair(NamedTuple):
    """A staged card, by its row, and the known card that it is."""

    row: int
    card_id: int
    changed: bool
    """Whether the answer is not to be recognised."""


class CardTally(NamedTuple):
    """How many cards are staged, by what they are."""

    same: int
    """Known, in their words."""
    proposals: int
    """New, and for the inbox."""
    new: int
    """New, those for the inbox among them."""


async def reviewed_keys(
    connection: AsyncConnection, note_ids: Sequence[NoteId]
) -> dict[NoteId, frozenset[Key]]:
    """Returns, for notes with cards that have a history, the keys of those cards."""
    found: dict[NoteId, set[Key]] = {}
    if not (await connection.execute(select(log.c.position).limit(1))).first():
        return {}
    for some in chunks(note_ids):
        rows = await connection.execute(
            select(cards.c.note_id, cards.c.generator, cards.c.anchor).where(
                cards.c.note_id.in_(some), _has_history()
            )
        )
        for note_id, generator, anchor in rows:
            found.setdefault(NoteId(note_id), set()).add((generator, anchor))
    return {note_id: frozenset(keys) for note_id, keys in found.items()}


async def staged_keys(
    connection: AsyncConnection, refs: Sequence[int]
) -> dict[int, frozenset[Key]]:
    """Returns the keys of the cards that were staged for files."""
    drawn = staged["cards"]
    found: dict[int, set[Key]] = {}
    for some in chunks(refs):
        rows = await connection.execute(
            select(drawn.c.ref, drawn.c.generator, drawn.c.anchor).where(drawn.c.ref.in_(some))
        )
        for ref, generator, anchor in rows:
            found.setdefault(ref, set()).add((generator, anchor))
    return {ref: frozenset(keys) for ref, keys in found.items()}


async def replace_staged_cards(
    connection: AsyncConnection, ref: int, rows: Sequence[tuple[Any, ...]]
) -> None:
    """Stages other cards for a file; see :data:`kb.store.importing.rows.COLUMNS`."""
    drawn = staged["cards"]
    await connection.execute(delete(drawn).where(drawn.c.ref == ref))
    await stage_rows(connection, {"cards": rows})


async def pair_same(connection: AsyncConnection) -> None:
    """Pairs the staged cards that are known in their place and word for word."""
    drawn = staged["cards"]
    same = and_(
        cards.c.note_id == places.c.note_id,
        cards.c.generator == drawn.c.generator,
        cards.c.anchor == drawn.c.anchor,
        cards.c.front == drawn.c.front,
        cards.c.back == drawn.c.back,
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
    """Returns the known cards that are still to be found: of notes that were read, or are gone.

    Retired ones are among them, and from any note those whose text was drawn again.
    """
    read = cards.c.note_id.in_(select(places.c.note_id).where(places.c.is_new.is_(False)))
    known = await _known(connection, read)
    for some in chunks(gone):
        known += await _known(connection, cards.c.note_id.in_(some))
    drawn = staged["cards"]
    if (await connection.execute(select(cards.c.id).where(IS_RETIRED).limit(1))).first():
        again = exists().where(drawn.c.front == cards.c.front, drawn.c.back == cards.c.back)
        seen = {card.card_id for card in known}
        back = await _known(connection, and_(IS_RETIRED, again))
        known += [card for card in back if card.card_id not in seen]
    return known


async def unpaired_drawn(connection: AsyncConnection) -> list[StagedCard]:
    """Returns the staged cards that are none that is known word for word."""
    drawn = staged["cards"]
    rows = await connection.execute(
        _unpaired(
            drawn.c.row, places.c.note_id, drawn.c.status, *(drawn.c[name] for name in _DRAWN)
        )
    )
    return [
        StagedCard(
            row.row,
            DrawnCard(
                note=row.note_id,
                card=Card(
                    generator=row.generator,
                    anchor=row.anchor,
                    front=row.front,
                    back=row.back,
                    line=row.line,
                    status=Status(row.status),
                    kind=CardKind(row.kind),
                    fact=row.fact,
                    language=row.language,
                    written=row.written,
                ),
            ),
        )
        for row in rows
    ]


async def stage_pairs(connection: AsyncConnection, found: Sequence[CardPair]) -> None:
    """Says which known cards staged ones are."""
    rows = [(each.row, each.card_id, False, each.changed) for each in found]
    await execute_rows(connection, insert(pairs), pairs.c.keys(), rows)


async def tally(connection: AsyncConnection) -> CardTally:
    """Returns how many cards were staged, before others than the same ones are paired."""
    drawn = staged["cards"]
    same = (await connection.execute(select(func.count()).select_from(pairs))).scalar_one()
    counted = _unpaired(func.count(), func.total(drawn.c.status == Status.INBOX.value))
    new, proposals = (await connection.execute(counted)).one()
    return CardTally(same=same, proposals=int(proposals), new=new)


async def merge_cards(connection: AsyncConnection, now: datetime) -> None:
    """Writes what was staged and paired: known cards as they are drawn now, then new ones."""
    await _update(connection)
    await _insert(connection, now)


def first_uid() -> int:
    """Returns the number that the names of an import's new cards run on from.

    It is random, and they run on so that their index grows at its end. Of two stores with a
    thousand imports of 100,000 cards each, one pair in 20 million shares a name.
    """
    return secrets.randbits(62)


def _unpaired(*columns: ColumnElement[Any]) -> Select[Any]:
    """Returns the query for staged cards, of notes with a place, that have no pair."""
    drawn = staged["cards"]
    return (
        select(*columns)
        .join_from(drawn, places, places.c.ref == drawn.c.ref)
        .join(pairs, pairs.c.row == drawn.c.row, isouter=True)
        .where(pairs.c.row.is_(None))
    )


async def _known(connection: AsyncConnection, which: ColumnElement[bool]) -> list[KnownCard]:
    rows = await connection.execute(
        select(
            cards.c.id,
            cards.c.note_id,
            cards.c.generator,
            cards.c.anchor,
            cards.c.front,
            cards.c.back,
            cards.c.kind,
            IS_RETIRED.label("retired"),
        ).where(which, cards.c.id.not_in(select(pairs.c.card_id)))
    )
    return [
        KnownCard(
            card_id=row.id,
            note=row.note_id,
            generator=row.generator,
            anchor=row.anchor,
            front=row.front,
            back=row.back,
            kind=CardKind(row.kind),
            retired=row.retired,
        )
        for row in rows
    ]


def _has_history() -> ColumnElement[bool]:
    return exists().where(log.c.card_id == cards.c.id)


async def _update(connection: AsyncConnection) -> None:
    drawn = staged["cards"]
    was = func.coalesce(cards.c.retired_from, cards.c.status)
    undecided = and_(
        cards.c.decided_at.is_(None),
        was.in_([Status.ACTIVE.value, Status.INBOX.value]),
        # Nothing that was ever answered goes back to the inbox.
        or_(~_has_history(), drawn.c.status == Status.ACTIVE.value),
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
                "changed": or_(cards.c.changed, and_(pairs.c.changed, _has_history())),
            }
        )
    )


async def _insert(connection: AsyncConnection, now: datetime) -> None:
    drawn = staged["cards"]
    values: dict[str, ColumnElement[Any]] = {name: drawn.c[name] for name in _DRAWN}
    values |= {
        "uid": func.printf("%016x", literal(first_uid()) + drawn.c.row),
        "note_id": places.c.note_id,
        "status": drawn.c.status,
        "proposed": drawn.c.status == Status.INBOX.value,
        "changed": literal(value=False),
        "added_at": literal(now, UtcDateTime),
        "reps": literal(0),
        "lapses": literal(0),
    }
    rows = _unpaired(*values.values()).order_by(drawn.c.row)
    await connection.execute(insert(cards).from_select(list(values), rows))
