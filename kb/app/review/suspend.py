"""``kb suspend``, ``kb unsuspend``, ``kb bury`` and ``kb reset``."""

from collections.abc import Sequence
from dataclasses import replace

from kb.app.cards.selection import CardSelection, InactiveCardError, resolve_selection
from kb.app.review.answers import bury, reset
from kb.cards.card import Status
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.cards.decisions import Decision, decide_cards, decisions
from kb.store.file.store import Store, Transaction


async def suspend(store: Store, selection: CardSelection, moment: Moment) -> tuple[CardId, ...]:
    """Suspend active cards, and return them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is neither active nor suspended.
    """
    return await _change(store, selection, Status.SUSPENDED, moment)


async def unsuspend(store: Store, selection: CardSelection, moment: Moment) -> tuple[CardId, ...]:
    """Make suspended cards active again, and return them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is neither active nor suspended.
    """
    return await _change(store, selection, Status.ACTIVE, moment)


async def bury_until_tomorrow(
    store: Store, selection: CardSelection, moment: Moment
) -> tuple[CardId, ...]:
    """Bury active cards until the next study day, and return them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is not active.
    """
    async with store.reading() as transaction:
        cards = await _selected(transaction, selection, {Status.ACTIVE})
    active = tuple(card.card_id for card in cards if card.status is Status.ACTIVE)
    await bury(store, active, moment)
    return active


async def reset_cards(store: Store, selection: CardSelection, moment: Moment) -> tuple[CardId, ...]:
    """Make cards new again, and return those that were not new. Their history remains.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named.
    """
    async with store.reading() as transaction:
        cards = await _selected(transaction, selection, set(Status))
    return await reset(store, [card.card_id for card in cards], moment)


async def _change(
    store: Store, selection: CardSelection, after: Status, moment: Moment
) -> tuple[CardId, ...]:
    before = Status.SUSPENDED if after is Status.ACTIVE else Status.ACTIVE
    async with store.writing() as transaction:
        cards = await _selected(transaction, selection, {before, after})
        changed = [card for card in cards if card.status is before]
        decided = [replace(card, status=after) for card in changed]
        await decide_cards(transaction, decided, moment.now)
    return tuple(card.card_id for card in changed)


async def _selected(
    transaction: Transaction, selection: CardSelection, allowed: set[Status]
) -> Sequence[Decision]:
    """Return the selected cards; those named by their id must have an allowed status."""
    selection.refuse_all()
    cards = await decisions(transaction, await resolve_selection(transaction, selection))
    selection.refuse_unknown([card.card_id for card in cards])
    for card in cards:
        if selection.cards and card.status not in allowed:
            raise InactiveCardError(card.card_id, card.status)
    return cards
