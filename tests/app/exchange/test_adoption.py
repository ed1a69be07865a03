"""What other programs know becomes the log of a card: once, in order, and undone as a whole."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kb.adoption.history import History, PastAnswer, PastReschedule, PastReset, Program, Schedule
from kb.app.exchange.adoption import adopt, undo_adoption
from kb.app.exchange.adoption_plan import Binding, Reception, plan_adoption
from kb.app.exchange.history_entries import HistoryWriter
from kb.app.maintenance.doctor import diagnosis
from kb.app.review.answers import latest, redo, undo
from kb.app.review.explain import explanation
from kb.app.review.statistics.statistics import statistics
from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model
from kb.schedule.log import Adopted, Review, replay
from kb.schedule.memory import CardId, Memory, Rating, State, WeightsId
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards, stored_memory
from kb.store.exchange.adoptions import StoredAdoption, all_adoptions, as_entry
from kb.store.file.store import Store
from kb.store.review.log import entries_of
from tests.app.days import answered, at
from tests.app.exchange.histories import FIRST, answers_of, past_answers, schedule_of

pytestmark = pytest.mark.usefixtures("three")


async def cards(store: Store) -> tuple[StoredCard, ...]:
    async with store.reading() as transaction:
        return await stored_cards(transaction, CardFilter())


async def adoptions_of(store: Store) -> tuple[StoredAdoption, ...]:
    async with store.reading() as transaction:
        return await all_adoptions(transaction)


async def test_answers_given_elsewhere_make_the_memory_that_they_lead_to(store: Store) -> None:
    one = (await cards(store))[0]
    plan = await adopt(store, [answers_of(one.card_id, "a")], "Anki: deck.apkg", at(0))
    assert (plan.answers, plan.schedules, plan.count(Reception.NEW)) == (4, 0, 1)
    after = (await cards(store))[0]
    assert after.scheduled
    model = Model(DEFAULT_WEIGHTS)
    memory: Memory | None = None
    for answer in past_answers():
        day = at(0).calendar.day_of(answer.at)
        stability, difficulty = model.answered(memory, answer.rating, day)
        memory = Memory(
            stability_days=stability,
            difficulty=difficulty,
            state=State.REVIEW,
            step=None,
            last_day=day,
        )
    assert after.scheduled.memory == memory
    assert (after.reps, after.lapses) == (4, 1)
    assert after.scheduled.due.date() == (FIRST + timedelta(days=6 + 4)).date()
    assert (await diagnosis(store, at(1).now)).ok


async def test_taking_over_twice_changes_nothing(store: Store) -> None:
    one, other, _ = await cards(store)
    bindings = [answers_of(one.card_id, "a"), schedule_of(other.card_id, "b")]
    await adopt(store, bindings, "Anki", at(0))
    before = await cards(store)
    again = await adopt(store, bindings, "Anki", at(1))
    assert [card.reception for card in again.cards] == [Reception.KNOWN, Reception.KNOWN]
    assert await cards(store) == before
    assert len(await adoptions_of(store)) == 1


async def test_a_plan_writes_nothing_and_says_what_adopting_does(store: Store) -> None:
    one, other, third = await cards(store)
    nothing = Binding(card=third.card_id, history=History(program=Program.ANKI, key="c"))
    bindings = [answers_of(one.card_id, "a"), schedule_of(other.card_id, "b"), nothing]
    async with store.reading() as transaction:
        plan = await plan_adoption(transaction, bindings, at(0))
    assert (plan.answers, plan.schedules) == (4, 1)
    assert [card.reception for card in plan.cards] == [
        Reception.NEW,
        Reception.NEW,
        Reception.EMPTY,
    ]
    assert all(card.reps == 0 for card in await cards(store))


async def test_later_answers_of_the_same_card_are_added(store: Store) -> None:
    one = (await cards(store))[0].card_id
    first = History(program=Program.ANKI, key="a", events=past_answers()[:2])
    await adopt(store, [Binding(card=one, history=first)], "Anki", at(0))
    plan = await adopt(store, [answers_of(one, "a")], "Anki", at(0))
    assert plan.answers == 2
    at_once = (await cards(store))[0]
    assert at_once.reps == 4
    async with store.reading() as transaction:
        entries = await entries_of(transaction, one)
    assert [entry.before is None for entry in entries if isinstance(entry, Review)] == [
        True, False, False, False,
    ]  # fmt: skip


async def test_an_adoption_is_undone_as_a_whole_and_comes_back(store: Store) -> None:
    one, other, third = await cards(store)
    before = await cards(store)
    bindings = [answers_of(one.card_id, "a"), schedule_of(other.card_id, "b")]
    await adopt(store, bindings, "Anki", at(0))
    adopted = await cards(store)
    await adopt(store, [schedule_of(third.card_id, "c")], "plugin", at(0))
    assert [one.source for one in await adoptions_of(store)] == ["plugin", "Anki"]
    undone = await undo_adoption(store, at(1))
    assert undone
    assert undone.source == "plugin"
    assert await cards(store) == adopted
    undone = await undo_adoption(store, at(1))
    assert undone
    assert (undone.source, undone.entries) == ("Anki", 5)
    assert await cards(store) == before
    assert await undo_adoption(store, at(1)) is None
    plan = await adopt(store, bindings, "Anki", at(2))
    assert (plan.back, plan.answers) == (5, 0)
    assert await cards(store) == adopted
    assert (await diagnosis(store, at(3).now)).ok


async def test_answers_given_here_remain_when_an_adoption_is_undone(store: Store) -> None:
    one = (await cards(store))[0]
    await adopt(store, [schedule_of(one.card_id, "a")], "plugin", at(0))
    await answered(store, 20)
    await undo_adoption(store, at(21))
    after = next(card for card in await cards(store) if card.card_id == one.card_id)
    assert after.reps >= 1
    assert (await diagnosis(store, at(22).now)).ok


async def test_undo_never_reaches_what_another_program_did(store: Store) -> None:
    one = (await cards(store))[0].card_id
    await adopt(store, [answers_of(one, "a")], "Anki", at(0))
    assert await latest(store, 9) == ()
    assert await undo(store, 1, at(0)) == ()
    await undo_adoption(store, at(0))
    assert await redo(store, 1, at(0)) == ()


async def test_a_schedule_stands_where_it_says_and_is_no_review(store: Store) -> None:
    one = (await cards(store))[0]
    await adopt(store, [schedule_of(one.card_id, "a")], "plugin", at(0))
    card = (await cards(store))[0]
    assert card.scheduled
    assert card.scheduled.due.date() == date(2026, 3, 20)
    memory = card.scheduled.memory
    assert (memory.stability_days, memory.difficulty, memory.last_day) == (
        28.0, 5.5, date(2026, 2, 20),
    )  # fmt: skip
    assert (card.reps, card.lapses) == (5, 1)
    shown = await explanation(store, card, None, at(0))
    assert [(line.what, line.then) for line in shown.history] == [
        ("taken over in Obsidian Spaced Repetition", "28d")
    ]


async def test_a_schedule_is_left_alone_if_the_card_was_answered_here_since(store: Store) -> None:
    await answered(store, 0)
    one = (await cards(store))[0]
    plan = await adopt(store, [schedule_of(one.card_id, "a")], "plugin", at(1))
    assert [card.reception for card in plan.cards] == [Reception.REVIEWED_HERE]
    assert (await cards(store))[0] == one


async def test_a_newer_schedule_replaces_an_older_one(store: Store) -> None:
    one = (await cards(store))[0].card_id
    older = schedule_of(one, "a")
    await adopt(store, [older], "plugin", at(0))
    assert older.history.schedule
    newer = replace(older.history.schedule, last=date(2026, 3, 20), due=date(2026, 5, 20), reps=6)
    history = replace(older.history, schedule=newer)
    plan = await adopt(store, [Binding(card=one, history=history)], "plugin", at(30))
    assert plan.schedules == 1
    card = (await cards(store))[0]
    assert card.scheduled
    assert (card.scheduled.due.date(), card.reps) == (date(2026, 5, 20), 6)


async def test_answers_that_went_there_from_here_are_not_taken_again(store: Store) -> None:
    await answered(store, 0)
    one = (await cards(store))[0]
    async with store.reading() as transaction:
        own = [e for e in await entries_of(transaction, one.card_id) if isinstance(e, Review)]
    assert own
    there = [
        PastAnswer(
            at=entry.at + timedelta(milliseconds=number),  # made unique on the way
            rating=entry.rating,
            state_before=State.NEW if number == 0 else State.REVIEW,
            state_after=entry.after.state,
            wait=timedelta(days=2),
        )
        for number, entry in enumerate(own)
    ]
    history = History(program=Program.ANKI, key="a", events=there)
    plan = await adopt(store, [Binding(card=one.card_id, history=history)], "Anki", at(9))
    assert [card.reception for card in plan.cards] == [Reception.KNOWN]
    later = PastAnswer(
        at=at(3).now,
        rating=Rating.HARD,
        state_before=State.REVIEW,
        state_after=State.REVIEW,
        wait=timedelta(days=5),
    )
    history = replace(history, events=[*there, later])
    plan = await adopt(store, [Binding(card=one.card_id, history=history)], "Anki", at(9))
    assert plan.answers == 1
    card = next(card for card in await cards(store) if card.card_id == one.card_id)
    assert card.scheduled
    assert card.scheduled.due.date() == at(8).day
    async with store.reading() as transaction:
        last = (await entries_of(transaction, one.card_id))[-1]
    assert isinstance(last, Review)
    assert last.before == own[-1].after


async def test_an_answer_undone_here_stays_undone_when_it_comes_back(store: Store) -> None:
    await answered(store, 0)
    (undone,) = await undo(store, 1, at(0.5))
    entry = undone.entry
    assert isinstance(entry, Review)
    answer = PastAnswer(
        at=entry.at,
        rating=entry.rating,
        state_before=State.NEW,
        state_after=State.REVIEW,
        wait=timedelta(days=2),
    )
    history = History(program=Program.ANKI, key="a", events=[answer])
    plan = await adopt(store, [Binding(card=entry.card, history=history)], "Anki", at(1))
    assert plan.changing == ()


async def test_resets_and_moves_elsewhere_count(store: Store) -> None:
    one = (await cards(store))[0].card_id
    good = past_answers([Rating.GOOD])
    later = good[0].at + timedelta(days=3)
    moved = PastReschedule(at=later, wait=timedelta(days=40))
    history = History(program=Program.ANKI, key="a", events=(*good, moved))
    await adopt(store, [Binding(card=one, history=history)], "Anki", at(0))
    card = (await cards(store))[0]
    assert card.scheduled
    assert card.scheduled.due.date() == (later + timedelta(days=40)).date()
    reset = PastReset(at=later + timedelta(days=1))
    history = replace(history, events=(*history.events, reset))
    await adopt(store, [Binding(card=one, history=history)], "Anki", at(0))
    assert (await cards(store))[0].scheduled is None
    assert (await diagnosis(store, at(1).now)).ok


async def test_a_schedule_beside_answers_says_when_the_card_is_due(store: Store) -> None:
    one = (await cards(store))[0].card_id
    schedule = Schedule(
        due=date(2026, 4, 1),
        last=FIRST,
        state=State.REVIEW,
        stability_days=9.0,
        difficulty=5.0,
        reps=1,
        lapses=0,
    )
    history = History(
        program=Program.ANKI, key="a", events=past_answers([Rating.GOOD]), schedule=schedule
    )
    await adopt(store, [Binding(card=one, history=history)], "Anki", at(0))
    card = (await cards(store))[0]
    assert card.scheduled
    assert card.scheduled.due.date() == date(2026, 4, 1)
    assert card.reps == 1
    assert (await adopt(store, [Binding(card=one, history=history)], "Anki", at(0))).changing == ()


async def test_a_card_that_is_moved_again_and_back_is_due_when_it_was_told_last(
    store: Store,
) -> None:
    one = (await cards(store))[0].card_id
    usual = History(program=Program.ANKI, key="a", events=past_answers([Rating.GOOD]))
    schedule = schedule_of(one, "a").history.schedule
    assert schedule
    for due in (2, 9, 5, 2, 9, None, 5, None, 7, 3):
        moved = None if due is None else replace(schedule, due=date(2026, 4, due))
        binding = Binding(card=one, history=replace(usual, schedule=moved))
        plan = await adopt(store, [binding], "Anki", at(0))
        assert [card.reception for card in plan.cards] == [Reception.NEW]
        card = (await cards(store))[0]
        assert card.scheduled
        usually = (FIRST + timedelta(days=1)).date()
        assert card.scheduled.due.date() == (moved.due if moved else usually)
        assert (await adopt(store, [binding], "Anki", at(0))).changing == ()
    assert (await diagnosis(store, at(1).now)).ok
    await undo_adoption(store, at(0))
    card = (await cards(store))[0]
    assert card.scheduled
    assert card.scheduled.due.date() == date(2026, 4, 7)
    plan = await adopt(store, [binding], "Anki", at(0))
    assert [card.reception for card in plan.cards] == [Reception.BACK]
    assert (await diagnosis(store, at(1).now)).ok


def test_an_answer_that_was_taken_over_is_no_other_one_given_here() -> None:
    first, second = past_answers([Rating.GOOD, Rating.GOOD])
    soon = second._replace(at=first.at + timedelta(milliseconds=500))
    history, calendar = History(program=Program.ANKI, key="a", events=(first, soon)), at(0).calendar
    taken, other = HistoryWriter(CardId(1), history, (), calendar, WeightsId(1)).entries()
    log = [as_entry(taken), replace(as_entry(other), device="me")]
    again = HistoryWriter(CardId(1), history, log, calendar, WeightsId(1)).entries()
    assert [entry.uid for entry in again] == [taken.uid]


async def test_answers_after_lost_ones_build_on_where_the_card_stood(store: Store) -> None:
    one = (await cards(store))[0].card_id
    earlier = schedule_of(one, "a").history.schedule
    assert earlier
    earlier = replace(earlier, last=date(2026, 1, 1), due=date(2026, 1, 29))
    events = [past_answers([Rating.GOOD])[0]._replace(state_before=State.REVIEW)]
    history = History(program=Program.ANKI, key="a", events=events, earlier=earlier)
    await adopt(store, [Binding(card=one, history=history)], "Anki", at(0))
    card = (await cards(store))[0]
    assert card.reps == earlier.reps + 1
    assert card.scheduled
    assert card.scheduled.memory.stability_days > earlier.stability_days
    async with store.reading() as transaction:
        first, second = await entries_of(transaction, one)
    assert isinstance(first, Adopted)
    assert isinstance(second, Review)
    assert second.before == first.after


async def test_answers_elsewhere_count_in_the_statistics_and_schedules_do_not(
    store: Store,
) -> None:
    one, other, _ = await cards(store)
    await adopt(store, [answers_of(one.card_id, "a"), schedule_of(other.card_id, "b")], "x", at(0))
    found = await statistics(store, at(0))
    assert found.reviews == 4


async def test_a_time_in_another_program_is_the_same_in_every_time_zone(store: Store) -> None:
    one = (await cards(store))[0].card_id
    await adopt(store, [schedule_of(one, "a")], "plugin", at(0))
    async with store.reading() as transaction:
        (entry,) = await entries_of(transaction, one)
    assert entry.at == datetime(2026, 2, 20, 12, tzinfo=UTC)
    assert entry.uid == f"{entry.device}-{int(entry.at.timestamp() * 1000)}"
    assert entry.program == Program.OBSIDIAN_SR


async def test_the_replayed_memory_is_the_stored_one(store: Store) -> None:
    one = (await cards(store))[0].card_id
    await adopt(store, [schedule_of(one, "a"), answers_of(one, "b")], "both", at(0))
    async with store.reading() as transaction:
        entries = await entries_of(transaction, CardId(one))
        stored = await stored_memory(transaction, CardId(one))
    assert replay(entries, Model(DEFAULT_WEIGHTS)) == stored


async def test_a_history_is_that_of_one_card(store: Store) -> None:
    one, other, _ = await cards(store)
    both = [answers_of(one.card_id, "a"), answers_of(other.card_id, "a")]
    plan = await adopt(store, both, "hashcards", at(0))
    assert [card.reception for card in plan.cards] == [Reception.NEW, Reception.ELSEWHERE]
    again = await adopt(store, both, "hashcards", at(1))
    assert [card.reception for card in again.cards] == [Reception.KNOWN, Reception.ELSEWHERE]
    assert [card.reps for card in await cards(store)] == [4, 0, 0]


async def test_where_a_card_stood_before_lost_answers_is_known_from_the_answers_here(
    store: Store,
) -> None:
    await answered(store, 0)
    one = (await cards(store))[0]
    earlier = schedule_of(one.card_id, "a").history.schedule
    assert one.scheduled
    event = past_answers([Rating.GOOD])[0]._replace(at=at(5).now, state_before=State.REVIEW)
    history = History(program=Program.ANKI, key="a", events=[event], earlier=earlier)
    binding = Binding(card=one.card_id, history=history)
    plan = await adopt(store, [binding], "Anki", at(6))
    assert (plan.answers, plan.schedules) == (1, 0)
    assert (await cards(store))[0].reps == one.reps + 1
    async with store.reading() as transaction:
        *_, before, last = await entries_of(transaction, one.card_id)
    assert isinstance(before, Review)
    assert isinstance(last, Review)
    assert last.before == before.after
    assert (await adopt(store, [binding], "Anki", at(7))).changing == ()
