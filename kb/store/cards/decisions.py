"""What the user decides about cards: their status, wording and burial, each also as an entry.

Like the review log, the entries are only added to, so that several devices can share them. Of each
kind, the latest about a card holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.schedule.log import entry_id
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter, conditions
from kb.store.cards.standing import CardStanding
from kb.store.review.device import signing_device
from kb.store.review.log import next_tick
from kb.store.tables.bulk import execute_rows, rows_in
from kb.store.tables.cards import cards
from kb.store.tables.cards import decisions as entries
from kb.store.tables.notes import notes

_DECIDED: Final = ("status", "decided_at", "snoozed_until", "own_front", "own_back")
"""The fields of :class:`Decision` after the first, which are columns."""


class DecisionKind(StrEnum):
    """What an entry is about."""

    STATUS = "status"
    WORDING = "wording"
    BURIAL = "burial"
    SAME = "same"
    """That another uid is of the same card."""
    PROPOSED = "proposed"
    """What an assistant proposed; no note has the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a user decided about a card, so that it can be undone."""

    card_id: CardId
    status: Status
    decided_at: datetime | None
    snoozed_until: date | None
    own_front: str | None
    own_back: str | None


class DecisionEntry(NamedTuple):
    """An entry, without its signature."""

    card_id: int
    kind: DecisionKind
    value: str | None = None
    """The status, the user's own prompt, the other uid, or the text of
    :func:`kb.store.sync.rows.proposed_value`."""
    back: str | None = None
    """The user's own answer, or that of a proposed card."""
    until: date | None = None
    """When a snoozed or buried card returns."""
    decided_at: datetime | None = None
    """With a status: when the user decided about the proposal."""


async def decisions(connection: AsyncConnection, which: CardFilter) -> tuple[Decision, ...]:
    """Return the decisions about cards, of any number of ids."""
    query = (
        select(cards.c.id, *(cards.c[name] for name in _DECIDED))
        .join(notes, notes.c.id == cards.c.note_id)
        .where(*conditions(replace(which, card_ids=None)))
        .order_by(cards.c.id)
    )
    if which.card_ids is None:
        rows = list(await connection.execute(query))
    else:
        rows = await rows_in(connection, query, cards.c.id, sorted(which.card_ids))
    return tuple(
        Decision(
            card_id=CardId(row.id),
            status=Status(row.status),
            **{name: getattr(row, name) for name in _DECIDED[1:]},
        )
        for row in rows
    )


async def decide_cards(
    connection: AsyncConnection, decided: Sequence[Decision], now: datetime
) -> None:
    """Store decisions about cards, and what is new of them as entries."""
    before = {
        card.card_id: card
        for card in await decisions(
            connection, CardFilter(card_ids=[card.card_id for card in decided])
        )
    }
    names = tuple(f"new_{name}" for name in _DECIDED)
    statement = (
        update(cards)
        .where(cards.c.id == bindparam("card"))
        .values({name: bindparam(f"new_{name}", type_=cards.c[name].type) for name in _DECIDED})
    )
    rows = [
        (card.card_id, card.status.value, *(getattr(card, name) for name in _DECIDED[1:]))
        for card in decided
    ]
    await execute_rows(connection, statement, ("card", *names), rows)
    new = [entry for card in decided for entry in _entries(before.get(card.card_id), card)]
    await add_entries(connection, new, now)


async def record_changes(
    connection: AsyncConnection,
    changes: Sequence[tuple[CardStanding, CardStanding]],
    now: datetime,
    *,
    burials: bool,
) -> None:
    """Add entries about what the user changed of cards, given pairs of before and after.

    Without ``burials``, none about burials: what the log records unburies by itself.
    """
    new = []
    for before, after in changes:
        new += _entries(before, after)
        if burials and before.buried_until != after.buried_until:
            card, until = after.card_id, after.buried_until
            new.append(DecisionEntry(card, DecisionKind.BURIAL, until=until))
    await add_entries(connection, new, now)


async def add_entries(
    connection: AsyncConnection, new: Sequence[DecisionEntry], now: datetime
) -> None:
    """Add entries, signed by this device and in their order."""
    if not new:
        return
    device, first = await signing_device(connection), await next_tick(connection, now)
    rows = [
        (entry_id(device, tick), device, tick, now, entry.card_id, entry.kind.value, *entry[2:])
        for tick, entry in enumerate(new, first)
    ]
    names = ("uid", "device", "tick", "at", *DecisionEntry._fields)
    await execute_rows(connection, insert(entries), names, rows)


def _entries(
    before: Decision | CardStanding | None, after: Decision | CardStanding
) -> list[DecisionEntry]:
    """Return the entries by which others learn of a decision."""
    new = []

    def differs(*names: str) -> bool:
        return any(getattr(before, name, None) != getattr(after, name) for name in names)

    if differs("status", "decided_at", "snoozed_until"):
        new.append(
            DecisionEntry(
                after.card_id,
                DecisionKind.STATUS,
                after.status.value,
                until=after.snoozed_until,
                decided_at=after.decided_at,
            )
        )
    if differs("own_front", "own_back"):
        new.append(
            DecisionEntry(after.card_id, DecisionKind.WORDING, after.own_front, after.own_back)
        )
    return new
