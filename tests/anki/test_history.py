"""Anki's log and cards as what happened to a card: which rows count, and what they mean."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.adoption.history import (
    History,
    PastAnswer,
    PastEvent,
    PastReschedule,
    PastReset,
    Program,
    Schedule,
)
from kb.adoption.sm2 import memory_of_sm2
from kb.anki.collection import AnkiCalendar, AnkiCard, CardPhase, FsrsMemory, ReviewRow
from kb.anki.history import are_plain, histories, schedule_of
from kb.schedule.memory import Rating, State
from tests.anki.collections import CREATED, card, collection, moment

CALENDAR = AnkiCalendar(created=CREATED, minutes_west=-60)
LEARNING, REVIEW, RELEARNING, FILTERED, MANUAL, RESCHEDULED = range(6)


def row(
    at: str, button: int, interval: int, kind: int, factor: int = 500, last: int = 0
) -> ReviewRow:
    """Returns a row of the log of card 1."""
    return ReviewRow(moment(at), 1, button, interval, last, factor, 4000, kind)


def history(rows: tuple[ReviewRow, ...], **values: Any) -> History | None:
    """Returns the history of a card with such a log."""
    whole = collection(cards=(card(1, **values),), reviews=rows)
    return next((told for _, told in histories(whole)), None)


def events(*rows: ReviewRow, **values: object) -> list[PastEvent]:
    """Returns what happened to a card with such a log."""
    told = history(rows, **values)
    assert told is not None
    return list(told.events)


def at(text: str) -> datetime:
    """Returns a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def answer(text: str, rating: Rating, before: State, after: State, wait: timedelta) -> PastAnswer:
    """Returns an answer that took four seconds."""
    return PastAnswer(
        at=at(text),
        rating=rating,
        state_before=before,
        state_after=after,
        wait=wait,
        duration_ms=4000,
    )


LEARNED = (
    row("2026-04-01 10:00", 3, -600, LEARNING),
    row("2026-04-01 10:11", 3, 4, LEARNING),
)


def test_answers_are_what_the_rows_say() -> None:
    rows = (
        row("2026-04-01 10:00", 1, -60, LEARNING),
        row("2026-04-01 10:02", 3, 4, LEARNING),
        row("2026-04-05 10:00", 1, -600, REVIEW),
        row("2026-04-05 10:12", 3, 2, RELEARNING),
        row("2026-04-07 10:00", 4, 9, REVIEW),
    )
    told = history(rows, due=CALENDAR.number(date(2026, 4, 16)))
    assert told == History(
        program=Program.ANKI,
        key="q<K#1/0",
        events=(
            answer("2026-04-01 10:00", Rating.AGAIN, State.NEW, State.LEARNING, minutes(1)),
            answer("2026-04-01 10:02", Rating.GOOD, State.LEARNING, State.REVIEW, days(4)),
            answer("2026-04-05 10:00", Rating.AGAIN, State.REVIEW, State.RELEARNING, minutes(10)),
            answer("2026-04-05 10:12", Rating.GOOD, State.RELEARNING, State.REVIEW, days(2)),
            answer("2026-04-07 10:00", Rating.EASY, State.REVIEW, State.REVIEW, days(9)),
        ),
    )


def days(number: int) -> timedelta:
    """Returns days."""
    return timedelta(days=number)


def minutes(number: int) -> timedelta:
    """Returns minutes."""
    return timedelta(minutes=number)


def test_cramming_is_no_answer_but_an_early_review_is() -> None:
    crammed = row("2026-04-02 10:00", 3, -600, FILTERED, factor=0)
    early = row("2026-04-02 10:00", 3, 6, FILTERED)
    assert events(*LEARNED, crammed) == events(*LEARNED)
    assert events(*LEARNED, early)[2:] == [
        answer("2026-04-02 10:00", Rating.GOOD, State.REVIEW, State.REVIEW, days(6))
    ]


def test_a_manual_row_without_factor_is_a_reset() -> None:
    reset = row("2026-04-02 10:00", 0, 0, MANUAL, factor=0)
    again = row("2026-04-03 10:00", 3, -600, LEARNING)
    assert events(*LEARNED, reset, again, phase=1, queue=1)[2:] == [
        PastReset(at=at("2026-04-02 10:00")),
        answer("2026-04-03 10:00", Rating.GOOD, State.NEW, State.LEARNING, minutes(10)),
    ]


def test_a_reset_without_a_row_shows_in_what_follows() -> None:
    """Versions before 2.1.50 wrote none."""
    review = row("2026-04-05 10:00", 3, 9, REVIEW)
    again = row("2026-05-01 10:00", 3, -600, LEARNING)
    assert events(*LEARNED, review, again, phase=1, queue=1)[3:] == [
        PastReset(at=at("2026-05-01 09:59:59.999")),
        answer("2026-05-01 10:00", Rating.GOOD, State.NEW, State.LEARNING, minutes(10)),
    ]
    assert events(*LEARNED, phase=0, queue=0)[2:] == [PastReset(at=at("2026-04-01 10:11:00.001"))]


def test_rows_are_not_plain_where_a_card_was_moved_and_then_learned_anew() -> None:
    first, second = LEARNED
    moved = row("2026-04-01 10:05", 0, 4, LEARNING)
    one = card(1, phase=CardPhase.REVIEW)
    assert are_plain(LEARNED, one)
    assert not are_plain((first, moved, second), one)
    found = events(first, moved, second, phase=CardPhase.REVIEW)
    assert [type(event) for event in found] == [PastAnswer, PastReschedule, PastReset, PastAnswer]


def test_a_due_date_that_the_learner_set_is_the_cards_own() -> None:
    moved = row("2026-04-03 10:00", 0, 9, MANUAL)
    due = CALENDAR.number(date(2026, 4, 10))
    assert events(*LEARNED, moved, due=due)[2:] == [
        PastReschedule(at=at("2026-04-03 10:00"), wait=days(7))
    ]


def test_a_new_interval_counts_from_the_last_answer() -> None:
    moved = row("2026-04-03 10:00", 0, 9, RESCHEDULED)
    review = row("2026-04-10 10:00", 3, 20, REVIEW)
    assert events(*LEARNED, moved, review)[2] == PastReschedule(
        at=at("2026-04-03 10:00"), wait=days(7)
    )


def test_a_lost_beginning_is_told_by_the_first_row() -> None:
    told = history((row("2026-04-11 10:00", 3, 25, REVIEW, factor=2300, last=10),))
    assert told is not None
    stability, difficulty = memory_of_sm2(2.3, 10)
    assert told.earlier == Schedule(
        due=date(2026, 4, 11),
        last=date(2026, 4, 1),
        state=State.REVIEW,
        stability_days=stability,
        difficulty=difficulty,
        reps=1,
        lapses=0,
    )
    assert [event.state_before for event in told.events if isinstance(event, PastAnswer)] == [
        State.REVIEW
    ]


def test_a_due_date_that_the_log_does_not_know_is_a_schedule() -> None:
    told = history(LEARNED, due=CALENDAR.number(date(2026, 4, 9)))
    near = history(LEARNED, due=CALENDAR.number(date(2026, 4, 6)))
    assert told is not None
    assert told.schedule is not None
    assert told.schedule.due == date(2026, 4, 9)
    assert near is not None
    assert near.schedule is None


def test_a_card_without_answers_has_its_schedule() -> None:
    told = history((), memory=FsrsMemory(12.5, 6), last_review=1_777_000_000, lapses=2)
    assert told == History(
        program=Program.ANKI,
        key="q<K#1/0",
        schedule=Schedule(
            due=date(2026, 5, 11),
            last=datetime.fromtimestamp(1_777_000_000, UTC),
            state=State.REVIEW,
            stability_days=12.5,
            difficulty=6,
            reps=3,
            lapses=2,
        ),
    )


def test_without_memory_the_ease_tells_it() -> None:
    schedule = schedule_of(
        card(ease_permille=1900, interval_days=30, modified=CREATED + 10**8), CALENDAR
    )
    assert schedule is not None
    assert (schedule.stability_days, schedule.difficulty) == memory_of_sm2(1.9, 30)
    assert schedule.last == schedule.due - days(30)


def test_no_card_was_answered_later_than_it_changed() -> None:
    changed = at("2026-05-04 08:00")
    new_with_a_date = card(
        interval_days=0, due=CALENDAR.number(date(2026, 5, 9)), modified=int(changed.timestamp())
    )
    for one in (new_with_a_date, new_with_a_date._replace(phase=1, queue=3)):
        schedule = schedule_of(one, CALENDAR)
        assert schedule is not None
        assert (schedule.due, schedule.last) == (date(2026, 5, 9), changed)


@pytest.mark.parametrize(
    ("values", "due", "state"),
    [
        ({"phase": 1, "queue": 1, "due": 1_777_800_000}, at("2026-05-03 09:20"), State.LEARNING),
        ({"phase": 3, "queue": 3, "due": 120}, date(2026, 5, 1), State.RELEARNING),
        ({"phase": 1, "queue": -1, "due": 120}, date(2026, 5, 1), State.LEARNING),
        ({"due": -100_000, "home_due": 131, "home_deck": 7}, date(2026, 5, 12), State.REVIEW),
        ({"queue": -1}, date(2026, 5, 11), State.REVIEW),
    ],
)
def test_where_a_card_stands(values: dict[str, Any], due: date | datetime, state: State) -> None:
    schedule = schedule_of(card(**values), CALENDAR)
    assert schedule is not None
    assert (schedule.due, schedule.state) == (due, state)


def test_a_new_card_has_no_history() -> None:
    assert history((), phase=0, queue=0) is None
    assert history((row("2026-04-02 10:00", 3, -600, FILTERED, factor=0),), phase=0) is None


def test_a_new_card_that_was_given_a_due_date_is_new_until_its_first_answer() -> None:
    """So it is for Anki, whose memory begins with that answer."""
    moved = row("2026-04-02 10:00", 0, 0, MANUAL, factor=2500)
    in_a_week = {"reps": 0, "interval_days": 0, "memory": None, "due": 120}
    assert history((moved,), **in_a_week) is None
    assert history((), **in_a_week) is None
    first = row("2026-04-09 10:00", 3, 2, REVIEW, factor=224)
    told = history((moved, first), reps=1, due=CALENDAR.number(date(2026, 4, 11)))
    assert told is not None
    assert told.events == (
        answer("2026-04-09 10:00", Rating.GOOD, State.NEW, State.REVIEW, days(2)),
    )
    assert (told.schedule, told.earlier) == (None, None)


NUMBERS = st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-700, 3000)


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            ReviewRow,
            st.integers(1, (1 << 63) - 1) | st.integers(10**12, 10**13),
            st.just(1),
            st.integers(-1, 5),
            NUMBERS,
            NUMBERS,
            NUMBERS,
            NUMBERS,
            st.integers(-1, 6),
        ),
        unique_by=lambda row: row.id,
        max_size=8,
    ),
    st.builds(
        AnkiCard,
        st.just(1),
        st.just(1),
        st.just(0),
        st.just(1),
        st.integers(-1, 5),
        st.integers(-4, 5),
        *[NUMBERS] * 10,
        memory=st.none() | st.just(FsrsMemory(4.5, 6)),
        last_review=st.none() | st.integers(1, 1 << 35),
    ),
)
def test_any_log_makes_events_in_the_order_of_time(rows: list[ReviewRow], one: AnkiCard) -> None:
    """Numbers of any size are in files of any origin."""
    whole = collection(cards=(one,), reviews=tuple(sorted(rows)))
    for _, told in histories(whole):
        times = [event.at for event in told.events]
        assert times == sorted(set(times))
        answers = [event for event in told.events if isinstance(event, PastAnswer)]
        assert all(event.state_after is not State.NEW for event in answers)
        assert all(event.wait >= timedelta(0) for event in answers)
        waits = [event.wait for event in told.events if isinstance(event, PastReschedule)]
        assert all(wait == timedelta(days=wait.days) >= timedelta(0) for wait in waits)
        for schedule in (told.schedule, told.earlier):
            if schedule is not None:
                assert schedule.stability_days > 0
                assert 1 <= schedule.difficulty <= 10
