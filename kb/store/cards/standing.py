"""How cards stand: what acts of the user on many cards read and write, without their texts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.cards.card import Status
from kb.schedule.log import CardMemory
from kb.schedule.memory import CardId
from kb.store.review.log import memory_values, scheduled_of
from kb.store.tables.bulk import execute_rows, rows_in
from kb.store.tables.cards import cards

_PLAIN: Final = (
    *("changed", "buried_until", "own_front", "own_back"),
    *("decided_at", "snoozed_until"),
)
"""Fields that are columns as they are."""
_COLUMNS: Final = ("id", "uid", "status", *_PLAIN, *memory_values(None), "reps", "lapses")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStanding:
    """What acts of the user may change of a card."""

    card_id: CardId
    uid: str
    """Identifies the card on every device."""
    status: Status
    changed: bool
    """Whether its answer in the note has changed since it was last reviewed."""
    buried_until: date | None
    own_front: str | None
    """The user's own wording, if there is one."""
    own_back: str | None
    decided_at: datetime | None
    """When the user accepted or rejected it; none for a card that was not proposed, or waits."""
    snoozed_until: date | None
    memory: CardMemory


_FIELDS: Final = tuple((field, attrgetter(field.name)) for field in fields(CardStanding))


async def standings(
    connection: AsyncConnection, card_ids: Collection[CardId]
) -> tuple[CardStanding, ...]:
    """Return how cards stand, by their ids; those that do not exist are left out."""
    query = select(*(cards.c[name] for name in _COLUMNS)).order_by(cards.c.id)
    rows = await rows_in(connection, query, cards.c.id, sorted(card_ids))
    return tuple(
        CardStanding(
            card_id=CardId(row.id),
            uid=row.uid,
            status=Status(row.status),
            memory=CardMemory(scheduled=scheduled_of(row), reps=row.reps, lapses=row.lapses),
            **{name: getattr(row, name) for name in _PLAIN},
        )
        for row in rows
    )


async def states_of_cards(
    connection: AsyncConnection, card_ids: Collection[CardId]
) -> frozenset[tuple[Status, date | None]]:
    """Return every status that cards have, with the study day until which they are buried."""
    query = select(cards.c.status, cards.c.buried_until).distinct()
    rows = await rows_in(connection, query, cards.c.id, card_ids)
    return frozenset((Status(status), until) for status, until in rows)


async def change_standings(
    connection: AsyncConnection, changes: Sequence[tuple[CardStanding, CardStanding]]
) -> None:
    """Store how cards stand, given pairs of before and after; only what differs is written."""
    # Whole columns: most values are the same objects, which takes no time to see.
    differing = {
        field.name
        for field, of in _FIELDS
        if [of(before) for before, _ in changes] != [of(after) for _, after in changes]
    }
    if not differing:
        return
    columns = sorted(_values(changes[0][1], differing))
    # A trigger tells vectors of every card whose wording is written, even if it is the same.
    statement = (
        update(cards)
        .where(cards.c.id == bindparam("of_card"))
        .values({name: bindparam(f"new_{name}", type_=cards.c[name].type) for name in columns})
    )
    rows = [
        (after.card_id, *(values[name] for name in columns))
        for _, after in changes
        for values in [_values(after, differing)]
    ]
    names = ("of_card", *(f"new_{name}" for name in columns))
    await execute_rows(connection, statement, names, rows)


def _values(standing: CardStanding, names: Collection[str]) -> dict[str, Any]:
    """Return the columns of some of the fields."""
    values: dict[str, Any] = {name: getattr(standing, name) for name in _PLAIN if name in names}
    if "status" in names:
        values["status"] = standing.status.value
    if "memory" in names:
        memory = standing.memory
        values |= memory_values(memory.scheduled)
        values |= {"reps": memory.reps, "lapses": memory.lapses}
    return values
