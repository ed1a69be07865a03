"""What somebody does at machines, and sees there."""

from datetime import datetime

from kb.app.review.grade import grade
from kb.schedule.memory import Rating
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from tests.app.sync.machines import SETTINGS, Machine


async def answered(machine: Machine, front: str, rating: Rating = Rating.EASY) -> None:
    """Answers the card with this prompt."""
    card = (await card_of(machine, front)).card_id
    await grade(machine.store, str(card), rating, moment=machine.moment, settings=SETTINGS)


async def card_of(machine: Machine, front: str) -> StoredCard:
    """Returns the card with this prompt, whatever its status."""
    async with machine.store.reading() as transaction:
        cards = await stored_cards(transaction, CardFilter())
    (card,) = [card for card in cards if card.front == front]
    return card


async def due(machine: Machine, front: str) -> datetime:
    """Returns when the card with this prompt is due."""
    card = await card_of(machine, front)
    assert card.scheduled
    return card.scheduled.due


async def in_turn(*machines: Machine) -> None:
    """Synchronises until all have everything."""
    for _ in range(2):
        for machine in machines:
            await machine.syncs()


async def are_equal(*machines: Machine) -> bool:
    """Returns whether machines have the same cards and entries, and doctors find nothing."""
    first, *others = [await machine.shared() for machine in machines]
    return all(other == first for other in others) and not any(
        [await machine.is_sound() for machine in machines]
    )
