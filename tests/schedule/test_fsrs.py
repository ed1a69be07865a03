"""The memory model, beside fsrs-rs and the reference numbers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.days import Calendar
from kb.schedule.fsrs import DEFAULT_WEIGHTS, VERSIONS, Model, unlike_reference
from kb.schedule.memory import ENGINE, Memory, Rating, State
from tests.schedule.worlds import MODEL, TODAY, golden, ratings, reviewed


def remembered(model: Model, answers: list[tuple[int, int]]) -> Memory:
    """Returns the memory after answers: each a rating, and the days since the one before."""
    memory: Memory | None = None
    day = date(2020, 1, 1)
    for rating, gap in answers:
        day += timedelta(days=gap)
        stability, difficulty = model.answered(memory, Rating(rating), day)
        memory = Memory(
            stability_days=stability,
            difficulty=difficulty,
            state=State.REVIEW,
            step=None,
            last_day=day,
        )
    assert memory is not None
    return memory


def test_the_reference_history_gives_the_reference_memory() -> None:
    memory = remembered(MODEL, [(1, 0), (3, 0), (3, 1), (3, 3), (3, 8), (3, 21)])
    assert memory.stability_days == pytest.approx(53.62691, rel=1e-6)
    assert memory.difficulty == pytest.approx(6.3574867, rel=1e-7)


def test_the_installed_fsrs_is_the_engine_that_is_named() -> None:
    """If this fails after an upgrade of fsrs: name the release in ENGINE, and its values here."""
    assert unlike_reference() is None


def test_an_fsrs_that_answers_otherwise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As 6.3.1 did, which let Hard on the same day shorten a memory."""
    answered = Model.answered

    def other(self: Model, memory: Memory | None, rating: Rating, day: date) -> tuple[float, float]:
        stability, difficulty = answered(self, memory, rating, day)
        same_day_hard = memory is not None and memory.last_day == day and rating is Rating.HARD
        return 1.33 if same_day_hard else stability, difficulty

    monkeypatch.setattr(Model, "answered", other)
    assert str(unlike_reference()).endswith(f"whose memories are not those of {ENGINE}")


@given(
    answers=st.lists(st.tuples(ratings, st.integers(0, 900)), min_size=1, max_size=12),
    second=st.floats(0.5, 90),
)
def test_a_memory_is_to_the_last_bit_that_of_the_package(
    answers: list[tuple[Rating, int]], second: float
) -> None:
    model = Model((*DEFAULT_WEIGHTS[:2], second, *DEFAULT_WEIGHTS[3:]))
    scheduler = fsrs.Scheduler(
        parameters=model.weights, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
    card = fsrs.Card(card_id=1)
    memory, day = None, datetime(2026, 1, 1, tzinfo=UTC)
    for rating, gap in answers:
        day += timedelta(days=gap)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), day)
        found = model.next(*memory, rating, gap) if memory else model.first(rating)
        assert card.stability is not None
        assert found == (min(card.stability, 36_500.0), card.difficulty)
        card.stability, memory = found[0], found


def test_good_in_the_evening_and_in_the_morning_are_a_day_apart() -> None:
    berlin = Calendar(zone=ZoneInfo("Europe/Berlin"), rollover_hour=4)
    evening = datetime(2026, 3, 10, 21, tzinfo=UTC)
    assert berlin.day_of(evening) == TODAY
    morning = berlin.day_of(evening + timedelta(hours=10))
    memory = remembered(MODEL, [(3, 0), (3, (morning - TODAY).days)])
    assert memory.stability_days == pytest.approx(7.3153, abs=5e-5)


@pytest.mark.parametrize("case", golden("fsrs_rs")["cases"], ids=lambda case: len(case["answers"]))
def test_memory_and_interval_are_those_of_fsrs_rs(case: Any) -> None:
    model = Model(golden("fsrs_rs")["weights"][case["weights"]])
    memory = remembered(model, case["answers"])
    assert memory.stability_days == pytest.approx(case["stability"], rel=1e-5)
    assert memory.difficulty == pytest.approx(case["difficulty"], rel=1e-5)
    for retention, key in ((0.9, "interval"), (0.8, "interval_80")):
        interval = model.curve.interval_days(memory.stability_days, retention)
        assert interval == pytest.approx(case[key], rel=1e-5)


@given(st.lists(st.tuples(ratings, st.integers(0, 2000)), min_size=1, max_size=30))
def test_memory_stays_within_its_bounds(answers: list[tuple[int, int]]) -> None:
    memory = remembered(MODEL, answers)
    assert 0.001 <= memory.stability_days <= 36_500
    assert 1 <= memory.difficulty <= 10


@given(ratings, st.integers(1, 5000))
def test_a_clock_that_was_set_back_counts_as_the_same_day(rating: Rating, back: int) -> None:
    memory = reviewed(ago=0).memory
    assert MODEL.answered(memory, rating, TODAY - timedelta(days=back)) == MODEL.answered(
        memory, rating, TODAY
    )


def test_retrievability_before_the_last_review_is_one() -> None:
    assert MODEL.retrievability(reviewed(ago=0).memory, TODAY - timedelta(days=9)) == 1


@pytest.mark.parametrize("weights", [DEFAULT_WEIGHTS[:-1], (*DEFAULT_WEIGHTS[:-1], 5.0)])
def test_weights_that_are_none_are_refused(weights: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="parameters"):
        Model(weights)


def test_a_log_can_be_replayed_with_the_weights_of_the_version_before() -> None:
    """The expected memory is that of fsrs-rs-python 0.9.3 with the same 19 weights."""
    before, newest = VERSIONS
    assert (len(before.default), newest.default) == (19, DEFAULT_WEIGHTS)
    model = Model(before.default)
    memory = model.first(3)
    for rating, gap in ((3, 0), (3, 3), (1, 9), (2, 0)):
        memory = model.next(*memory, rating, gap)
    assert memory == pytest.approx((2.18858528, 7.28726912), rel=1e-6)
