"""Reviews before they are due, and new cards beyond the limit of the day."""

from datetime import date
from pathlib import Path

from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.selection import CardSelection
from kb.app.maintenance.replay import wrong_memories
from kb.config.settings import ScheduleSettings, Settings
from kb.schedule.log import Review
from kb.schedule.memory import Rating
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store
from kb.store.review.log import newest_first
from tests.app.conftest import Import, Write
from tests.app.days import answered, at, deck, rated, review_at


async def cards(store: Store, day: float) -> dict[str, CardView]:
    listed = await list_cards(store, CardSelection(), moment=at(day))
    return {card.front: card for card in listed}


async def due_day(store: Store, front: str) -> date:
    due = (await cards(store, 0))[front].due
    assert due
    return due.date()


async def asked(store: Store, day: float, days_ahead: int) -> list[str]:
    """Returns what a session asks, in order, if all is answered Easy."""
    review = await review_at(store, day, SessionOptions(ahead_days=days_ahead))
    turn, fronts = await review.show(), []
    while turn.card:
        fronts.append(turn.card.front)
        turn = await rated(review, Rating.EASY)
    return fronts


async def test_cards_that_become_due_within_days_are_reviewed_ahead(
    store: Store, three: Path
) -> None:
    await answered(store, 0, {"Say alpha": Rating.EASY})
    away = (await due_day(store, "Say beta") - at(1).day).days
    assert (await due_day(store, "Say alpha") - at(1).day).days > away > 0
    assert await asked(store, 1, 0) == []
    before = await cards(store, 1)
    review = await review_at(store, 1, SessionOptions(ahead_days=away))
    turn = await review.show()
    assert turn.card
    front = turn.card.front
    assert front != "Say alpha"
    due = await due_day(store, front)
    assert f"It is due on {due}." in (await review.why()).reasons
    await rated(review, Rating.GOOD)
    assert (await cards(store, 1))[front].stability > before[front].stability  # type: ignore[operator]
    assert await due_day(store, front) > due
    async with store.reading() as transaction:
        entry = await anext(newest_first(transaction))
        assert await wrong_memories(transaction) == {}
    assert isinstance(entry, Review)
    assert entry.before
    assert entry.before.due.date() == due > entry.study_day, "the log tells that it was ahead"


async def test_what_was_answered_on_the_day_is_not_asked_ahead(store: Store, three: Path) -> None:
    await answered(store, 0)
    assert await asked(store, 0.1, 999) == []
    assert len(await asked(store, 1, 999)) == 3
    assert await asked(store, 1.1, 999) == []


async def test_new_cards_come_beyond_and_below_the_limit(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for note in range(40):
        write(f"Deck{note}.md", deck(*(f"alpha{note}x{number}" for number in range(5))))
    await imported(vault)
    none = Settings(schedule=ScheduleSettings(new_per_day=0))

    async def new(number: int | None, settings: Settings | None = None) -> int:
        review = await review_at(store, 0, SessionOptions(new=number), settings)
        return (await review.show()).left.new

    assert await new(None) == 20
    assert await new(0) == 0
    assert await new(7) == 7
    assert await new(150) == 150
    assert await new(999) == 200
    assert await new(9, none) == 9
    assert await new(None, none) == 0
