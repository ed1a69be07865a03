"""How quickly cards were forgotten, beside what was predicted."""

from itertools import pairwise
from random import Random

import pytest

from kb.schedule.accuracy.answers import Answer
from kb.schedule.accuracy.forgetting import forgetting_curves
from kb.schedule.fsrs import Model
from tests.schedule.answering import answer, counted

CURVE = Model().curve


def learner(*, harder: float = 1.0) -> list[Answer]:
    """Returns the answers of somebody who forgets by the curve, so many times as quickly."""
    chance = Random(3)  # noqa: S311  # not for secrets
    answers = []
    for number in range(20_000):
        stability, elapsed = chance.uniform(2, 60), chance.randint(1, 60)
        truth = CURVE.retrievability(elapsed * harder, stability)
        predicted = CURVE.retrievability(elapsed, stability)
        recalled = chance.random() < truth
        answers.append(answer(number, elapsed=elapsed, chance=predicted, recalled=recalled))
    return answers


def test_recall_falls_with_time_and_the_less_the_stabler_a_card_is() -> None:
    curves = forgetting_curves(counted(learner()))
    ends = [(curve.least_stability_days, curve.most_stability_days) for curve in curves]
    assert ends == [(0, 7), (7, 30), (30, None)]
    for curve in curves:
        predicted = [point.predicted for point in curve.points]
        assert predicted == sorted(predicted, reverse=True)
    for weaker, stabler in pairwise(curves):
        pairs = list(zip(weaker.points, stabler.points, strict=True))[2:]
        assert all(one.actual.share < other.actual.share for one, other in pairs)


def test_who_forgets_as_predicted_lies_on_the_curve() -> None:
    points = [point for curve in forgetting_curves(counted(learner())) for point in curve.points]
    within = sum(point.actual.low <= point.predicted <= point.actual.high for point in points)
    assert within >= 0.9 * len(points)


def test_who_forgets_more_quickly_lies_below_the_curve() -> None:
    (*_, strong) = forgetting_curves(counted(learner(harder=4.0)))
    assert all(point.predicted > point.actual.high for point in strong.points[2:])


def test_a_point_needs_some_answers() -> None:
    answers = [answer(each, elapsed=3, chance=0.9) for each in range(20)]
    assert forgetting_curves(counted(answers[:19])) == ()
    (curve,) = forgetting_curves(counted(answers))
    (point,) = curve.points
    assert (point.days, point.actual.n) == (3, 20)
    assert point.predicted == pytest.approx(0.9)
