"""How often cards in review were recalled."""

from kb.schedule.accuracy.answers import Share
from kb.schedule.accuracy.retention import retention_by_interval, true_retention
from kb.schedule.memory import State
from tests.schedule.answering import answer, counted


def test_true_retention_parts_young_and_mature_at_21_days() -> None:
    answers = [answer(each, interval=20, recalled=each % 4 != 0) for each in range(40)]
    answers += [answer(100 + each, interval=21, recalled=each != 0) for each in range(20)]
    found = true_retention(counted(answers))
    assert found.young == Share(hits=30, n=40)
    assert found.mature == Share(hits=19, n=20)
    assert found.n == 60


def test_true_retention_leaves_out_what_is_being_learnt() -> None:
    answers = [answer(each, state=State.RELEARNING) for each in range(50)]
    answers += [answer(each, state=State.NEW, chance=None) for each in range(50, 90)]
    found = true_retention(counted(answers))
    assert (found.young, found.mature, found.n) == (None, None, 0)


def test_few_reviews_say_nothing() -> None:
    found = true_retention(counted([answer(each) for each in range(19)]))
    assert (found.young, found.mature, found.n) == (None, None, 19)


def test_retention_by_interval_counts_each_answer_in_one_group() -> None:
    lengths = (0, 1, 3, 7, 20, 21, 60, 180, 181, 4000)
    answers = [
        answer(number, interval=days, recalled=days != 21) for number, days in enumerate(lengths)
    ]
    rows = retention_by_interval(counted(answers))
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
    assert retention_by_interval(counted([answer(1, state=State.LEARNING)])) == ()
