"""What the four buttons show is what happens; and it is what Anki would do."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.days import Calendar
from kb.schedule.durations import parse_steps, short_duration
from kb.schedule.memory import Memory, Rating, Scheduled, State, WeightsId, midnight
from kb.schedule.options import Preset
from kb.schedule.outcomes import Outcomes, Scheduler
from tests.schedule.worlds import (
    BERLIN,
    MODEL,
    NOON,
    SCHEDULER,
    TODAY,
    chances,
    golden,
    ratings,
    reviewed,
    standings,
)

PRESET = Preset()


def outcomes(
    before: Scheduled | None,
    preset: Preset = PRESET,
    now: datetime = NOON,
    chance: float = 0.5,
    scheduler: Scheduler = SCHEDULER,
) -> Outcomes:
    return scheduler.outcomes(before, now, preset, chance=chance)


def shown(found: Outcomes) -> list[str]:
    return [short_duration(found.wait(rating)) for rating in Rating]


def test_a_new_card_goes_through_the_steps() -> None:
    first = outcomes(None)
    assert shown(first) == ["1m", "5.5m", "10m", "8d"]
    assert (first.elapsed_days, first.retrievability) == (None, None)
    second = outcomes(first.of(Rating.GOOD))
    assert shown(second) == ["1m", "10m", "2d", "4d"]
    assert second.of(Rating.GOOD).memory.state is State.REVIEW
    assert second.of(Rating.HARD).memory.step == 1


def test_a_lapse_leads_to_the_relearning_steps_and_back() -> None:
    lapsed = outcomes(reviewed()).of(Rating.AGAIN)
    assert (lapsed.memory.state, lapsed.memory.step) == (State.RELEARNING, 0)
    again = outcomes(lapsed)
    assert shown(again)[:2] == ["10m", "15m"]
    assert again.of(Rating.HARD).memory.state is State.RELEARNING
    assert again.of(Rating.GOOD).memory.state is State.REVIEW


def test_an_outcome_says_by_which_weights_it_was_reckoned() -> None:
    other = Scheduler(model=MODEL, calendar=BERLIN, weights_id=WeightsId(7))
    assert outcomes(reviewed(), scheduler=other).weights_id == 7
    assert outcomes(reviewed()).weights_id is None


def test_without_steps_every_rating_leads_to_a_day() -> None:
    bare = Preset(learning_steps=(), relearning_steps=())
    for before in (None, reviewed(), outcomes(None).of(Rating.AGAIN)):
        found = outcomes(before, bare)
        assert {after.memory.state for after in found.after} == {State.REVIEW}
        assert all(wait >= timedelta(days=1) for wait in found.waits)


def test_a_card_in_review_is_due_on_a_day_and_one_in_steps_at_a_moment() -> None:
    found = outcomes(reviewed())
    assert found.of(Rating.AGAIN).due == NOON + timedelta(minutes=10)
    good = found.of(Rating.GOOD)
    assert good.due == midnight(TODAY + found.wait(Rating.GOOD))


def test_a_step_that_ends_on_a_later_day_ends_when_that_begins() -> None:
    evening = datetime(2026, 3, 10, 22, tzinfo=UTC)
    found = outcomes(None, Preset(learning_steps=parse_steps("8h 1d 30h")), evening)
    assert found.of(Rating.AGAIN).due == BERLIN.start_of(date(2026, 3, 11))
    assert found.of(Rating.GOOD).due == BERLIN.start_of(date(2026, 3, 11))
    third = outcomes(
        found.of(Rating.GOOD), Preset(learning_steps=parse_steps("8h 1d 30h")), evening
    )
    assert third.of(Rating.GOOD).due == BERLIN.start_of(date(2026, 3, 12))
    assert short_duration(third.wait(Rating.GOOD)) == "1.2d"


def test_easy_graduates_at_least_a_day_past_good() -> None:
    # Good would have 2 days here, or waits in a step of 20.
    first = outcomes(None, Preset(retention=0.7, learning_steps=parse_steps("1m 20d")))
    assert first.wait(Rating.EASY) > first.wait(Rating.GOOD) == timedelta(days=20)
    for part in range(100):
        found = outcomes(outcomes(None).of(Rating.GOOD), chance=part / 100)
        assert found.wait(Rating.EASY) >= found.wait(Rating.GOOD) + timedelta(days=1)


@given(standings() | st.none(), chances, st.floats(0.7, 0.99))
def test_better_ratings_wait_longer(
    before: Scheduled | None, chance: float, retention: float
) -> None:
    found = outcomes(before, Preset(retention=retention), chance=chance)
    assert found.wait(Rating.HARD) < found.wait(Rating.GOOD) < found.wait(Rating.EASY)
    assert found.wait(Rating.AGAIN) < found.wait(Rating.HARD) or before is not None
    assert found.wait(Rating.EASY) <= timedelta(days=36_500)


@given(standings() | st.none(), chances, ratings)
def test_what_a_button_shows_is_what_happens(
    before: Scheduled | None, chance: float, rating: Rating
) -> None:
    found = outcomes(before, chance=chance)
    assert found == outcomes(before, chance=chance)
    after = found.of(rating)
    if after.memory.state.in_steps:
        assert after.due == NOON + found.wait(rating)
    else:
        assert after.due == midnight(found.day + found.wait(rating))
    assert after.memory.last_day == found.day


@given(standings(), ratings, st.integers(1, 3000))
def test_a_clock_that_was_set_back_forgets_nothing(
    before: Scheduled, rating: Rating, back: int
) -> None:
    now = NOON - timedelta(days=back)
    found = outcomes(before, now=now)
    after = found.of(rating)
    assert found.elapsed_days is not None
    assert found.elapsed_days >= 0
    assert found.retrievability is not None
    assert 0 < found.retrievability <= 1
    assert after.memory.last_day >= before.memory.last_day
    # It is due by the clock as it stands, so that it is not out of reach if the clock is right.
    assert after.due <= now + timedelta(days=36_501)


def test_a_year_in_the_past_costs_no_stability() -> None:
    before = reviewed(ago=3)
    wrong = outcomes(before, now=NOON - timedelta(days=365)).of(Rating.GOOD)
    right = outcomes(wrong, now=NOON).of(Rating.GOOD)
    assert right.memory.stability_days < 2 * before.memory.stability_days


def in_anki(row: Any, preset: Preset, today: date) -> Scheduled | None:
    """Returns the card that a row of the golden files describes."""
    if row["state"] == "new":
        return None
    state = State(row["state"])
    written = preset.learning_steps if state is State.LEARNING else preset.relearning_steps
    last = today - timedelta(days=row.get("gap", row.get("elapsed", 0)))
    memory = Memory(
        stability_days=row["stability"],
        difficulty=row["difficulty"],
        state=state,
        step=len(written) - row.get("left", 1) if state.in_steps else None,
        last_day=last,
    )
    return Scheduled(memory=memory, due=midnight(last + timedelta(days=row.get("interval", 0))))


@pytest.mark.parametrize("part", range(10))
def test_each_answer_gives_the_memory_and_the_step_that_anki_gives(part: int) -> None:
    rows = golden("anki_answers")["answers"]
    assert len(rows) > 150
    for row in rows[part::10]:
        found = outcomes(in_anki(row, PRESET, TODAY))
        for rating in Rating:
            theirs, ours = row[rating.word], found.of(rating).memory
            assert ours.state == theirs["state"]
            assert ours.stability_days == pytest.approx(theirs["stability"], rel=1e-5)
            assert ours.difficulty == pytest.approx(theirs["difficulty"], rel=1e-5)
            if ours.state.in_steps:
                assert found.wait(rating) == timedelta(seconds=theirs["seconds"])
                of = PRESET.learning_steps
                of = of if ours.state is State.LEARNING else PRESET.relearning_steps
                assert ours.step == len(of) - theirs["left"]


@pytest.mark.parametrize("row", golden("anki_ranges")["cases"], ids=lambda row: row["state"])
def test_each_interval_is_one_that_anki_may_draw(row: Any) -> None:
    # Without the rollover at hand, so that each day is of 24 hours.
    scheduler = Scheduler(model=MODEL, calendar=Calendar(zone=UTC, rollover_hour=4))
    before = in_anki(row, PRESET, TODAY)
    for part in range(50):
        found = outcomes(before, chance=part / 50, scheduler=scheduler)
        for rating in Rating:
            theirs = row[rating.word]
            if "days" in theirs:
                least, most = theirs["days"]
                assert least <= found.wait(rating).days <= most
            else:
                assert found.wait(rating) == timedelta(seconds=theirs["seconds"])
