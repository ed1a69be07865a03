"""Tables of answers, as FSRS's authors hand them around."""

from datetime import UTC, datetime, timedelta

import pytest

from kb.adoption.history import PastAnswer, PastReset, Program
from kb.adoption.review_table import is_review_table, read_review_table
from kb.errors import ExportError
from kb.schedule.memory import Rating, State

HEADER = "card_id,review_time,review_rating,review_state,review_duration"
START = 1_700_000_000_000
DAY = 86_400_000


def histories(*rows: str, header: str = HEADER) -> dict[str, list[object]]:
    read = read_review_table([header, *rows], "reviews.csv", datetime.date)
    assert all(history.program is Program.REVIEWS for history in read)
    return {history.key: list(history.events) for history in read}


def test_each_card_has_its_answers_in_order() -> None:
    read = histories(
        f"b,{START},4,0,0",
        f"a,{START + DAY},1,2,900",
        f"a,{START},3,0,5000",
        f"a,{START + DAY + 600_000},3,3,100",
    )
    assert list(read) == ["a", "b"]
    first, second, third = read["a"]
    at = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert first == PastAnswer(
        at=at,
        rating=Rating.GOOD,
        state_before=State.NEW,
        state_after=State.REVIEW,
        wait=timedelta(days=2),
        duration_ms=5000,
    )
    assert isinstance(second, PastAnswer)
    assert (second.state_before, second.state_after) == (State.REVIEW, State.RELEARNING)
    assert second.wait == timedelta(minutes=10)
    assert isinstance(third, PastAnswer)
    assert (third.state_before, third.state_after) == (State.RELEARNING, State.REVIEW)
    (easy,) = read["b"]
    assert isinstance(easy, PastAnswer)
    assert (easy.wait, easy.duration_ms) == (timedelta(days=8), None)


def test_a_card_that_became_new_again_was_reset() -> None:
    read = histories(f"a,{START},3,0,1", f"a,{START + DAY},3,0,1")
    first, reset, second = read["a"]
    assert isinstance(first, PastAnswer)
    assert isinstance(second, PastAnswer)
    assert reset == PastReset(at=second.at - timedelta(milliseconds=1))
    assert (second.state_before, second.wait) == (State.NEW, first.wait)


def test_times_may_be_written_and_columns_may_be_missing_or_in_another_order() -> None:
    read = histories(
        "1,3,2024-03-29T20:32:32.250999+00:00",
        "1,3.0,2024-03-29T20:32:32.250",
        header="\ufeffcard_id,review_rating,review_time",
    )
    first, second = read["1"]
    assert isinstance(first, PastAnswer)
    assert isinstance(second, PastAnswer)
    assert first.at == datetime(2024, 3, 29, 20, 32, 32, 250_000, tzinfo=UTC)
    assert second.at - first.at == timedelta(milliseconds=1)
    assert (first.state_before, second.state_before) == (State.NEW, State.REVIEW)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f",{START},3,0,1", "card_id is empty"),
        (f"{'x' * 300},{START},3,0,1", "card_id is empty, or too long"),
        (f"a,{START},5,0,1", "review_rating is '5'"),
        (f"a,{START},nan,0,1", "review_rating is 'nan'"),
        (f"a,{START},3,7,1", "review_state is '7'"),
        (f"a,{START},3,0,-4", "review_duration is '-4'"),
        ("a,yesterday,3,0,1", "review_time is 'yesterday'"),
        (f"a,{START // 1000},3,0,1", "review_time is '1700000000'"),
        (f"a,{10**30},3,0,1", "review_time is '1000"),
        ('a,"1', "unexpected end of data"),
        ("a", "review_time is ''"),
    ],
)
def test_a_row_that_cannot_be_is_named(row: str, why: str) -> None:
    with pytest.raises(ExportError, match=rf"reviews\.csv: line \d: .*{why}"):
        histories(row)


def test_what_is_no_table_of_answers_is_told_from_one() -> None:
    assert is_review_table(f"\ufeff{HEADER}\n")
    assert not is_review_table("front,back")
    assert not is_review_table("")
    with pytest.raises(ExportError, match="it has no column review_time"):
        histories("1", header="card_id,review_rating")
