"""``kb suspend``, ``kb unsuspend``, ``kb bury`` and ``kb reset``: aside, back, and anew."""

from collections.abc import Sequence
from dataclasses import replace

from kb.app.cards.selection import CardSelection, InactiveCardError, resolve_selection
from kb.app.review.answers import bury, reset
from kb.cards.card import Status
from kb.schedule.memory import CardId
from kb.schedule.moment import Moment
from kb.store.cards.cards import Decision, decide_cards, decisions
from kb.store.file.store import Store, Transaction


async def suspend(store: Store, wanted: CardSelection) -> tuple[CardId, ...]:
    """Sets cards aside until they are wanted again, and returns those that were not so before.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is not reviewed anyway.
    """
    return await _turn(store, wanted, Status.ACTIVE, Status.SUSPENDED)


async def unsuspend(store: Store, wanted: CardSelection) -> tuple[CardId, ...]:
    """Takes suspended cards back into review, and returns them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is not reviewed anyway.
    """
    return await _turn(store, wanted, Status.SUSPENDED, Status.ACTIVE)


async def bury_until_tomorrow(
    store: Store, wanted: CardSelection, moment: Moment
) -> tuple[CardId, ...]:
    """Puts active cards off until the next study day, and returns them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named, or one that is not active.
    """
    async with store.reading() as transaction:
        found = await _named(transaction, wanted, {Status.ACTIVE})
    cards = tuple(each.card_id for each in found if each.status is Status.ACTIVE)
    await bury(store, cards, moment)
    return cards


async def begin_anew(store: Store, wanted: CardSelection, moment: Moment) -> tuple[CardId, ...]:
    """Makes cards new again, and returns those that were not. Their history remains.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is named.
    """
    async with store.reading() as transaction:
        found = await _named(transaction, wanted, set(Status))
    return await reset(store, [each.card_id for each in found], moment)


async def _turn(
    store: Store, wanted: CardSelection, before: Status, after: Status
) -> tuple[CardId, ...]:
    """Gives cards with one status the other, and returns them."""
    async with store.writing() as transaction:
        found = await _named(transaction, wanted, {before, after})
        turned = [each for each in found if each.status is before]
        await decide_cards(transaction, [replace(each, status=after) for each in turned])
    return tuple(each.card_id for each in turned)


async def _named(
    transaction: Transaction, wanted: CardSelection, allowed: set[Status]
) -> Sequence[Decision]:
    """Returns the cards that are meant; those that are named one by one have an allowed status."""
    wanted.refuse_all()
    found = await decisions(transaction, await resolve_selection(transaction, wanted))
    wanted.refuse_unknown([each.card_id for each in found])
    for each in found:
        if wanted.cards and each.status not in allowed:
            raise InactiveCardError(each.card_id, each.status)
    return found
