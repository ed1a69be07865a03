"""What an export asks of cards besides their texts: their siblings, and when they changed."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import CardKind, Status
from kb.graph.resolve import NoteId
from kb.schedule.memory import CardId
from kb.store.tables.bulk import rows_in
from kb.store.tables.cards import cards, decisions
from kb.store.tables.notes import notes
from kb.store.tables.sync import described_cards


class StoredSibling(NamedTuple):
    """A card of any status, as far as its siblings ask of it."""

    card_id: CardId
    uid: str
    family: str
    """The uid of the first card of its family, which may be retired by now."""
    leads: bool
    """Whether this is that card."""
    kind: CardKind
    status: Status
    front: str
    back: str


async def cards_of_families(
    connection: AsyncConnection, card_ids: Collection[CardId]
) -> list[StoredSibling]:
    """Return all cards that are of one family with one of these, retired ones too, by their ids."""
    own = func.coalesce(cards.c.family, cards.c.uid)
    named = await rows_in(connection, select(own), cards.c.id, sorted(card_ids))
    families = sorted({name for (name,) in named})
    # The first card of a family may have another uid by now, and its old one as another name.
    first = described_cards.alias()
    query = select(
        *cards.c["id", "uid"],
        own,
        or_(cards.c.family.is_(None), first.c.card_id.is_not(None)),
        *cards.c["kind", "status"],
        func.coalesce(cards.c.own_front, cards.c.front),
        func.coalesce(cards.c.own_back, cards.c.back),
    ).outerjoin(first, and_(first.c.uid == cards.c.family, first.c.card_id == cards.c.id))
    rows = [
        *await rows_in(connection, query, cards.c.family, families),
        *await rows_in(connection, query.where(cards.c.family.is_(None)), cards.c.uid, families),
    ]
    siblings = (
        StoredSibling(CardId(card), uid, name, bool(leads), CardKind(kind), Status(status), *text)
        for card, uid, name, leads, kind, status, *text in rows
    )
    return sorted(siblings)


async def read_times(
    connection: AsyncConnection, note_ids: Collection[int]
) -> dict[NoteId, datetime]:
    """Return when each note's file was last read, as it had changed."""
    query = select(notes.c.id, notes.c.read_at)
    rows = await rows_in(connection, query, notes.c.id, sorted(note_ids))
    return {NoteId(note): read_at for note, read_at in rows}


async def added_times(
    connection: AsyncConnection, note_ids: Collection[int]
) -> dict[CardId, datetime]:
    """Return when each card of the notes was first seen."""
    query = select(cards.c.id, cards.c.added_at)
    rows = await rows_in(connection, query, cards.c.note_id, sorted(note_ids))
    return {CardId(card): added_at for card, added_at in rows}


async def wording_times(connection: AsyncConnection) -> dict[CardId, datetime]:
    """Return when the user last gave each card a wording of their own, or took it back."""
    rows = await connection.execute(
        select(decisions.c.card_id, func.max(decisions.c.at))
        .where(decisions.c.kind == "wording")
        .group_by(decisions.c.card_id)
    )
    return {CardId(card): at for card, at in rows}
