"""What a review is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.fsrs import Model
from kb.schedule.memory import Rating
from kb.schedule.simulation.gain import GainModel
from tests.schedule.worlds import MODEL, TODAY, golden, reviewed

MODELS = [MODEL, Model(golden("fsrs_rs")["weights"][1])]


@given(st.sampled_from(MODELS), st.floats(0.01, 5000), st.floats(1, 10), st.integers(1, 3000))
def test_what_is_foreseen_is_what_an_answer_does(
    model: Model, stability: float, difficulty: float, elapsed: int
) -> None:
    memory = reviewed(stability_days=stability, difficulty=difficulty, ago=elapsed).memory
    recall = model.retrievability(memory, TODAY)
    foreseen = GainModel(model).stabilities(stability, difficulty, recall)
    for rating, expected in zip((Rating.GOOD, Rating.AGAIN), foreseen, strict=True):
        answered, _ = model.answered(memory, rating, TODAY)
        assert min(expected, 36_500) == pytest.approx(answered, rel=1e-9)


def test_the_gain_is_what_the_formula_says() -> None:
    memory = reviewed(stability_days=20, difficulty=6, ago=30).memory
    recall = MODEL.retrievability(memory, TODAY)
    good, again = (MODEL.answered(memory, r, TODAY)[0] for r in (Rating.GOOD, Rating.AGAIN))
    area = MODEL.curve.area
    expected = recall * area(good, 0, 365) + (1 - recall) * area(again, 0, 365)
    expected -= area(20, 30, 365)
    assert GainModel(MODEL).gain_days(20, 6, 30) == pytest.approx(expected)


def test_a_review_on_the_day_of_the_last_one_is_worth_nothing() -> None:
    assert GainModel(MODEL).gain_days(20, 6, 0) == pytest.approx(0)


def test_what_is_all_but_forgotten_is_worth_less_than_what_is_about_to_be() -> None:
    worth = GainModel(MODEL).gain_days
    # Both were reviewed 30 days ago; a day or two after such a review most is lost again.
    assert worth(20, 6, 30) > worth(0.3, 9, 30) > 0
