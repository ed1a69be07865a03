"""The forgetting curve: at t = S, R is 0.9."""

import fsrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kb.schedule.curve import Curve
from kb.schedule.memory import midnight
from tests.schedule.worlds import MODEL, TODAY, reviewed, stabilities

decays = st.floats(0.1, 0.8)
spans = st.floats(0, 20_000)


@given(decays, stabilities)
def test_recall_is_certain_at_once_and_nine_in_ten_after_the_stability(
    decay: float, stability: float
) -> None:
    curve = Curve(decay=decay)
    assert curve.retrievability(0, stability) == 1
    assert curve.retrievability(stability, stability) == pytest.approx(0.9)


@given(decays, stabilities, spans, spans)
def test_recall_falls_with_time(decay: float, stability: float, one: float, other: float) -> None:
    curve = Curve(decay=decay)
    sooner, later = sorted((one, other))
    assert 0 < curve.retrievability(later, stability) <= curve.retrievability(sooner, stability)


@given(decays, stabilities, st.floats(0.7, 0.99))
def test_the_interval_is_when_recall_has_fallen_to_the_retention(
    decay: float, stability: float, retention: float
) -> None:
    curve = Curve(decay=decay)
    interval = curve.interval_days(stability, retention)
    assert curve.retrievability(interval, stability) == pytest.approx(retention)


@given(decays, st.floats(0.1, 1000), st.floats(0, 1000), st.floats(1, 400))
def test_the_area_is_what_adding_up_days_comes_to(
    decay: float, stability: float, first: float, days: float
) -> None:
    curve = Curve(decay=decay)
    parts = 4000
    width = days / parts
    middles = (first + (part + 0.5) * width for part in range(parts))
    added = sum(curve.retrievability(middle, stability) for middle in middles) * width
    assert curve.area(stability, first, days) == pytest.approx(added, rel=1e-3)


@given(st.integers(0, 3000), stabilities)
def test_recall_is_what_the_package_says(elapsed: int, stability: float) -> None:
    assume(stability > 0)
    card = reviewed(stability_days=stability, ago=elapsed).memory
    theirs = fsrs.Card(
        card_id=1, stability=stability, last_review=midnight(card.last_day), due=midnight(TODAY)
    )
    expected = fsrs.Scheduler().get_card_retrievability(theirs, midnight(TODAY))
    assert MODEL.retrievability(card, TODAY) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("decay", [0, 1, -0.2])
def test_an_impossible_decay_is_refused(decay: float) -> None:
    with pytest.raises(ValueError, match="a decay of"):
        Curve(decay=decay)
