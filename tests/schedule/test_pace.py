"""Expected seconds."""

import pytest

from kb.schedule.cards import NewCard
from kb.schedule.memory import CardId, State
from kb.schedule.pace import LONGEST_ANSWER_S, Pace, Timing
from tests.schedule.decks import due_card


def test_without_answers_of_their_own_everybody_is_expected_to_be_alike() -> None:
    assert Pace().answer_s("forward", State.REVIEW) == 10
    assert Pace().answer_s("anything", State.NEW) == 15


def test_many_answers_say_more_than_what_was_expected() -> None:
    pace = Pace([Timing("forward", State.REVIEW, 1000, 4000.0)])
    assert pace.answer_s("forward", State.REVIEW) == pytest.approx(4, abs=0.01)
    # Of the other kinds nothing is known but that this learner is quick.
    assert pace.answer_s("reverse", State.REVIEW) == pytest.approx(4.06, abs=0.01)
    assert pace.answer_s("forward", State.NEW) == 15


def test_few_answers_say_little() -> None:
    pace = Pace([Timing("forward", State.REVIEW, 1, 60.0)])
    assert 10 < pace.answer_s("forward", State.REVIEW) < 20


def test_a_card_has_a_tempo_of_its_own() -> None:
    pace = Pace()
    assert pace.tempo("forward", 0, 0.0) == 1
    assert pace.tempo("forward", 2, 60.0) == 2  # the mean of three times as long, and as long
    assert pace.tempo("forward", 100, 500.0) == pytest.approx(0.5, abs=0.01)
    slow = due_card(1)._replace(tempo=2.0)
    assert pace.card_s(slow, 0.5) == 2 * pace.card_s(due_card(1), 0.5)


def test_one_answer_that_took_very_long_says_little() -> None:
    assert Pace().tempo("forward", 5, 4 * 10 + LONGEST_ANSWER_S) < 2


def test_a_card_that_may_be_forgotten_takes_longer() -> None:
    pace = Pace()
    card = due_card(1)
    assert pace.card_s(card, 1.0) == 10
    assert pace.card_s(card, 0.5) == 16
    assert pace.card_s(due_card(1, state=State.LEARNING)) == 12
    assert pace.card_s(NewCard(CardId(2), 1, "f", "forward", "")) == 27
