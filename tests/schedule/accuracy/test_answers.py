"""What counts of a day, how sure a share is, and true retention."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.answers import Share, first_of_days, retention_by_interval, true_retention
from kb.schedule.memory import State
from tests.schedule.answering import answer
from tests.schedule.worlds import TODAY


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (500, 1000, 0.4691, 0.5309),
    ],
)
def test_a_share_lies_within_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    share = Share(hits=hits, n=n)
    assert (share.low, share.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_within_its_own_interval(counted: tuple[int, int]) -> None:
    share = Share(hits=counted[0], n=counted[1])
    assert 0 <= share.low <= share.share + 1e-12
    assert share.share - 1e-12 <= share.high <= 1


def test_of_a_day_the_first_answer_counts() -> None:
    tomorrow = TODAY + timedelta(days=1)
    answers = [
        answer(1, recalled=False),
        answer(1, state=State.RELEARNING, elapsed=0),
        answer(2),
        answer(1, day=tomorrow, elapsed=1),
    ]
    assert first_of_days(answers) == (answers[0], answers[2], answers[3])


def test_true_retention_parts_young_and_mature_at_21_days() -> None:
    answers = [answer(each, interval=20, recalled=each % 4 != 0) for each in range(40)]
    answers += [answer(100 + each, interval=21, recalled=each != 0) for each in range(20)]
    found = true_retention(answers)
    assert found.young == Share(hits=30, n=40)
    assert found.mature == Share(hits=19, n=20)
    assert found.n == 60


def test_true_retention_leaves_out_what_is_being_learnt() -> None:
    answers = [answer(each, state=State.RELEARNING) for each in range(50)]
    answers += [answer(each, state=State.NEW, chance=None) for each in range(50, 90)]
    found = true_retention(answers)
    assert (found.young, found.mature, found.n) == (None, None, 0)


def test_few_reviews_say_nothing() -> None:
    found = true_retention([answer(each) for each in range(19)])
    assert (found.young, found.mature, found.n) == (None, None, 19)


def test_retention_by_interval_counts_each_answer_in_one_group() -> None:
    lengths = (0, 1, 3, 7, 20, 21, 60, 180, 181, 4000)
    answers = [
        answer(number, interval=days, recalled=days != 21) for number, days in enumerate(lengths)
    ]
    rows = retention_by_interval(answers)
    assert [(row.least_days, row.most_days, row.share.hits, row.share.n) for row in rows] == [
        (1, 1, 2, 2),
        (2, 3, 1, 1),
        (4, 7, 1, 1),
        (8, 20, 1, 1),
        (21, 60, 1, 2),
        (61, 180, 1, 1),
        (181, None, 2, 2),
    ]


def test_retention_by_interval_has_no_group_without_answers() -> None:
    assert retention_by_interval([answer(1, state=State.LEARNING)]) == ()
