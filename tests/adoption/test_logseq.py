"""The schedules of Logseq, in the properties of its blocks."""

from datetime import UTC, datetime

import pytest

from kb.adoption.logseq import schedule_of
from kb.adoption.notes import schedules_in
from kb.schedule.memory import State
from tests.adoption.reading import note_of, schedules, told

PROPERTIES = {
    "card-last-interval": "31.26",
    "card-repeats": "4",
    "card-ease-factor": "2.6",
    "card-next-schedule": "2023-06-10T07:38:56.147Z",
    "card-last-reviewed": "2023-05-10T01:24:32.147Z",
    "card-last-score": "5",
}


def block(front: str, back: str = "\t- This.\n", **other: str) -> str:
    values = PROPERTIES | {key.replace("_", "-"): value for key, value in other.items()}
    lines = "".join(f"  {key}:: {value}\n" for key, value in values.items())
    return f"- {front} #card\n{lines}{back}"


def test_the_properties_are_the_schedule_of_their_block() -> None:
    schedule = schedules(block("Which?"))["Which?"]
    assert schedule.due == datetime(2023, 6, 10, 7, 38, 56, 147000, tzinfo=UTC)
    assert schedule.last == datetime(2023, 5, 10, 1, 24, 32, 147000, tzinfo=UTC)
    assert (schedule.state, schedule.reps, schedule.lapses) == (State.REVIEW, 4, 0)
    assert schedule.stability_days == pytest.approx(31.26)


def test_a_card_that_was_not_recalled_is_due_with_little_memory() -> None:
    schedule = schedule_of(
        PROPERTIES | {"card-last-interval": "-1", "card-repeats": "1", "card-last-score": "1"}
    )
    assert schedule is not None
    assert schedule.stability_days == pytest.approx(0.212, abs=1e-4)
    assert schedule.lapses == 1


@pytest.mark.parametrize(
    "other",
    [
        {"card-next-schedule": "nil"},
        {"card-repeats": "0"},
        {"card-repeats": "nil"},
        {"card-next-schedule": "nil", "card-last-reviewed": "nil", "card-last-interval": "-1"},
    ],
)
def test_a_card_that_was_never_reviewed_or_is_reset_has_none(other: dict[str, str]) -> None:
    assert schedule_of(PROPERTIES | other) is None


@pytest.mark.parametrize(
    "other",
    [
        {"card-next-schedule": "soon"},
        {"card-last-reviewed": "never"},
        {"card-ease-factor": "nan"},
        {"card-last-interval": "1e9"},
        {"card-last-score": "6"},
        {"card-repeats": "many"},
    ],
)
def test_what_logseq_never_writes_is_refused(other: dict[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # from wherever: only the kind counts
        schedule_of(PROPERTIES | other)


def test_a_block_with_several_clozes_has_one_schedule() -> None:
    text = block("{{cloze Oslo}} is in {{cloze Norway}}", "")
    assert len(schedules(text)) == 1


def test_each_block_has_its_own_even_where_one_is_in_another() -> None:
    inner = block("Inner?", "\t\t- That.\n", card_next_schedule="2024-01-01T00:00:00.000Z")
    nested = "".join(f"\t{line}\n" for line in inner.splitlines())
    both = schedules(block("Outer?", nested))
    assert {front: schedule.due.year for front, schedule in both.items()} == {
        "Outer?": 2023,
        "Inner?": 2024,
    }


def test_a_block_without_a_card_is_told() -> None:
    text = block("Which?").replace(" #card", "")
    assert schedules(text) == {}
    assert told(text) == [("schedule-without-card", 5)]


def test_a_schedule_that_cannot_be_read_is_told() -> None:
    text = block("Which?", card_next_schedule="soon")
    assert schedules(text) == {}
    assert told(text) == [("schedule-unreadable", 5)]


def test_properties_in_code_are_no_schedule() -> None:
    text = "- Example\n\t- ```\n\t  card-next-schedule:: soon\n\t  ```\n"
    assert schedules_in(note_of(text), text) == ((), ())


def test_properties_in_code_of_a_card_are_not_its_own() -> None:
    code = "  ```\n  card-next-schedule:: 2001-01-01T00:00:00.000Z\n  ```\n\t- This.\n"
    (schedule,) = schedules(block("Which?", code)).values()
    assert schedule.due.year == 2023


@pytest.mark.parametrize("below", ["# Another block\n", "Another block\n", "- \n"])
def test_a_block_ends_where_the_next_begins(below: str) -> None:
    text = f"- {{{{cloze Oslo}}}} is here #card\n{below}card-next-schedule:: 2001-01-01T00:00:00Z\n"
    assert schedules(text) == {}
    assert told(text) == [("schedule-without-card", 3)]


def test_a_drawer_holds_properties_and_is_no_text_of_the_card() -> None:
    values = "".join(f"  :{key}: {value}\n" for key, value in PROPERTIES.items())
    text = f"- Which? #card\n  :PROPERTIES:\n{values}  :END:\n\t- This.\n"
    assert [(front, found.due.year) for front, found in schedules(text).items()] == [
        ("Which?", 2023)
    ]


@pytest.mark.parametrize("days", [("2023-05-10", "2024-05-10"), ("2024-05-10", "2023-05-10")])
def test_a_card_that_stands_twice_has_the_schedule_answered_last(days: tuple[str, str]) -> None:
    blocks = [block("Which?", card_last_reviewed=f"{day}T00:00:00.000Z") for day in days]
    text = "".join(blocks)
    (schedule,) = schedules(text).values()
    assert schedule.last == datetime(2024, 5, 10, tzinfo=UTC)
    assert told(text) == [("schedule-of-double", 9)]


def test_a_schedule_that_cannot_be_read_is_told_once_for_all_clozes() -> None:
    text = block("{{cloze Oslo}} is\nin {{cloze Norway}}", "", card_next_schedule="soon")
    assert told(text) == [("schedule-unreadable", 6)]
