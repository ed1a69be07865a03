"""The log gives memory and due exactly, whatever was taken back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model
from kb.schedule.intervals import spread_chance
from kb.schedule.log import (
    UNSEEN,
    CardMemory,
    LogEntry,
    Reschedule,
    Reset,
    Review,
    Void,
    living,
    replay,
    to_undo,
)
from kb.schedule.memory import CardId, Rating, Scheduled, State, WeightsId, due_on, midnight
from kb.schedule.options import Preset
from tests.schedule.worlds import BERLIN, MODEL, NOON, SCHEDULER

Act = Rating | int | timedelta | None
"""A rating; how many entries to undo; when the card is to be due; or none for a reset."""
acts = st.lists(
    st.tuples(
        st.sampled_from([*Rating, *Rating, 1, 1, 2, 3, timedelta(), timedelta(days=9), None]),
        st.floats(-5, 60),
    ),
    max_size=40,
)


class Learner:
    """One card, and somebody who keeps its log as the application does."""

    def __init__(self) -> None:
        self.now = NOON
        self.log: list[LogEntry] = []
        self.standings = [UNSEEN]
        """What the card was after each living entry: what an undo goes back to."""

    @property
    def card(self) -> Scheduled | None:
        return self.standings[-1].scheduled

    def _stamp(self) -> dict[str, object]:
        return {
            "device": "desk",
            "tick": len(self.log),
            "card": CardId(1),
            "at": self.now,
            "utc_offset_minutes": BERLIN.offset_minutes(self.now),
            "study_day": BERLIN.day_of(self.now),
        }

    def answer(self, rating: Rating, preset: Preset = Preset()) -> None:  # noqa: B008  # frozen
        now = self.standings[-1]
        found = SCHEDULER.outcomes(
            self.card, self.now, preset, chance=spread_chance("card", now.reps)
        )
        after = found.of(rating)
        review = Review(
            **self._stamp(),  # type: ignore[arg-type]  # a stamp has the fields of an entry
            rating=rating,
            before=self.card.standing if self.card else None,
            after=after.standing,
            duration_ms=7000,
            elapsed_days=found.elapsed_days,
            retrievability=found.retrievability,
            weights_id=None,
        )
        lapsed = (
            rating is Rating.AGAIN
            and self.card is not None
            and self.card.memory.state is State.REVIEW
        )
        self.log.append(review)
        self.standings.append(
            CardMemory(scheduled=after, reps=now.reps + 1, lapses=now.lapses + lapsed)
        )

    def reset(self) -> None:
        self.log.append(Reset(**self._stamp()))  # type: ignore[arg-type]
        self.standings.append(UNSEEN)

    def reschedule(self, wait: timedelta) -> None:
        now = self.standings[-1]
        if now.scheduled:
            day = BERLIN.day_of(self.now) + wait
            self.log.append(Reschedule(**self._stamp(), due_day=day))  # type: ignore[arg-type]
            self.standings.append(replace(now, scheduled=due_on(now.scheduled, day)))

    def undo(self, count: int) -> None:
        for entry in to_undo(reversed(self.log), count):
            self.standings.pop()
            self.log.append(
                Void(
                    **self._stamp(),  # type: ignore[arg-type]
                    voids=entry.uid,
                )
            )

    def act(self, act: Act, later_days: float) -> None:
        self.now += timedelta(days=later_days)
        if isinstance(act, Rating):
            self.answer(act)
        elif act is None:
            self.reset()
        elif isinstance(act, timedelta):
            self.reschedule(act)
        else:
            self.undo(act)


def after(*acts: Act, days: float = 1.0) -> Learner:
    learner = Learner()
    for act in acts:
        learner.act(act, days)
    return learner


@given(acts)
def test_replaying_the_log_gives_memory_and_due_exactly(acts: list[tuple[Act, float]]) -> None:
    learner = Learner()
    for act, later_days in acts:
        learner.act(act, later_days)
        assert replay(learner.log, MODEL) == learner.standings[-1]


@given(acts, st.sampled_from(Rating))
def test_an_undo_after_an_answer_is_nothing(acts: list[tuple[Act, float]], rating: Rating) -> None:
    learner = Learner()
    for act, later_days in acts:
        learner.act(act, later_days)
    before = replay(learner.log, MODEL)
    learner.answer(rating)
    learner.undo(1)
    assert replay(learner.log, MODEL) == before


def test_what_an_undone_answer_is_given_again_is_what_it_was() -> None:
    learner = after(3, Rating.GOOD, Rating.GOOD, Rating.GOOD)
    was = learner.card
    learner.undo(1)
    learner.answer(Rating.GOOD)
    assert learner.card == was


def test_nothing_is_taken_from_the_log() -> None:
    learner = after(Rating.GOOD, Rating.AGAIN, 2, Rating.EASY)
    assert [type(entry) for entry in learner.log] == [Review, Review, Void, Void, Review]
    assert living(learner.log) == (learner.log[4],)


def test_lapses_count_what_was_forgotten_in_review_alone() -> None:
    learner = after(Rating.AGAIN, Rating.EASY, Rating.AGAIN, Rating.AGAIN, Rating.GOOD, days=3)
    found = replay(learner.log, MODEL)
    assert (found.reps, found.lapses) == (5, 1)


def test_a_reset_begins_anew_and_can_be_taken_back() -> None:
    learner = after(Rating.EASY, Rating.AGAIN, None, days=9)
    assert replay(learner.log, MODEL) == UNSEEN
    learner.undo(1)
    found = replay(learner.log, MODEL)
    assert (found.reps, found.lapses) == (2, 1)


def test_a_reschedule_moves_the_due_day_and_nothing_that_was_measured() -> None:
    learner = after(Rating.GOOD, Rating.EASY, days=3)
    was = learner.card
    learner.reschedule(timedelta(days=40))
    now = replay(learner.log, MODEL)
    assert was is not None
    assert now.scheduled is not None
    assert now.scheduled.memory == was.memory
    assert now.scheduled.due == midnight(BERLIN.day_of(learner.now) + timedelta(days=40))
    assert now.reps == 2


def test_a_card_that_is_rescheduled_in_its_steps_has_left_them() -> None:
    learner = after(Rating.GOOD)
    assert learner.card
    assert learner.card.memory.state is State.LEARNING
    learner.reschedule(timedelta(days=5))
    learner.now += timedelta(days=5)
    learner.answer(Rating.AGAIN)
    assert learner.standings[-1].lapses == 1  # forgotten in review
    assert replay(learner.log, MODEL) == learner.standings[-1]


def test_a_reschedule_of_a_card_whose_answers_were_all_voided_leaves_it_new() -> None:
    learner = after(Rating.GOOD, timedelta(days=5))
    stamped = replace(learner.log[1], tick=9)
    common = {name: getattr(stamped, name) for name in LogEntry.__slots__}
    void = Void(**common, voids=learner.log[0].uid)
    assert replay([*learner.log, void], MODEL) == UNSEEN


def test_an_undo_goes_back_over_cards_and_sessions() -> None:
    learner = after(Rating.GOOD, Rating.GOOD, Rating.GOOD)
    other = replace(learner.log[1], device="other", card=CardId(2))
    log = [learner.log[0], other, learner.log[2]]
    assert to_undo(reversed(log), 2) == (learner.log[2], other)
    assert to_undo(reversed(log), 9) == (learner.log[2], other, learner.log[0])
    assert to_undo([], 1) == ()


def test_an_undo_reads_no_further_than_it_must() -> None:
    learner = after(Rating.GOOD, Rating.GOOD)
    newest = reversed(learner.log)
    to_undo(newest, 1)
    assert next(newest) == learner.log[0]


def test_a_void_that_is_voided_has_no_effect() -> None:
    learner = after(Rating.GOOD, Rating.GOOD, 1)
    last = learner.log[-1]
    redo = Void(
        device="desk",
        tick=9,
        card=CardId(1),
        at=NOON,
        utc_offset_minutes=0,
        study_day=last.study_day,
        voids=last.uid,
    )
    assert living([*learner.log, redo]) == tuple(learner.log[:2])


def test_an_answer_voided_in_the_middle_leaves_the_others() -> None:
    learner = after(Rating.GOOD, Rating.AGAIN, Rating.GOOD, Rating.GOOD, days=4)
    void = Void(
        device="phone",
        tick=9,
        card=CardId(1),
        at=NOON,
        utc_offset_minutes=0,
        study_day=learner.log[-1].study_day,
        voids=learner.log[1].uid,
    )
    found = replay([*learner.log, void], MODEL)
    assert found == replay([learner.log[0], *learner.log[2:]], MODEL)
    assert found.scheduled is not None
    assert learner.card is not None
    assert found.scheduled.due == learner.card.due
    assert found.scheduled.memory.difficulty < learner.card.memory.difficulty


def test_new_settings_change_nothing_that_was_decided() -> None:
    learner = after(Rating.EASY, days=0)
    learner.now += timedelta(days=8)
    learner.answer(Rating.GOOD, Preset(retention=0.97))
    assert replay(learner.log, MODEL).scheduled == learner.card


def test_a_memory_follows_from_the_weights_that_hold_now_whatever_answers_were_given_with() -> None:
    fitted = Model((*DEFAULT_WEIGHTS[:2], 5.0, *DEFAULT_WEIGHTS[3:]))
    learner = after(Rating.GOOD, Rating.GOOD)
    first, second = learner.log
    assert isinstance(first, Review)
    log = [replace(first, weights_id=WeightsId(2)), second]
    now, anew = replay(log, MODEL).scheduled, replay(log, fitted).scheduled
    assert now == learner.card
    assert now is not None
    assert anew is not None
    assert anew.memory.stability_days > now.memory.stability_days
    assert anew == Scheduled(
        memory=replace(
            now.memory,
            stability_days=anew.memory.stability_days,
            difficulty=anew.memory.difficulty,
        ),
        due=now.due,
    )


def test_a_clock_years_in_the_past_or_future_leaves_a_sound_memory() -> None:
    chance = Random(4)  # noqa: S311  # not for secrets
    learner = Learner()
    for _ in range(200):
        jump = chance.choice([0, 1, 1, 3, 10, -365, 365, -4000, 4000])
        learner.act(chance.choice(list(Rating)), jump)
        learner.now = max(learner.now, datetime(1980, 1, 1, tzinfo=UTC))
    found = replay(learner.log, MODEL)
    assert found == learner.standings[-1]
    assert found.scheduled is not None
    assert 0.001 <= found.scheduled.memory.stability_days <= 36_500


@pytest.mark.parametrize("count", [1, 5])
def test_an_undo_before_anything_was_answered_takes_nothing_back(count: int) -> None:
    assert to_undo([], count) == ()
