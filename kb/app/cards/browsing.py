"""Cards to look through: the ids of all that match, in an order, and a page of them as lines."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from kb.app.cards.acts import is_buried
from kb.app.cards.selection import CardSelection, resolve_selection, shown_by_default
from kb.app.learning import learned_weights, worth_of
from kb.cards.card import Status
from kb.cards.worth.model import Weights
from kb.schedule.days import Moment, falls_due
from kb.schedule.memory import CardId, state_of
from kb.store.cards.browsing import (
    CardLine,
    SortedBy,
    card_lines,
    sorted_cards,
    traits_of_cards,
)
from kb.store.file.store import Store

_AT_ONCE: Final = 500
"""Cards whose worth is computed before others have their turn."""


class CardOrder(StrEnum):
    """What cards are sorted by."""

    NOTE = "note"
    DUE = "due"
    ADDED = "added"
    STABILITY = "stability"
    DIFFICULTY = "difficulty"
    LAPSES = "lapses"
    WORTH = "worth"

    @property
    def is_falling(self) -> bool:
        """Whether the highest comes first, unless the user turns it round."""
        return self in _FALLING


_FALLING: Final = {CardOrder.ADDED, CardOrder.DIFFICULTY, CardOrder.LAPSES, CardOrder.WORTH}
_COLUMNS: Final = {
    CardOrder.NOTE: SortedBy.NOTE,
    CardOrder.DUE: SortedBy.DUE,
    CardOrder.ADDED: SortedBy.ADDED,
    CardOrder.STABILITY: SortedBy.STABILITY,
    CardOrder.DIFFICULTY: SortedBy.DIFFICULTY,
    CardOrder.LAPSES: SortedBy.LAPSES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A card in a list."""

    card_id: CardId
    front: str
    """Markdown; a long one is cut."""
    note: str
    status: str
    """Its status; of an active card whether it is buried, else its state."""
    due: datetime | None
    """In the learner's time zone; for a card in review, the start of its study day."""
    in_steps: bool
    """Whether it is due at a time of day."""
    added: datetime
    """In the learner's time zone."""
    stability: float | None
    """In days."""
    difficulty: float | None
    """From 1 to 10."""
    lapses: int
    worth: float | None
    """The chance that a learner keeps a drawn card, from 0 to 1."""


async def matching_cards(  # one order has a direction
    store: Store,
    selection: CardSelection,
    order: CardOrder,
    *,
    moment: Moment,
    falling: bool = False,
    weights: Weights | None = None,
) -> tuple[CardId, ...]:
    """Return the ids of cards in an order; rejected and retired ones only if named.

    Args:
        store: of the cards.
        selection: which cards.
        order: what they are sorted by; those without a value come last.
        moment: of the learner.
        falling: whether the highest comes first.
        weights: by which cards are worth something; the default ones if none.

    Raises:
        NotFoundError: there is no such card or note.
        QueryError: the query cannot be read.
    """
    async with store.reading() as transaction:
        which = await resolve_selection(transaction, selection, moment)
        which = shown_by_default(which, selection)
        if order is not CardOrder.WORTH:
            by = _COLUMNS[order]
            return await sorted_cards(transaction, which, by, descending=falling)
        traits = await traits_of_cards(transaction, which)
    return await _by_worth(traits, weights, falling=falling)


async def card_rows(
    store: Store, card_ids: Sequence[CardId], *, moment: Moment, weights: Weights | None = None
) -> dict[CardId, CardRow]:
    """Return a page of cards as a list shows them; see :func:`matching_cards`."""
    async with store.reading() as transaction:
        lines = await card_lines(transaction, card_ids)
    return {card_id: _row(line, moment, weights) for card_id, line in lines.items()}


async def weights_of_worth(store: Store, *, learn: bool) -> Weights | None:
    """Return the weights by which cards are worth something; none for the default ones."""
    async with store.reading() as transaction:
        return await learned_weights(transaction, learn=learn)


async def _by_worth(
    traits: dict[CardId, str], weights: Weights | None, *, falling: bool
) -> tuple[CardId, ...]:
    worths: dict[str, float | None] = {}
    for at, packed in enumerate(dict.fromkeys(traits.values())):
        worths[packed] = worth_of(packed, weights)
        if at % _AT_ONCE == 0:
            await asyncio.sleep(0)
    sign = -1 if falling else 1

    def place(card_id: CardId) -> tuple[bool, float, CardId]:
        worth = worths[traits[card_id]]
        return worth is None, sign * (worth or 0), card_id

    return tuple(sorted(traits, key=place))


def _row(line: CardLine, moment: Moment, weights: Weights | None) -> CardRow:
    scheduled = line.scheduled
    memory = scheduled.memory if scheduled else None
    status = line.status.value
    if line.status is Status.ACTIVE:
        buried = is_buried(line.buried_until, moment)
        status = "buried" if buried else state_of(memory).value
    return CardRow(
        card_id=line.card_id,
        front=line.front,
        note=line.note,
        status=status,
        due=falls_due(scheduled.due, scheduled.memory.state, moment.calendar)
        if scheduled
        else None,
        in_steps=memory is not None and memory.state.in_steps,
        added=line.added_at.astimezone(moment.calendar.zone),
        stability=memory.stability_days if memory else None,
        difficulty=memory.difficulty if memory else None,
        lapses=line.lapses,
        worth=worth_of(line.traits, weights),
    )
