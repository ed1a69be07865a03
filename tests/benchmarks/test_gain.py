"""The simulation of too little time, in a small form."""

import pytest

from benchmarks.gain import WORLDS, Comparison, compared
from benchmarks.learners import ByFsrs, ByHalfLife, Hand, Mind
from kb.schedule.memory import Rating

HALF_LIVES = WORLDS["half-lives; kb's weights"]


@pytest.fixture(scope="module")
def small() -> Comparison:
    return compared(HALF_LIVES, 0, days=30, minutes=1, growing_days=30)


def test_by_gain_more_is_known_than_by_due_day(small: Comparison) -> None:
    assert small.more > 0.03
    assert small.gain < small.all


def test_the_cards_ask_for_twice_the_time_that_there_is(small: Comparison) -> None:
    assert small.minutes == pytest.approx(2, rel=0.5)


@pytest.mark.parametrize("mind", [ByFsrs(), ByHalfLife(1)], ids=["FSRS", "half-lives"])
def test_what_is_recalled_is_kept_longer_and_what_is_forgotten_is_not(mind: Mind) -> None:
    assert mind.recall(1, 0) == 0
    for card, rating in ((1, Rating.GOOD), (2, Rating.AGAIN)):
        mind.answered(card, Rating.GOOD, 0)
        mind.answered(card, rating, 4)
    assert 1 > mind.recall(1, 14) > mind.recall(2, 14) > 0


def test_luck_hangs_on_the_card_and_the_answer_and_on_nothing_else() -> None:
    one, other = Hand(3), Hand(3)
    other.rating(7, 0, 0.5)
    assert [one.rating(8, n, 0.5) for n in range(9)] == [other.rating(8, n, 0.5) for n in range(9)]
    assert one.seconds(8, 0, Rating.AGAIN) > one.seconds(8, 0, Rating.GOOD) > 0
