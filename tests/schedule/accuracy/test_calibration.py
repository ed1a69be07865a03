"""How well recall is predicted, and when nothing can be said."""

from math import log
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.accuracy.answers import Answer, Share
from kb.schedule.accuracy.calibration import Bin, brier_score, calibration, log_loss
from tests.schedule.answering import answer, counted

CHANCES = [0.5, 0.6, 0.61, *(0.7 + each / 100 for each in range(28)), 1.0]


def learner(count: int, *, bias: float = 0.0) -> list[Answer]:
    """Returns the answers of somebody whom the model knows, but for a bias."""
    chance = Random(3)  # noqa: S311  # not for secrets
    return [
        answer(
            number, chance=(sure := chance.uniform(0.5, 1)), recalled=chance.random() < sure + bias
        )
        for number in range(count)
    ]


def test_few_predictions_say_nothing() -> None:
    answers = [answer(each) for each in range(99)]
    assert calibration(counted(answers)) is None
    assert log_loss(counted(answers)) is None


def test_predictions_that_hold_are_calibrated() -> None:
    tenths = calibration(counted(learner(4000)))
    assert tenths is not None
    assert [tenth.actual.n for tenth in tenths] == [400] * 10
    assert [t.predicted for t in tenths] == sorted(t.predicted for t in tenths)
    assert sum(t.actual.low <= t.predicted <= t.actual.high for t in tenths) >= 9


def test_predictions_that_promise_too_much_are_seen() -> None:
    tenths = calibration(counted(learner(4000, bias=-0.2)))
    assert tenths is not None
    assert all(tenth.predicted > tenth.actual.high for tenth in tenths)


def test_equal_predictions_stay_together() -> None:
    tenths = calibration(
        counted([answer(each, chance=0.9, recalled=each % 10 != 0) for each in range(200)])
    )
    assert tenths is not None
    (only,) = tenths
    assert only.predicted == pytest.approx(0.9)
    assert only.actual == Share(hits=180, n=200)


@given(st.lists(st.tuples(st.sampled_from(CHANCES), st.booleans()), min_size=100, max_size=300))
def test_a_bin_is_a_tenth_of_the_ranks_without_parting_equals(
    judged: list[tuple[float, bool]],
) -> None:
    tenths = calibration(
        counted([answer(n, chance=each, recalled=known) for n, (each, known) in enumerate(judged)])
    )
    chances = sorted(chance for chance, _ in judged)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for chance, known in sorted(judged):
        number = chances.index(chance) * 10 // len(chances)
        bins.setdefault(number, []).append((chance, known))
    assert tenths == tuple(
        Bin(
            predicted=fmean(chance for chance, _ in members),
            actual=Share(hits=sum(known for _, known in members), n=len(members)),
        )
        for members in bins.values()
    )


def test_log_loss_stands_beside_that_of_a_constant() -> None:
    answers = [answer(each, chance=0.9, recalled=each % 4 != 0) for each in range(200)]
    found = log_loss(counted(answers))
    assert found is not None
    assert found.model == pytest.approx(-(0.75 * log(0.9) + 0.25 * log(0.1)))
    assert found.constant == pytest.approx(-(0.75 * log(0.75) + 0.25 * log(0.25)))
    better = log_loss(counted(learner(2000)))
    assert better is not None
    assert better.model < better.constant


def test_a_surprise_is_never_without_bounds() -> None:
    found = log_loss(counted([answer(each, chance=1.0, recalled=False) for each in range(100)]))
    assert found is not None
    assert found.model == pytest.approx(-log(1e-6))


def test_the_brier_score_is_the_mean_square_of_what_was_missed() -> None:
    answers = [answer(number, chance=0.8, recalled=number % 4 != 0) for number in range(100)]
    score = brier_score(counted(answers))
    assert score is not None
    assert score.model == pytest.approx(0.75 * 0.2**2 + 0.25 * 0.8**2)
    assert score.constant == pytest.approx(0.75 * 0.25)
    assert brier_score(counted(answers[:99])) is None


def test_predictions_that_hold_have_a_better_brier_score_than_the_mean() -> None:
    score = brier_score(counted(learner(2000)))
    assert score is not None
    assert score.model < score.constant
