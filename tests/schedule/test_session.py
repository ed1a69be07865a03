"""Card after card."""

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.cards import Card, DueCard, NewCard
from kb.schedule.memory import CardId, Rating, State
from kb.schedule.options import Preset
from kb.schedule.outcomes import Outcomes
from kb.schedule.queue import SessionOptions
from kb.schedule.session import Choice, SessionState, Trigger
from tests.schedule.decks import NOW, due_card, new_card, session
from tests.schedule.test_queue import due_cards, new_cards
from tests.schedule.worlds import SCHEDULER, reviewed

SECOND = timedelta(seconds=1)


def outcomes(card: Card, now: datetime) -> Outcomes:
    before = None
    if isinstance(card, DueCard):
        before = reviewed(stability_days=card.stability_days, difficulty=card.difficulty)
        if card.state.in_steps:
            before = SCHEDULER.outcomes(None, now, Preset(), chance=0).of(Rating.GOOD)
    return SCHEDULER.outcomes(before, now, Preset(), chance=0.5)


def answer(
    run: SessionState, rating: Rating, now: datetime = NOW, seconds: float = 8
) -> SessionState:
    choice = run.next(now)
    assert choice is not None
    return run.answered(choice.card, outcomes(choice.card, now).of(rating), seconds)


def shown(
    run: SessionState, now: datetime = NOW, seconds: float = 8, ratings: tuple[Rating, ...] = ()
) -> list[Choice]:
    """Returns all that a session shows to somebody who waits for no step."""
    choices = []
    given_ratings = iter(ratings)
    while choice := run.next(now):
        choices.append(choice)
        rating = next(given_ratings, Rating.EASY)
        run = run.answered(choice.card, outcomes(choice.card, now).of(rating), seconds)
        now += seconds * SECOND
    return choices


def numbers(choices: list[Choice]) -> list[int]:
    return [choice.card.card for choice in choices]


def test_cards_whose_step_is_over_come_first_then_reviews_then_new_ones() -> None:
    run = session(
        [due_card(1), due_card(2), due_card(3, state=State.LEARNING)], [new_card(4), new_card(5)]
    )
    choices = shown(run)
    assert [choice.why for choice in choices] == [
        Trigger.STEP,
        Trigger.REVIEW,
        Trigger.REVIEW,
        Trigger.NEW,
        Trigger.NEW,
    ]
    assert numbers(choices)[0] == 3


def test_a_card_in_steps_comes_back_when_its_step_is_over() -> None:
    run = session([due_card(each) for each in range(1, 30)])
    choices = shown(run, seconds=30, ratings=(Rating.AGAIN,))
    again = [at for at, number in enumerate(numbers(choices)) if number == numbers(choices)[0]]
    # Ten minutes, at half a minute a card.
    assert again == [0, 20]
    assert choices[20].why is Trigger.STEP


def test_if_nothing_else_is_left_a_step_may_end_twenty_minutes_early() -> None:
    step = due_card(1, state=State.LEARNING, due=NOW + timedelta(minutes=20))
    late = due_card(2, state=State.LEARNING, due=NOW + timedelta(minutes=20, seconds=1))
    run = session([late, step])
    choice = run.next(NOW)
    assert choice == Choice(card=step, why=Trigger.AHEAD)
    run = answer(run, Rating.EASY)
    assert run.next(NOW) is None
    assert run.waits_until == late.due
    assert run.next(NOW + SECOND) == Choice(card=late, why=Trigger.AHEAD)


def test_a_step_that_ends_on_another_day_leaves_the_session() -> None:
    run = session(new=[new_card(1)])
    (choice,) = [run.next(NOW)]
    assert choice is not None
    night = run.today.ends - timedelta(minutes=3)
    run = run.answered(choice.card, outcomes(choice.card, night).of(Rating.GOOD), 8)
    assert (run.learning, run.waits_until) == ((), None)


def test_five_other_cards_come_between_two_of_one_note() -> None:
    due = [due_card(each, note=each // 4, overdue=50 - each) for each in range(48)]
    notes = [choice.card.note for choice in shown(session(due))]
    assert sorted(notes) == sorted(card.note for card in due)
    assert [at for at in range(48) if notes[at] in notes[max(0, at - 5) : at]] == []


def test_where_there_are_no_others_two_of_one_note_follow_each_other() -> None:
    due = [due_card(each, note=7) for each in range(4)]
    assert len(shown(session(due))) == 4


def test_a_card_is_not_kept_from_itself() -> None:
    run = session([due_card(1, note=7), *(due_card(each) for each in range(2, 9))])
    first = run.next(NOW)
    assert first is not None
    run = run.answered(first.card, outcomes(first.card, NOW).of(Rating.AGAIN), 8)
    later = NOW + timedelta(minutes=10)
    again = run.next(later)
    assert again is not None
    assert (again.card.card, again.why) == (first.card.card, Trigger.STEP)


def test_a_session_on_one_note_keeps_no_distance() -> None:
    due = [due_card(each, note=each % 2, fact="same", overdue=9 - each) for each in range(4)]
    assert numbers(shown(session(due, options=SessionOptions(apart=False)))) == [0, 1, 2, 3]


@given(due_cards, new_cards, st.integers(0, 10_000))
def test_a_session_shows_everything_once_and_ends(
    due: list[DueCard], new: list[NewCard], seed: int
) -> None:
    chance = Random(seed)  # noqa: S311  # not for secrets
    run = session(due, new)
    waiting = {card.card for card in run.learning + run.reviews}
    waiting |= {card.card for card in run.new}
    now, answers = NOW, 0
    seen = set()
    while choice := run.next(now):
        rating = chance.choice([Rating.AGAIN, Rating.GOOD, Rating.EASY])
        seen.add(choice.card.card)
        run = run.answered(choice.card, outcomes(choice.card, now).of(rating), 8)
        now += 8 * SECOND
        answers += 1
        assert answers < 2000
    assert seen == waiting
    assert run.waits_until is None
    assert run.left_s == pytest.approx(0, abs=1e-6)


def test_a_number_of_cards_ends_the_session_after_their_steps() -> None:
    due = [due_card(each) for each in range(20)]
    choices = shown(session(due, options=SessionOptions(cards=3)), ratings=(Rating.AGAIN,))
    assert len(set(numbers(choices))) == 3
    assert len(choices) == 4


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 8, 30])
def test_a_limited_session_foretells_the_cards_that_come(limit: int) -> None:
    due = [
        *(due_card(each, ago=-1, state=State.LEARNING) for each in (1, 2)),  # not yet over
        due_card(3, state=State.LEARNING),
        *(due_card(each, note=1) for each in (4, 5)),  # the second waits for others
    ]
    new = [new_card(each) for each in range(10, 20)]
    run = session(due, new, options=SessionOptions(cards=limit, new=10))
    left = run.remaining(NOW)
    comes = [choice.card for choice in shown(run)]
    assert left.new == sum(isinstance(card, NewCard) for card in comes)
    assert left.reviews == sum(
        isinstance(card, DueCard) and card.state is State.REVIEW for card in comes
    )
    assert left.cards == min(limit, 15)


def test_time_that_is_too_short_ends_the_session() -> None:
    due = [due_card(each) for each in range(60)]
    run = session(due, options=SessionOptions(minutes=2))
    assert run.short
    assert len(shown(run, seconds=10)) == 12


def test_time_that_was_expected_to_suffice_is_stretched_a_little() -> None:
    due = [due_card(each, ago=1, stability_days=90) for each in range(11)]
    run = session(due, options=SessionOptions(minutes=2))
    assert not run.short
    assert len(shown(run, seconds=12)) == 11
    # Somebody much slower is not kept for an hour.
    assert len(shown(run, seconds=40)) == 4


def test_an_answer_counts_for_a_minute_at_most() -> None:
    run = answer(session([due_card(1), due_card(2)]), Rating.GOOD, seconds=3600)
    assert run.spent_s == 60


def test_what_is_taken_back_comes_next() -> None:
    run = session([due_card(each) for each in range(5)], [new_card(9)])
    first = run.next(NOW)
    assert first is not None
    left = run.left_s
    after = answer(answer(run, Rating.AGAIN), Rating.GOOD)
    back = after.returning(first.card)
    assert back.next(NOW) == Choice(card=first.card, why=Trigger.RETURNED)
    assert first.card.card not in {card.card for card in back.learning}
    done = answer(back, Rating.EASY)
    assert done.returned == ()
    assert done.left_s < back.left_s < left
    assert first.card.card not in numbers(shown(done))


def test_of_several_taken_back_the_last_comes_first() -> None:
    run = session([due_card(1), due_card(2), due_card(3)])
    cards = [choice.card for choice in shown(run)]
    run = answer(answer(run, Rating.GOOD), Rating.GOOD)
    run = run.returning(cards[1]).returning(cards[0])
    assert numbers(shown(run)) == [card.card for card in cards]


def test_a_buried_card_is_gone() -> None:
    run = session([due_card(1), due_card(2)], [new_card(3)])
    choice = run.next(NOW)
    assert choice is not None
    rest = run.without(choice.card.card)
    assert choice.card.card not in numbers(shown(rest))
    assert rest.left_s < run.left_s
    assert rest.without(CardId(99)) == rest


def test_an_empty_session_is_over() -> None:
    assert session().next(NOW) is None
    assert session().waits_until is None
