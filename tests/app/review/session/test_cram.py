"""Sessions on all cards, due or not, that teach and schedule nothing, unless told to count."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kb.app.cards.card_state import bury_until_tomorrow, suspend
from kb.app.cards.selection import CardSelection
from kb.app.maintenance.replay import wrong_memories
from kb.app.review.session.summary import summary_lines
from kb.app.review.statistics.statistics import statistics
from kb.schedule.cards import Order
from kb.schedule.memory import Rating
from kb.schedule.outcomes import PRACTICE_WAITS
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.contents import dump
from tests.app.days import Watch, answered, at, deck, rated, review_at

CRAM = SessionOptions(cram=True, counts=False)
COUNT = SessionOptions(cram=True)
EVERY = {"Say alpha", "Say beta", "Say gamma"}


async def all_asked(store: Store, day: float, options: SessionOptions, **only: Any) -> list[str]:
    review = await review_at(store, day, options, **only)
    turn, fronts = await review.show(), []
    while turn.card:
        fronts.append(turn.card.front)
        turn = await rated(review, Rating.GOOD)
    return fronts


async def test_cramming_asks_all_and_leaves_no_trace(store: Store, three: Path) -> None:
    await answered(store, 0)
    before = await dump(store)
    assert set(await all_asked(store, 1, CRAM)) == EVERY
    watch = Watch(now=at(1).now)
    review = await review_at(store, 1, CRAM, watch=watch)
    turn = await review.show()
    for rating in (Rating.AGAIN, Rating.HARD, Rating.EASY, Rating.GOOD, Rating.GOOD):
        assert turn.practice
        assert turn.card
        watch.turn(70)
        turn = await rated(review, rating)
    assert turn.card is None
    assert await dump(store) == before
    said = summary_lines(await review.summary())
    assert said[1] == "You practised: nothing was scheduled, and nothing was logged."


async def test_what_was_not_known_comes_again(store: Store, three: Path) -> None:
    watch = Watch(now=at(0).now)
    review = await review_at(store, 0, CRAM, watch=watch)
    turn = await review.show()
    assert turn.card
    first = turn.card.front
    outcomes = await review.reveal()
    assert (
        outcomes.waits
        == PRACTICE_WAITS
        == (timedelta(minutes=1), timedelta(minutes=10), *PRACTICE_WAITS[2:])
    )
    turn = await review.rate(Rating.AGAIN)
    assert turn.card
    assert turn.card.front != first
    watch.turn(61)
    turn = await rated(review, Rating.GOOD)
    assert turn.card
    assert turn.card.front == first
    turn = await rated(review, Rating.GOOD)
    assert turn.card
    turn = await rated(review, Rating.GOOD)
    assert turn.card is None


async def test_an_undo_takes_back_practice_and_no_answer_of_before(
    store: Store, three: Path
) -> None:
    await answered(store, 0)
    before = await dump(store)
    review = await review_at(store, 1, CRAM)
    turn = await review.show()
    assert turn.card
    first = turn.card.front
    await rated(review, Rating.GOOD)
    turn = await review.undo()
    assert turn.card
    assert (turn.card.front, turn.answered, turn.left.cards) == (first, 0, 3)
    assert turn.message == f"Answer undone: “{first}”"
    turn = await review.undo()
    assert turn.message == "There is nothing more to undo in this session."
    assert turn.card
    assert await dump(store) == before


async def test_a_crammed_card_can_be_set_aside_and_taken_back(store: Store, three: Path) -> None:
    review = await review_at(store, 0, CRAM)
    before = await dump(store)
    await review.show()
    turn = await review.bury()
    assert turn.left.cards == 2
    assert turn.card
    turn = await review.suspend(turn.card.card_id)
    assert turn.left.cards == 1
    turn = await rated(review, Rating.GOOD)
    assert turn.left.cards == 0
    for cards in (1, 2, 3):
        assert (await review.undo()).left.cards == cards
    after = await dump(store)
    kinds = [row[6] for row in sorted(after.pop("decisions"))]
    assert kinds == ["burial", "status", "status", "burial"]
    assert {**after, "decisions": [], "device": before["device"]} == before


async def test_suspended_buried_and_unwanted_cards_are_not_crammed(
    store: Store, three: Path
) -> None:
    assert set(await all_asked(store, 0, CRAM, query="-beta")) == EVERY - {"Say beta"}
    assert set(await all_asked(store, 0, CRAM, note="Deck")) == EVERY
    await suspend(store, CardSelection(cards=("1",)), at(0))
    assert set(await all_asked(store, 0, CRAM)) == EVERY - {"Say alpha"}
    await bury_until_tomorrow(store, CardSelection(cards=("2",)), at(0))
    assert await all_asked(store, 0, CRAM) == ["Say gamma"]


async def test_answers_count_if_asked_for(store: Store, three: Path) -> None:
    await answered(store, 0)
    already = (await statistics(store, at(1))).reviews
    review = await review_at(store, 1, COUNT)
    turn, fronts = await review.show(), set()
    while turn.card:
        assert not turn.practice
        fronts.add(turn.card.front)
        turn = await rated(review, Rating.GOOD)
    assert fronts == EVERY
    async with store.reading() as transaction:
        assert await wrong_memories(transaction) == {}
    assert (await statistics(store, at(1))).reviews == already + 3
    await review.undo()
    assert (await statistics(store, at(1))).reviews == already + 2


async def test_the_order_is_by_chance_and_can_be_chosen(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    facts = [f"alpha{number:02}" for number in range(30)]
    write("Deck.md", deck(*facts))
    await imported(vault)
    await answered(store, 0)
    known = "prop:reps>0"
    chance = await all_asked(store, 1, CRAM, query=known)
    assert len(chance) == 20
    assert chance != sorted(chance)
    assert await all_asked(store, 1, CRAM, query=known) == chance
    assert await all_asked(store, 2, CRAM, query=known) != chance
    few = SessionOptions(cram=True, counts=False, cards=4)
    some = {tuple(sorted(await all_asked(store, day, few))) for day in (1, 2, 3)}
    assert {len(fronts) for fronts in some} == {4}
    assert len(some) > 1, "they are not always the same"
    easy = SessionOptions(cram=True, counts=False, order=Order.EASY)
    assert sorted(await all_asked(store, 1, easy, query=known)) == sorted(chance)
    assert len(await all_asked(store, 1, CRAM)) == 30


@pytest.mark.parametrize("options", [CRAM, COUNT])
async def test_an_empty_cram_is_over_at_once(store: Store, options: SessionOptions) -> None:
    assert await all_asked(store, 0, options) == []
