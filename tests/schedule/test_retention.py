"""True retention."""

from kb.schedule.answers import Share
from kb.schedule.memory import State
from kb.schedule.retention import true_retention
from tests.schedule.answering import answer


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
