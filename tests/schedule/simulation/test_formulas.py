"""The formulas for many answers at once give what the model gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.fsrs import Model
from kb.schedule.memory import Rating
from kb.schedule.simulation.formulas import Formulas
from tests.schedule.worlds import MODEL, golden

MODELS = [MODEL, Model(golden("fsrs_rs")["weights"][1])]


@given(
    st.sampled_from(MODELS),
    st.floats(0.01, 36_500),
    st.floats(1, 10),
    st.integers(0, 3000),
    st.sampled_from(Rating),
)
def test_an_answer_leads_to_the_memory_that_the_model_gives(
    model: Model, stability: float, difficulty: float, elapsed: int, rating: Rating
) -> None:
    formulas = Formulas(model)
    recall = model.curve.retrievability(elapsed, stability)
    if elapsed < 1:
        after = formulas.on_the_day(stability, rating)
    elif rating is Rating.AGAIN:
        after = formulas.forgotten(stability, difficulty, recall)
    else:
        growth = formulas.growth(stability, difficulty, recall)
        after = formulas.recalled(stability, growth, rating)
    expected = model.next(stability, difficulty, rating, elapsed)
    assert (after, formulas.harder(difficulty, rating)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("model", MODELS)
def test_a_first_answer_leads_to_the_memory_that_the_model_gives(model: Model) -> None:
    assert Formulas(model).first == tuple(model.first(rating) for rating in Rating)
