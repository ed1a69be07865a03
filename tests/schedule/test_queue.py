"""What a day asks for."""

from collections import Counter
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.cards import DueCard, NewCard, Order, SeenCard
from kb.schedule.introduction import introduction_order
from kb.schedule.memory import CardId, State
from kb.schedule.options import Preset
from kb.schedule.queue import SessionOptions, day_queue
from tests.schedule.decks import due_card, new_card, queue, today
from tests.schedule.worlds import OPTIONS


def numbers(cards: tuple[DueCard, ...] | tuple[NewCard, ...]) -> list[int]:
    return [card.card for card in cards]


def seen(number: int, first: State, *, note: int = 0, fact: str = "", preset: str = "") -> SeenCard:
    return SeenCard(CardId(number), note, fact, preset, first)


facts = st.sampled_from("abc")
due_cards = st.lists(
    st.builds(
        due_card,
        st.integers(0, 500),
        note=st.integers(0, 8),
        fact=facts,
        state=st.sampled_from([State.REVIEW, State.REVIEW, State.LEARNING, State.RELEARNING]),
        overdue=st.integers(0, 90),
        stability_days=st.floats(0.5, 400),
        difficulty=st.floats(1, 10),
        ago=st.integers(1, 200),
    ),
    max_size=40,
    unique_by=lambda card: card.card,
)
new_cards = st.lists(
    st.builds(new_card, st.integers(501, 999), note=st.integers(0, 8), fact=facts),
    max_size=40,
    unique_by=lambda card: card.card,
)


@given(due_cards, new_cards, st.sampled_from([None, *Order]), st.floats(0.1, 30) | st.none())
def test_a_fact_is_asked_once_a_day_and_steps_are_exempt(
    due: list[DueCard], new: list[NewCard], order: Order | None, minutes: float | None
) -> None:
    found = queue(due, new, options=SessionOptions(order=order, minutes=minutes))
    asked = Counter((card.note, card.fact) for card in found.reviews)
    asked += Counter((card.note, card.fact) for card in found.new)
    assert all(times == 1 for times in asked.values())
    steps = {(card.note, card.fact) for card in found.learning}
    assert steps.isdisjoint(asked)
    assert len(found.learning) == sum(card.state.in_steps for card in due)
    assert max(Counter(card.note for card in found.new).values(), default=0) <= 3


@given(due_cards, new_cards)
def test_nothing_is_lost_on_the_way(due: list[DueCard], new: list[NewCard]) -> None:
    found = queue(due, new)
    reviews = [card for card in due if not card.state.in_steps]
    assert len(found.reviews) + found.siblings_held + found.limits_held == len(reviews)
    together = queue(due, new, options=SessionOptions(apart=False))
    assert set(together.reviews) == set(reviews)
    assert len(together.new) == min(20, len(new))


@given(due_cards, st.sampled_from(Order))
def test_the_order_in_which_cards_are_handed_over_does_not_matter(
    due: list[DueCard], order: Order
) -> None:
    options = SessionOptions(order=order)
    assert queue(due, options=options) == queue(sorted(due, key=hash), options=options)


def test_of_two_siblings_the_more_overdue_comes_and_the_other_waits() -> None:
    forward = due_card(1, note=5, fact="a", overdue=2)
    reverse = due_card(2, note=5, fact="a", kind="reverse", overdue=9)
    found = queue([forward, reverse])
    assert (found.reviews, found.siblings_held) == ((reverse,), 1)


@pytest.mark.parametrize("first", State)
def test_a_sibling_seen_today_makes_the_other_wait(first: State) -> None:
    answered = [seen(1, first, note=5, fact="a")]
    found = queue([due_card(2, note=5, fact="a")], [new_card(3, note=5, fact="a")], answered)
    assert (found.reviews, found.new) == ((), ())


def test_a_sibling_in_steps_makes_the_other_wait_but_not_itself() -> None:
    step = due_card(1, note=5, fact="a", state=State.RELEARNING)
    found = queue([step, due_card(2, note=5, fact="a")], [new_card(3, note=5, fact="a")])
    assert found.learning == (step,)
    assert (found.reviews, found.new) == ((), ())


def test_the_same_fact_of_another_note_is_another_fact() -> None:
    found = queue([due_card(1, note=5, fact="a"), due_card(2, note=6, fact="a")])
    assert len(found.reviews) == 2


def test_a_note_brings_three_new_cards_a_day() -> None:
    cards = [new_card(number, note=number // 10) for number in range(100)]
    assert numbers(queue(new=cards).new)[:7] == [0, 1, 2, 10, 11, 12, 20]
    earlier = [seen(900 + each, State.NEW, note=0) for each in range(2)]
    assert numbers(queue(new=cards, seen=earlier).new)[:3] == [0, 10, 11]


def test_how_many_new_cards_a_note_brings_can_be_set_by_tag_too() -> None:
    by_tag = {"exam": Preset(new_per_note=4)}
    settings = replace(OPTIONS, general=Preset(new_per_note=1), by_tag=by_tag)
    cards = [
        new_card(each, note=each // 6, preset="exam" if each > 5 else "") for each in range(12)
    ]
    held = queue(new=cards, settings=settings)
    assert (numbers(held.new), held.notes_held) == ([0, 6, 7, 8, 9], 7)


def test_a_deck_is_limited_by_the_day_alone() -> None:
    cards = [new_card(number, note=number // 30, fact=str(number // 2)) for number in range(60)]
    held = day_queue((), cards, (), today(), SessionOptions(), decks={0})
    assert numbers(held.new) == [*range(0, 30, 2), 30, 32, 34]
    assert held.notes_held == 25


def test_new_cards_that_wait_only_for_their_note_are_counted() -> None:
    nine = [new_card(number, note=1) for number in range(9)]
    found = queue(new=[*nine, new_card(20, note=2)])
    assert (numbers(found.new), found.notes_held) == ([0, 1, 2, 20], 6)
    assert queue(new=nine, options=SessionOptions(apart=False)).notes_held == 0
    many = [new_card(number, note=number // 10) for number in range(100)]
    assert queue(new=many).notes_held == 0  # the day is full


def test_new_cards_are_limited_by_the_day_and_not_by_the_session() -> None:
    cards = [new_card(number) for number in range(50)]
    assert numbers(queue(new=cards).new) == list(range(20))
    earlier = [seen(900 + each, State.NEW) for each in range(15)]
    reviewed = [seen(950 + each, State.REVIEW) for each in range(15)]
    assert numbers(queue(new=cards, seen=[*earlier, *reviewed]).new) == list(range(5))


def test_no_more_new_cards_are_looked_at_than_needed() -> None:
    endless = (new_card(number) for number in count())
    assert len(queue(new=endless).new) == 20
    assert next(endless).card <= 21


def test_so_many_new_cards_come_as_were_asked_for() -> None:
    cards = [new_card(number, note=number // 10) for number in range(100)]
    earlier = [seen(900 + each, State.NEW, note=99) for each in range(20)]

    def chosen(number: int) -> list[int]:
        asked = queue(new=cards, seen=earlier, options=SessionOptions(new=number))
        assert asked.notes_held == 0
        return numbers(asked.new)

    assert chosen(0) == []
    assert chosen(5) == [0, 1, 2, 10, 11]
    assert len(chosen(30)) == 30
    assert chosen(32)[-3:] == [92, 3, 4], "more of a note only where there are too few notes"
    assert sorted(chosen(500)) == list(range(100))
    siblings = [new_card(number, note=1, fact=str(number // 2)) for number in range(20)]
    assert len(queue(new=siblings, options=SessionOptions(new=500)).new) == 10


def test_what_is_reviewed_ahead_has_no_limit() -> None:
    settings = replace(OPTIONS, general=Preset(reviews_per_day=2))
    due = [due_card(number, overdue=-number) for number in range(5)]
    assert len(queue(due, settings=settings).reviews) == 2
    asked = queue(due, settings=settings, options=SessionOptions(ahead_days=5))
    assert numbers(asked.reviews) == [0, 1, 2, 3, 4]


def test_a_tag_has_limits_of_its_own() -> None:
    by_tag = {"exam": Preset(new_per_day=4, reviews_per_day=1)}
    settings = replace(OPTIONS, general=Preset(new_per_day=2), by_tag=by_tag)
    cards = [new_card(each, preset="exam" if each % 2 else "") for each in range(30)]
    due = [due_card(100 + each, preset="exam" if each % 2 else "") for each in range(10)]
    found = queue(due, cards, settings=settings)
    assert numbers(found.new) == [0, 1, 2, 3, 5, 7]
    assert Counter(card.preset for card in found.reviews) == {"": 5, "exam": 1}
    assert found.limits_held == 4
    again = queue(due, cards, [seen(1, State.REVIEW, preset="exam")], settings=settings)
    assert Counter(card.preset for card in again.reviews) == {"": 5}


def test_reviews_come_by_due_day_unless_told_otherwise() -> None:
    due = [due_card(each, overdue=each % 7) for each in range(70)]
    found = queue(due)
    assert found.order is Order.DUE
    assert [card.due for card in found.reviews] == sorted(card.due for card in due)
    assert found.reviews != queue(due, seed=2).reviews
    assert found.reviews == queue(due, seed=1).reviews


def test_easy_puts_what_is_remembered_best_first() -> None:
    due = [due_card(each, stability_days=1 + each, ago=1 + each % 5) for each in range(40)]
    recalls = [
        today().retrievability(card)
        for card in queue(due, options=SessionOptions(order=Order.EASY)).reviews
    ]
    assert recalls == sorted(recalls, reverse=True)


def test_random_is_another_order_with_another_seed() -> None:
    due = [due_card(each) for each in range(40)]
    orders = {
        queue(due, options=SessionOptions(order=Order.RANDOM), seed=seed).reviews
        for seed in range(5)
    }
    assert len(orders) == 5


def test_a_budget_that_suffices_skips_nothing_and_changes_no_order() -> None:
    due = [due_card(each, overdue=each % 9) for each in range(30)]
    found = queue(due, options=SessionOptions(minutes=10))
    assert (found.order, found.short) == (Order.DUE, False)
    assert found.reviews == queue(due).reviews


def test_over_the_budget_cards_come_by_what_they_are_worth() -> None:
    due = [
        due_card(each, stability_days=1 + each * 3, ago=5 + each, difficulty=1 + each % 9)
        for each in range(60)
    ]
    found = queue(due, options=SessionOptions(minutes=3))
    assert (found.order, found.short) == (Order.GAIN, True)
    assert found.reviews == queue(due, options=SessionOptions(order=Order.GAIN)).reviews
    assert queue(due, options=SessionOptions(minutes=3, order=Order.DUE)).order is Order.DUE
    # Never the longest overdue first for that alone.
    assert found.reviews != tuple(sorted(due, key=lambda card: card.last_day))


def test_quick_cards_come_before_slow_ones_that_are_worth_as_much() -> None:
    known, doubtful = due_card(1, kind="forward"), due_card(2, kind="reverse")
    assert today().seconds(known) == today().seconds(doubtful)
    both = queue([known, doubtful], options=SessionOptions(order=Order.GAIN))
    assert both.seconds == pytest.approx(2 * today().seconds(known))


def test_a_card_that_always_takes_long_comes_after_one_that_does_not() -> None:
    quick, slow = due_card(1), due_card(2)._replace(tempo=3.0)
    for both in ([quick, slow], [slow, quick]):
        found = queue(both, options=SessionOptions(order=Order.GAIN))
        assert found.reviews == (quick, slow)
    assert today().seconds(slow) == pytest.approx(3 * today().seconds(quick))


def test_cards_in_steps_come_by_their_moment() -> None:
    late = due_card(1, state=State.LEARNING, due=today().ends)
    early = due_card(2, state=State.RELEARNING)
    assert queue([late, early]).learning == (early, late)


def test_a_day_without_cards_is_an_empty_queue() -> None:
    found = queue()
    assert (found.learning, found.reviews, found.new, found.seconds) == ((), (), (), 0)


def test_notes_come_by_level() -> None:
    assert introduction_order([3, 1, 2], {1: 2, 2: 0, 3: 1}, {}, ()) == (2, 3, 1)


def test_a_note_whose_foundations_are_known_comes_before_one_whose_are_not() -> None:
    levels = {1: 0, 2: 1, 3: 2}
    requires = {2: [1], 3: []}
    assert introduction_order([2, 3], levels, requires, unmet=[1]) == (3, 2)
    assert introduction_order([2, 3], levels, requires, unmet=[]) == (2, 3)


def test_notes_that_require_each_other_do_not_wait_for_each_other() -> None:
    levels = {1: 0, 2: 0, 3: 1}
    requires = {1: [2], 2: [1]}
    assert introduction_order([1, 2, 3], levels, requires, unmet=[1, 2, 3]) == (1, 2, 3)


@given(
    st.sets(st.integers(0, 30)),
    st.dictionaries(st.integers(0, 30), st.integers(0, 9)),
    st.dictionaries(st.integers(0, 30), st.lists(st.integers(0, 30))),
    st.sets(st.integers(0, 30)),
)
def test_every_note_has_its_place(
    notes: set[int], levels: dict[int, int], requires: dict[int, list[int]], unmet: set[int]
) -> None:
    assert set(introduction_order(notes, levels, requires, unmet)) == notes
