"""Due days that are balanced, and easy days of the week."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from kb.app.maintenance.doctor import diagnosis
from kb.app.review.answers import undo
from kb.app.review.fitting.fit import other_days
from kb.app.review.grade import grade
from kb.app.review.planning.ahead import DAYS_READ
from kb.app.review.planning.changes import plan_break
from kb.config.settings import ScheduleSettings, Settings
from kb.schedule.fsrs import Model
from kb.schedule.intervals import bounds, spread_chance
from kb.schedule.memory import Rating
from kb.schedule.planning.balance import BALANCED_DAYS
from kb.schedule.planning.plans import Break
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import at, rated, review_at
from tests.app.review.planning.conftest import Make
from tests.app.review.planning.due_days import DAY, TODAY, UNBALANCED, cards_of, due_days, rate_all


async def test_cards_are_spread_evenly_over_the_days_of_their_interval(
    store: Store, learned_deck: Make
) -> None:
    await learned_deck(30)
    ideal = 8  # of the first Easy, rounded
    reach = bounds(ideal, 1, 36_500)
    counts = Counter((day - TODAY).days for day in (await due_days(store)).values())
    assert counts.keys() == set(range(reach.least, reach.most + 1))
    assert max(counts.values()) - min(counts.values()) <= 4


@pytest.mark.parametrize("ideal", range(80, 120))
def test_the_load_of_all_days_is_read_that_a_balanced_interval_may_have(ideal: int) -> None:
    found = bounds(ideal, 1, 36_500)
    assert found.least > BALANCED_DAYS or found.most < DAYS_READ


async def test_without_balance_chance_decides_as_before(store: Store, new_deck: Make) -> None:
    await new_deck(12)
    await rate_all(store, settings=UNBALANCED)
    for card in await cards_of(store):
        assert card.scheduled
        drawn = bounds(8, 1, 36_500).pick(spread_chance(card.uid, 0))
        assert card.scheduled.due.date() == TODAY + timedelta(days=drawn)


async def test_what_the_button_shows_is_what_happens(store: Store, new_deck: Make) -> None:
    await new_deck(15)
    review = await review_at(store, 0)
    turn = await review.show()
    while turn.card:
        card = turn.card.card_id
        outcomes = await review.reveal()
        assert await review.reveal() == outcomes
        turn = await review.rate(Rating.EASY)
        days = await due_days(store)
        assert days[card] == TODAY + outcomes.wait(Rating.EASY)
    found = await diagnosis(store, at(1).now)
    assert [check.detail for check in found.checks if check.name == "log" and not check.ok] == []


async def test_a_session_balances_as_single_answers_do(store: Store, new_deck: Make) -> None:
    await new_deck(15)
    review = await review_at(store, 0)
    turn = await review.show()
    order = []
    while turn.card:
        order.append(str(turn.card.card_id))
        turn = await rated(review, Rating.EASY)
    in_session = await due_days(store)
    await undo(store, len(order), at(0))
    for card in order:
        await grade(store, card, Rating.EASY, moment=at(0), settings=Settings())
    assert await due_days(store) == in_session


async def test_an_undone_answer_leaves_its_day_to_another_card(
    store: Store, new_deck: Make
) -> None:
    await new_deck(15)
    review = await review_at(store, 0)
    turn = await review.show()
    while turn.card:
        card = turn.card.card_id
        await rated(review, Rating.EASY)
        first = (await due_days(store))[card]
        await review.undo()
        turn = await rated(review, Rating.EASY)
        assert (await due_days(store))[card] == first


async def test_siblings_fall_due_on_different_days(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    facts = [f"Say alpha{number}:::It is alpha{number} indeed" for number in range(8)]
    write("Deck.md", "#flashcards\n\n" + "\n".join(facts))
    await imported(vault)
    cards = await cards_of(store)
    assert len(cards) == 16
    for card in cards:
        await grade(store, str(card.card_id), Rating.EASY, moment=at(0), settings=Settings())
    days = await due_days(store)
    by_fact: dict[str, set[date]] = {}
    for card in cards:
        by_fact.setdefault(card.fact, set()).add(days[card.card_id])
    assert {len(each) for each in by_fact.values()} == {2}


async def test_a_fit_moves_no_card_within_the_spread_of_its_interval(
    store: Store, learned_deck: Make
) -> None:
    await learned_deck(30)
    async with store.reading() as transaction:
        assert await other_days(transaction, Settings(), at(1), Model()) == {}
        assert await other_days(transaction, UNBALANCED, at(1), Model()) != {}
        often = Settings(schedule=ScheduleSettings(retention=0.97))
        assert len(await other_days(transaction, often, at(1), Model())) == 30


async def test_a_day_off_gets_cards_only_if_there_is_no_other(store: Store, new_deck: Make) -> None:
    off = (TODAY + 8 * DAY).strftime("%A").casefold()
    settings = Settings(schedule=ScheduleSettings(easy_days=(f"{off}:0",)))
    await new_deck(20)
    await rate_all(store, settings=settings)
    assert TODAY + 8 * DAY not in (await due_days(store)).values()


async def test_a_session_that_is_open_heeds_what_is_planned_and_answered_elsewhere(
    store: Store, new_deck: Make
) -> None:
    await new_deck(30)
    review = await review_at(store, 0)
    await review.show()
    turn = await rated(review, Rating.EASY)
    assert turn.card
    shown = turn.card.card_id
    others = [card.card_id for card in await cards_of(store) if not card.scheduled]
    for card in [card for card in others if card != shown][:9]:
        await grade(store, str(card), Rating.EASY, moment=at(0), settings=Settings())
    turn = await rated(review, Rating.HARD)
    assert turn.card
    shown = turn.card.card_id
    turn = await rated(review, Rating.EASY)
    in_session = (await due_days(store))[shown]
    await undo(store, 1, at(0))
    await grade(store, str(shown), Rating.EASY, moment=at(0), settings=Settings())
    assert (await due_days(store))[shown] == in_session
    off = Break(first=TODAY + 7 * DAY, last=TODAY + 9 * DAY)
    await plan_break(store, off, Settings(), at(0))
    await rated(review, Rating.HARD)
    for _ in range(5):
        turn = await review.show()
        assert turn.card
        await rated(review, Rating.EASY)
        assert not off.covers((await due_days(store))[turn.card.card_id])
