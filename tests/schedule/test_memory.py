"""Values that cannot lie."""

from datetime import UTC, date, datetime

import pytest

from kb.schedule.memory import Memory, Rating, State, midnight, state_of

DAY = date(2026, 3, 10)


def memory(state: State, step: int | None) -> Memory:
    return Memory(stability_days=3, difficulty=5, state=state, step=step, last_day=DAY)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.NEW, None),
        (State.NEW, 0),
        (State.LEARNING, None),
        (State.RELEARNING, None),
        (State.REVIEW, 0),
    ],
)
def test_a_memory_that_contradicts_itself_is_refused(state: State, step: int | None) -> None:
    with pytest.raises(ValueError, match=r"new card|in \w+ with step"):
        memory(state, step)


def test_a_new_card_is_one_without_memory() -> None:
    assert state_of(None) is State.NEW
    assert state_of(memory(State.RELEARNING, 0)) is State.RELEARNING


@pytest.mark.parametrize("rating", Rating)
def test_a_rating_is_read_as_word_and_as_number(rating: Rating) -> None:
    assert Rating.read(f" {rating.word.title()} ") is rating
    assert Rating.read(str(int(rating))) is rating


@pytest.mark.parametrize("written", ["", "0", "5", "fine", "3.0"])
def test_what_is_no_rating_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="again, hard, good or easy"):
        Rating.read(written)


def test_only_again_is_no_recall() -> None:
    assert [rating.recalled for rating in Rating] == [False, True, True, True]


def test_a_study_day_is_stored_as_midnight_in_utc() -> None:
    assert midnight(DAY) == datetime(2026, 3, 10, tzinfo=UTC)
