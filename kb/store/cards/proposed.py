"""Cards that an assistant proposed: added without an import, which keeps them with their notes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Final, NamedTuple

from sqlalchemy import bindparam, exists, func, insert, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.assistant import ASSISTANT
from kb.cards.card import Card, Status
from kb.cards.identity import card_uid, other_uid
from kb.graph.resolve import NoteId
from kb.schedule.memory import CardId
from kb.store.tables.bulk import execute_rows, rows_in
from kb.store.tables.cards import cards
from kb.store.tables.notes import notes
from kb.store.tables.predicates import IS_LIVING, IS_RETIRED
from kb.store.tables.sync import described_cards

_BEHIND: Final = 1_000_000
"""Before the position of such a card: they come after all that are drawn from the note."""


class KnownText(NamedTuple):
    """A card of a note, retired and rejected ones too."""

    card_id: CardId
    status: Status
    """Of a retired one, that before."""
    retired: bool
    front: str
    """As the note or the assistant has it."""
    back: str


class AssistantsCard(NamedTuple):
    """A card that an assistant proposed, and where its line was."""

    card_id: CardId
    note_id: NoteId
    anchor: str
    line: int


async def texts_of_cards(connection: AsyncConnection, note_id: NoteId) -> tuple[KnownText, ...]:
    """Return what the cards of a note ask, of every status."""
    status = func.coalesce(cards.c.retired_from, cards.c.status)
    rows = await connection.execute(
        select(cards.c.id, status, IS_RETIRED, cards.c.front, cards.c.back)
        .where(cards.c.note_id == note_id)
        .order_by(IS_RETIRED, cards.c.id)
    )
    return tuple(KnownText(CardId(row[0]), Status(row[1]), *row[2:]) for row in rows)


async def note_key(connection: AsyncConnection, note_id: NoteId) -> str:
    """Return what the uids of a note's cards follow from: its id, else its title, folded."""
    key = func.coalesce(notes.c.given_id, notes.c.title_key)
    row = await connection.execute(select(key).where(notes.c.id == note_id))
    return str(row.scalar_one())


async def add_proposed(
    connection: AsyncConnection,
    note_id: NoteId,
    card: Card,
    now: datetime,
    *,
    uid: str | None = None,
) -> tuple[CardId, str]:
    """Add a card to the inbox, and return its id and uid.

    Args:
        connection: in a transaction that writes.
        note_id: of its note.
        card: which no note here has.
        now: when that is.
        uid: that it has on the device that proposed it; it follows from the note if there is none.
    """
    if uid is None:
        own = card_uid(await note_key(connection, note_id), card)
        uid = own
        for number in count(1):
            if not await _is_taken(connection, uid):
                break
            uid = other_uid(own, number)
    values = card._asdict() | {
        "uid": uid,
        "note_id": note_id,
        "position": _BEHIND + card.line,
        "status": card.status.value,
        "kind": card.kind.value,
        "proposed": True,
        "changed": False,
        "added_at": now,
        "reps": 0,
        "lapses": 0,
    }
    added = await connection.execute(insert(cards).values(values).returning(cards.c.id))
    return CardId(added.scalar_one()), uid


async def notes_of_uids(connection: AsyncConnection, keys: Mapping[str, str]) -> dict[str, NoteId]:
    """Return the notes here of cards that other devices proposed, by the uids of the cards.

    Args:
        connection: in a transaction.
        keys: the key of the note of each card, by uid, when it was proposed. If it has another one
            by now, the latest description of the card has it.
    """
    described = select(described_cards.c.uid, described_cards.c.note)
    later = await rows_in(connection, described, described_cards.c.uid, sorted(keys))
    latest = {uid: note for uid, note in later if note}
    key = func.coalesce(notes.c.given_id, notes.c.title_key)
    wanted = {*keys.values(), *latest.values()}
    rows = await rows_in(connection, select(key, notes.c.id).where(IS_LIVING), key, sorted(wanted))
    ids: dict[str, NoteId] = {}
    for its, note_id in sorted(rows, key=lambda row: -row[1]):
        ids[its] = NoteId(note_id)  # of several with one title, the first
    homes = {uid: ids.get(latest.get(uid, ""), ids.get(own)) for uid, own in keys.items()}
    return {uid: home for uid, home in homes.items() if home is not None}


async def assistants_cards(
    connection: AsyncConnection, note_ids: Collection[NoteId]
) -> list[AssistantsCard]:
    """Return the cards of notes that an assistant proposed, of every status."""
    query = select(cards.c.id, cards.c.note_id, cards.c.anchor, cards.c.line).where(
        cards.c.generator == ASSISTANT
    )
    rows = await rows_in(connection, query, cards.c.note_id, sorted(note_ids))
    return [AssistantsCard(*row) for row in rows]


async def settle_proposed(connection: AsyncConnection, lines: Sequence[tuple[CardId, int]]) -> None:
    """Give such cards, whose notes are here, the lines where they are now; none stays retired."""
    one = cards.c.id == bindparam("card")
    moved = update(cards).where(one).values(line=bindparam("its_line"))
    await execute_rows(connection, moved, ("card", "its_line"), list(lines))
    back = {"status": cards.c.retired_from, "retired_from": null()}
    await execute_rows(
        connection,
        update(cards).where(one, IS_RETIRED).values(back),
        ("card",),
        [(card,) for card, _ in lines],
    )


async def equal_card(connection: AsyncConnection, note_id: NoteId, anchor: str) -> CardId | None:
    """Return the card of a note that an assistant proposed with the same anchor, if any."""
    row = await connection.execute(
        select(cards.c.id)
        .where(cards.c.note_id == note_id, cards.c.generator == ASSISTANT, cards.c.anchor == anchor)
        .limit(1)
    )
    card = row.scalar()
    return None if card is None else CardId(card)


async def _is_taken(connection: AsyncConnection, uid: str) -> bool:
    """Return whether a card here has a uid, or another name of one is it."""
    known = or_(
        exists().where(cards.c.uid == uid),
        exists().where(described_cards.c.uid == uid, described_cards.c.card_id.is_not(None)),
    )
    return bool((await connection.execute(select(known))).scalar_one())
