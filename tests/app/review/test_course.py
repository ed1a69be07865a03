"""The course of a card's memory, from its log."""

from pathlib import Path

from kb.app.cards.card_state import reset_cards
from kb.app.cards.selection import CardSelection
from kb.app.review.answers import one_card, undo
from kb.app.review.explain import MemoryCourse, explanation
from kb.app.review.grade import grade
from kb.config.settings import Settings
from kb.schedule.memory import CardId, Rating
from kb.store.file.store import Store
from tests.app.days import at

FIRST = CardId(1)


async def rate(store: Store, days: float, rating: Rating = Rating.GOOD) -> None:
    await grade(store, "1", rating, moment=at(days), settings=Settings())


async def course_on(store: Store, days: float) -> MemoryCourse | None:
    async with store.reading() as transaction:
        card = await one_card(transaction, FIRST)
    assert card is not None
    return (await explanation(store, card, None, at(days))).course


async def test_a_day_counts_once_and_by_its_first_answer(store: Store, three: Path) -> None:
    assert await course_on(store, 0) is None
    for days, rating in ((0, 3), (0.01, 3), (3, 1), (3.01, 3), (5, 4)):
        await rate(store, days, Rating(rating))
    course = await course_on(store, 5)
    assert course is not None
    assert [(day.day, day.recalled) for day in course.days] == [
        (at(0).day, None),
        (at(3).day, False),
        (at(5).day, True),
    ]
    assert course.days[1].stability_days < course.days[0].stability_days
    assert course.due > at(5).day
    await undo(store, 1, at(5))
    undone = await course_on(store, 5)
    assert undone is not None
    assert undone.days == course.days[:-1]


async def test_its_last_stability_is_that_of_the_card(store: Store, three: Path) -> None:
    for days in (0, 1, 4, 15):
        await rate(store, days)
    course = await course_on(store, 20)
    async with store.reading() as transaction:
        card = await one_card(transaction, FIRST)
    assert course is not None
    assert card is not None
    assert card.scheduled is not None
    assert course.days[-1].stability_days == card.scheduled.memory.stability_days
    assert course.due == card.scheduled.due.date()


async def test_a_reset_begins_it_anew(store: Store, three: Path) -> None:
    for days in (0, 3):
        await rate(store, days)
    await reset_cards(store, CardSelection(cards=("1",)), at(3))
    assert await course_on(store, 3) is None
    await rate(store, 7)
    course = await course_on(store, 7)
    assert course is not None
    assert [(day.day, day.recalled) for day in course.days] == [(at(7).day, None)]
