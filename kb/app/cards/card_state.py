"""``kb suspend``, ``kb unsuspend``, ``kb bury`` and ``kb reset``."""

from collections.abc import Sequence

from kb.app.cards import acts
from kb.app.cards.selection import CardSelection, InactiveCardError, resolve_selection
from kb.cards.card import Status
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter
from kb.store.cards.decisions import decisions
from kb.store.file.store import Store


async def suspend(store: Store, selection: CardSelection, moment: Moment) -> tuple[CardId, ...]:
    """Suspend active cards, and return them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is neither active nor suspended.
    """
    cards = await _selected(store, selection, {Status.ACTIVE, Status.SUSPENDED})
    return (await acts.suspend(store, cards, moment)).cards


async def unsuspend(store: Store, selection: CardSelection, moment: Moment) -> tuple[CardId, ...]:
    """Make suspended cards active again, and return them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is neither active nor suspended.
    """
    cards = await _selected(store, selection, {Status.ACTIVE, Status.SUSPENDED})
    return (await acts.unsuspend(store, cards, moment)).cards


async def bury_until_tomorrow(
    store: Store, selection: CardSelection, moment: Moment
) -> tuple[CardId, ...]:
    """Bury active cards until the next study day, and return them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is not active.
    """
    cards = await _selected(store, selection, {Status.ACTIVE})
    return (await acts.bury(store, cards, moment)).cards


async def reset_cards(store: Store, selection: CardSelection, moment: Moment) -> tuple[CardId, ...]:
    """Make cards new again, and return those that were not new. Their history remains.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named.
    """
    cards = await _selected(store, selection, set(Status))
    return (await acts.reset(store, cards, moment)).cards


async def _selected(
    store: Store, selection: CardSelection, allowed: set[Status]
) -> Sequence[CardId]:
    """Return the selected cards; those named by their id must have an allowed status."""
    selection.refuse_all()
    async with store.reading() as transaction:
        which = await resolve_selection(transaction, selection)
        cards = await decisions(transaction, which)
        named = await decisions(transaction, CardFilter(card_ids=which.card_ids or []))
    selection.refuse_unknown(
        [card.card_id for card in cards], elsewhere=[card.card_id for card in named]
    )
    for card in cards:
        if selection.cards and card.status not in allowed:
            raise InactiveCardError(card.card_id, card.status, others=len(selection.cards) > 1)
    return [card.card_id for card in cards]
