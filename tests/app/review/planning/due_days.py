"""On which days cards fall due, and answers to all of them at once."""

from collections.abc import Sequence
from datetime import date, timedelta

from kb.app.review.grade import grade
from kb.config.settings import ScheduleSettings, Settings
from kb.schedule.memory import Rating
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from tests.app.days import START, at

UNBALANCED = Settings(schedule=ScheduleSettings(balance=False))
TODAY = START.date()
DAY = timedelta(days=1)


async def cards_of(store: Store) -> Sequence[StoredCard]:
    async with store.reading() as transaction:
        return await stored_cards(transaction, CardFilter())


async def due_days(store: Store) -> dict[int, date]:
    """Returns the day on which each card that was answered is due."""
    cards = await cards_of(store)
    return {card.card_id: card.scheduled.due.date() for card in cards if card.scheduled}


async def rate_all(
    store: Store,
    rating: Rating = Rating.EASY,
    *,
    days: float = 0,
    settings: Settings | None = None,
) -> None:
    """Answers every card, due or not."""
    for card in await cards_of(store):
        number, moment = str(card.card_id), at(days)
        await grade(store, number, rating, moment=moment, settings=settings or Settings())
