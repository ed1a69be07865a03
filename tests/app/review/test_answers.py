"""Answers, undo and whole sessions over a real store, on days that the test turns."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from kb.app.cards.card_state import bury_until_tomorrow, suspend
from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.selection import CardSelection
from kb.app.importing.run import ImportReport
from kb.app.maintenance.doctor import diagnosis
from kb.app.review.answers import redo, reset, undo
from kb.app.review.explain import explanation
from kb.app.review.grade import grade
from kb.app.review.session.session import ReviewSession
from kb.config.settings import Override, Overrides, ScheduleSettings, Settings
from kb.errors import NotFoundError, UsageError
from kb.schedule.cards import Order
from kb.schedule.days import Moment
from kb.schedule.memory import CardId, Rating, State
from kb.schedule.queue import SessionOptions
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.review.log import entries_by_card, entries_of
from tests.app.days import CALENDAR, Watch, answered, at, deck, rated, review_at
from tests.torture.tally import often

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]


async def shown(store: Store, days: float) -> ReviewSession:
    """Starts a session, and shows its first card."""
    review = await review_at(store, days)
    await review.show()
    return review


async def listed(store: Store) -> tuple[CardView, ...]:
    """Returns all cards as they are listed."""
    return await list_cards(store, CardSelection(), moment=at(0.1))


async def left(store: Store, days: float, settings: Settings | None = None) -> tuple[int, int, int]:
    """Returns how many cards in steps, reviews and new cards a day has."""
    remaining = (await (await review_at(store, days, settings=settings)).show()).left
    return remaining.learning, remaining.reviews, remaining.new


@pytest.mark.usefixtures("three")
async def test_new_cards_go_through_their_steps_and_come_back_days_later(store: Store) -> None:
    first = await answered(store, 0)
    assert first[:3] == ["Say alpha", "Say beta", "Say gamma"]
    assert sorted(first[3:]) == first[:3]
    assert await answered(store, 1) == []
    later = [await answered(store, day) for day in range(2, 6)]
    assert sorted(card for day in later for card in day) == first[:3]
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_what_the_button_shows_is_what_happens(store: Store) -> None:
    await answered(store, 0)
    review = await review_at(store, 5)
    card = (await review.show()).card
    assert card is not None
    shown = (await review.reveal()).of(Rating.HARD)
    await review.rate(Rating.HARD)
    (stored,) = await list_cards(store, CardSelection(cards=(str(card.card_id),)), moment=at(5))
    assert stored.due is not None
    assert stored.due.date() == shown.due.date()
    assert stored.stability == shown.memory.stability_days


@pytest.mark.usefixtures("three")
async def test_an_undo_in_the_session_brings_the_card_back_as_it_was(store: Store) -> None:
    review = await review_at(store, 0)
    card = (await review.show()).card
    await rated(review, Rating.EASY)
    turn = await review.undo()
    assert (turn.card, turn.answered) == (card, 0)
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_undo_reaches_into_earlier_sessions_and_deletes_nothing(store: Store) -> None:
    count = len(await answered(store, 0))
    undone = await undo(store, 100, at(1))
    assert len(undone) == count
    cards = await list_cards(store, CardSelection(), moment=at(1))
    assert {card.state for card in cards} == {"new"}
    assert {card.reps for card in cards} == {0}
    async with store.reading() as transaction:
        entries = [len(log) async for _, log in entries_by_card(transaction)]
    assert sum(entries) == 2 * count
    assert await undo(store, 1, at(1)) == ()
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_an_undo_in_a_new_session_brings_back_a_card_of_the_last_one(store: Store) -> None:
    prompts = await answered(store, 0)
    last = prompts[-1]
    review = await review_at(store, 0.1)
    assert (await review.show()).card is None
    turn = await review.undo()
    asked = f"The answer before is of an earlier session today: “{last}”. Press u again to undo it."
    assert (turn.card, turn.message) == (None, asked)
    turn = await review.undo()
    assert turn.card is not None
    assert (turn.card.front, turn.message) == (last, f"Answer undone: “{last}”")
    await review.undo()  # once agreed, it goes on with the day
    assert len(await undo(store, 100, at(0.1))) == len(prompts) - 2


@pytest.mark.usefixtures("three")
async def test_an_explanation_tells_every_again(store: Store) -> None:
    review = await shown(store, 0)
    await rated(review, Rating.AGAIN)
    (card,) = await answered_cards(store)
    said = (await explanation(store, card, None, at(0))).reasons
    assert "It was answered once, with Again once." in said
    await reset(store, [card.card_id], at(0.1))
    await grade(store, str(card.card_id), Rating.EASY, moment=at(0.2), settings=Settings())
    (card,) = await answered_cards(store)
    said = (await explanation(store, card, None, at(1))).reasons
    assert "It was answered once, never with Again." in said
    assert any(line.startswith("It is due on 2026-") for line in said)
    await grade(store, str(card.card_id), Rating.AGAIN, moment=at(30), settings=Settings())
    (card,) = await answered_cards(store)
    said = (await explanation(store, card, None, at(30))).reasons
    assert "It was answered 2 times, with Again once, and forgotten in review once." in said


async def answered_cards(store: Store) -> tuple[StoredCard, ...]:
    """Returns the cards with a memory, as they are stored."""
    async with store.reading() as transaction:
        cards = await stored_cards(transaction, CardFilter())
    return tuple(card for card in cards if card.scheduled)


@pytest.mark.usefixtures("three")
async def test_undo_asks_again_before_another_day_and_after_another_key(store: Store) -> None:
    await rated(await shown(store, 0), Rating.EASY)
    await rated(await shown(store, 1), Rating.EASY)
    review = await shown(store, 2)
    await rated(review, Rating.EASY)
    said = [(await review.undo()).message.partition(":")[0] for _ in range(2)]
    assert said == ["Answer undone", "The answer before is of Tuesday, 2026-03-03"]
    await review.reveal()
    said = [(await review.undo()).message.partition(":")[0] for _ in range(5)]
    assert said == [
        "The answer before is of Tuesday, 2026-03-03",
        "Answer undone",
        "The answer before is of Monday, 2026-03-02",
        "Answer undone",
        "There is nothing to undo.",
    ]


@pytest.mark.usefixtures("three")
async def test_what_was_undone_is_redone_key_by_key(store: Store) -> None:
    review = await shown(store, 0)
    assert (await review.redo()).message == "There is nothing to redo."
    await rated(review, Rating.EASY)
    await rated(review, Rating.AGAIN)
    buried = (await review.show()).card
    await review.bury()
    before = await listed(store)
    summary = await review.summary()
    left = (await review.show()).left
    for _ in range(3):
        await review.undo()
    said = [(await review.redo()).message.partition(":")[0] for _ in range(4)]
    again = "Answered again"
    assert said == [again, again, "Buried again", "There is nothing to redo."]
    assert await listed(store) == before
    assert (await review.summary()).answers == summary.answers
    assert (await review.show()).left == left
    turn = await review.undo()
    assert (turn.card, turn.message.partition(":")[0]) == (buried, "No longer buried")
    await review.suspend(CardId(1))
    assert (await review.redo()).message == "There is nothing to redo."
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_a_redo_adds_to_the_log_and_an_answer_ends_it(store: Store) -> None:
    count = len(await answered(store, 0))
    before = await listed(store)
    await undo(store, 3, at(0.1))
    assert len(await redo(store, 1, at(0.1))) == 1
    assert len(await undo(store, 1, at(0.1))) == 1
    assert len(await redo(store, 100, at(0.1))) == 3
    assert await redo(store, 1, at(0.1)) == ()
    assert await listed(store) == before
    async with store.reading() as transaction:
        entries = [entry async for _, log in entries_by_card(transaction) for entry in log]
    assert len(entries) == count + 3 + 1 + 1 + 3
    await undo(store, 1, at(0.1))
    await rated(await shown(store, 0.1), Rating.GOOD)
    assert await redo(store, 1, at(0.1)) == ()
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_a_session_redoes_nothing_that_was_undone_elsewhere(store: Store) -> None:
    review = await shown(store, 0)
    await rated(review, Rating.EASY)
    await rated(review, Rating.EASY)
    await review.undo()
    elsewhere = await undo(store, 1, at(0.1))
    before = await listed(store)
    assert (await review.redo()).message == "There is nothing to redo."
    assert await listed(store) == before
    assert [back.card.card_id for back in await redo(store, 1, at(0.1))] == [
        elsewhere[0].card.card_id
    ]


@pytest.mark.usefixtures("three")
async def test_undo_goes_back_step_by_step_and_then_to_earlier_answers(store: Store) -> None:
    earlier = await review_at(store, 0)
    first = (await earlier.show()).card
    await rated(earlier, Rating.EASY)
    review = await review_at(store, 0)
    buried = (await review.show()).card
    suspended = (await review.bury()).card
    assert suspended
    assert (await review.suspend(suspended.card_id)).card is None
    for card, done in (
        (suspended, "No longer suspended"),
        (buried, "No longer buried"),
        (first, "Answer undone"),
    ):
        turn = await review.undo()
        assert turn.card == card
        assert turn.message.startswith(f"{done}: ")
    turn = await review.undo()
    assert (turn.message, turn.left.cards) == ("There is nothing to undo.", 3)
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_undo_of_an_answer_leaves_what_was_set_aside_before_it(store: Store) -> None:
    review = await review_at(store, 0)
    await review.show()
    second = (await review.suspend(CardId(1))).card
    await rated(review, Rating.EASY)
    turn = await review.undo()
    assert turn.message.startswith("Answer undone: ")
    assert (turn.card, turn.left.cards) == (second, 2)


@pytest.mark.usefixtures("three")
async def test_undo_of_a_reset_comes_before_what_was_set_aside_earlier(store: Store) -> None:
    await answered(store, 0)
    review = await review_at(store, 30)
    await review.show()
    card = (await review.bury()).card
    turn = await review.reset()
    assert turn.card
    assert turn.card.scheduled is None
    done = [(await review.undo()).message.partition(":")[0] for _ in range(2)]
    assert done == ["Reset undone", "No longer buried"]
    assert (await review.bury()).card == card


@pytest.mark.usefixtures("three")
async def test_a_reset_makes_a_card_new_and_can_be_undone(store: Store) -> None:
    await answered(store, 0)
    before = await list_cards(store, CardSelection(), moment=at(1))
    assert await reset(store, [CardId(1)], at(1)) == (1,)
    assert (await list_cards(store, CardSelection(cards=("1",)), moment=at(1)))[0].state == "new"
    assert await reset(store, [CardId(1)], at(1)) == ()
    await undo(store, 1, at(1))
    assert await list_cards(store, CardSelection(), moment=at(1)) == before
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_an_undo_of_a_reset_takes_no_answer_back(store: Store) -> None:
    review = await review_at(store, 0)
    await review.show()
    await rated(review, Rating.EASY)
    await reset(store, [CardId(1)], at(0))
    assert (await review.undo()).answered == 1
    (card,) = await list_cards(store, CardSelection(cards=("1",)), moment=at(0))
    assert (card.state, card.reps) == ("review", 1)


@pytest.mark.usefixtures("three")
async def test_of_two_sessions_the_second_answer_to_a_card_is_refused(store: Store) -> None:
    one, other = await review_at(store, 0), await review_at(store, 0)
    for review in (one, other):
        await review.show()
        await review.reveal()
    await one.rate(Rating.GOOD)
    turn = await other.rate(Rating.AGAIN)
    assert "kb did not save this answer" in turn.message
    async with store.reading() as transaction:
        assert len(await entries_of(transaction, CardId(1))) == 1
    assert turn.card is not None
    assert turn.card.front == "Say beta"


@pytest.mark.usefixtures("three")
async def test_a_buried_card_comes_tomorrow_and_a_suspended_one_not_at_all(store: Store) -> None:
    review = await review_at(store, 0)
    await review.show()
    await review.bury()
    last = (await review.suspend(CardId(2))).card
    assert last is not None
    assert last.front == "Say gamma"
    assert await left(store, 0) == (0, 0, 1)
    assert await left(store, 1) == (0, 0, 2)


@pytest.mark.usefixtures("three")
async def test_cards_that_are_set_aside_are_not_graded(store: Store) -> None:
    await suspend(store, CardSelection(cards=("1",)), at(0))
    with pytest.raises(UsageError, match="card 1 is suspended"):
        await grade(store, "1", Rating.GOOD, moment=at(0), settings=Settings())
    with pytest.raises(UsageError, match="card 1 is suspended"):
        await bury_until_tomorrow(store, CardSelection(cards=("1",)), at(0))
    with pytest.raises(NotFoundError, match="there is no card 9"):
        await grade(store, "9", Rating.GOOD, moment=at(0), settings=Settings())


async def test_a_clock_that_goes_back_a_year_corrupts_nothing(store: Store, three: Path) -> None:
    await answered(store, 0)
    for _ in range(2):
        graded = await grade(store, "1", Rating.GOOD, moment=at(-365), settings=Settings())
        assert graded.interval_days >= 0
    assert (await diagnosis(store, at(400).now)).ok
    assert await answered(store, 400)
    assert (await diagnosis(store, at(400).now)).ok


async def test_a_study_day_ends_at_four_in_the_morning_where_the_learner_is(
    store: Store, three: Path
) -> None:
    evening = Moment(now=datetime(2026, 3, 2, 22, 0, tzinfo=UTC), calendar=CALENDAR)
    night = Moment(now=datetime(2026, 3, 3, 2, 30, tzinfo=UTC), calendar=CALENDAR)
    morning = Moment(now=datetime(2026, 3, 3, 3, 30, tzinfo=UTC), calendar=CALENDAR)
    assert evening.day == night.day == date(2026, 3, 2)
    assert morning.day == date(2026, 3, 3)
    await bury_until_tomorrow(store, CardSelection(cards=("1",)), evening)
    for moment, new in ((night, 2), (morning, 3)):
        review = await review_at(store, 0, watch=Watch(now=moment.now))
        assert (await review.show()).left.new == new


async def test_a_tag_has_settings_of_its_own(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Exam.md", "#exam " + deck("alpha", "beta"))
    write("Other.md", deck("gamma", "delta"))
    await imported(vault)
    of_tag = Override(tag="exam", learning_steps=("30m",), new_per_day=1)
    settings = Settings(schedule=ScheduleSettings(tags=Overrides([of_tag])))
    assert await left(store, 0, settings) == (0, 0, 3)
    graded = await grade(store, "1", Rating.AGAIN, moment=at(0), settings=settings)
    assert graded.interval_days == pytest.approx(30 / 1440, abs=1e-5)


async def test_all_that_a_tag_can_set_holds_for_its_cards(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Both.md", "#exam #later " + deck("alpha", "beta", "gamma"))
    write("Later.md", "#later " + deck("delta", "epsilon"))
    await imported(vault)
    tags = [
        Override(
            tag="exam",
            retention=0.97,
            learning_steps=("3m",),
            relearning_steps=("25m",),
            maximum_interval_days=5,
            reviews_per_day=2,
        ),
        Override(tag="later", retention=0.7, new_per_day=0, reviews_per_day=0),
    ]
    settings = Settings(schedule=ScheduleSettings(tags=Overrides(tags)))
    # The first configured tag wins: of the note with both, the new cards are not held back.
    assert await left(store, 0, settings) == (0, 0, 3)
    for card in ("1", "2", "3"):
        first = await grade(store, card, Rating.AGAIN, moment=at(0), settings=settings)
        assert first.interval_days == pytest.approx(3 / 1440, abs=1e-5)
        known = await grade(store, card, Rating.EASY, moment=at(0.1), settings=settings)
        assert known.interval_days <= 5
    later = await grade(store, "4", Rating.EASY, moment=at(0), settings=settings)
    assert later.interval_days > 30
    assert await left(store, 100, settings) == (0, 2, 0)
    lapsed = await grade(store, "1", Rating.AGAIN, moment=at(100), settings=settings)
    assert lapsed.interval_days == pytest.approx(25 / 1440, abs=1e-5)
    # What was answered today counts against the limit of its tag.
    assert await left(store, 100.02, settings) == (1, 1, 0)


async def test_many_notes_of_a_tag_that_is_held_back_hide_no_others(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(301):
        write(f"a{number:03}.md", f"#slow {deck(f'word{number}')}")
    write("z.md", deck("alpha"))
    await imported(vault)
    settings = Settings(
        schedule=ScheduleSettings(tags=Overrides([Override(tag="slow", new_per_day=1)]))
    )
    assert await left(store, 0, settings) == (0, 0, 2)


async def test_with_too_little_time_slow_cards_come_last(store: Store, three: Path) -> None:
    await answered(store, 0)
    for card, seconds in (("1", 50), ("2", 5), ("3", 5)):
        await grade(
            store, card, Rating.GOOD, moment=at(5), settings=Settings(), duration_ms=seconds * 1000
        )
    first = (await (await review_at(store, 60, SessionOptions(minutes=0.1))).show()).card
    assert first is not None
    assert first.card_id != 1
    review = await review_at(store, 60, SessionOptions(order=Order.GAIN))
    turn, seen = await review.show(), []
    while turn.card:
        seen.append(turn.card.card_id)
        turn = await rated(review, Rating.GOOD)
    assert seen[-1] == 1


async def test_a_leech_is_told_at_its_eighth_lapse(store: Store, three: Path) -> None:
    told = []
    day = 0.0
    for _ in range(10):
        await answered(store, day)
        day += 60
        review = await review_at(store, day, note="Deck")
        turn = await review.show()
        while turn.card:
            if turn.card.card_id == 1 and turn.card.scheduled:
                in_review = turn.card.scheduled.memory.state is State.REVIEW
                turn = await rated(review, Rating.AGAIN)
                told += [turn.leech is not None] if in_review else []
                break
            turn = await rated(review, Rating.GOOD)
        day += 60
    assert told[:9] == [False] * 7 + [True, False]


async def test_simulated_months_lose_nothing_and_keep_their_limits(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    for number in range(12):
        requires = f"Requires: [[n{number - 1}]]\n" if number % 3 else ""
        write(f"n{number}.md", requires + deck(*(f"{number} {word}" for word in "abcde")))
    await imported(vault)
    chance = Random(7)  # noqa: S311  # not for secrets
    settings = Settings(schedule=ScheduleSettings(new_per_day=4))
    total = 0
    begun: list[str] = []
    for day in range(0, often(54, 365), 3):
        watch, new_notes = Watch(now=at(day).now), []
        review = await review_at(store, day, settings=settings, watch=watch)
        turn = await review.show()
        assert turn.left.new <= 4
        while turn.card:
            if turn.card.scheduled is None:
                new_notes.append(turn.card.note)
                begun.append(turn.card.note)
            watch.turn(chance.uniform(2, 20))
            turn = await rated(review, chance.choices(list(Rating), (1, 1, 6, 2))[0])
            total += 1
            watch.now += timedelta(seconds=20)
            if turn.card is None:
                turn = await review.show()
        assert max((new_notes.count(note) for note in new_notes), default=0) <= 3
    async with store.reading() as transaction:
        logs = [log async for _, log in entries_by_card(transaction)]
    assert sum(map(len, logs)) == total
    assert len(logs) == 60
    assert (await diagnosis(store, at(400).now)).ok
    for number in range(12):
        if number % 3:
            assert begun.index(f"n{number - 1}") < begun.index(f"n{number}")
