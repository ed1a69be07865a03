"""The schedules of Obsidian Spaced Repetition: what a comment says, and which card it is of.

The order of siblings is that of the plugin 1.15.4: each case was run through its own parser.
"""

from datetime import UTC, date, datetime

import pytest

from kb.adoption.notes import schedules_in
from kb.adoption.obsidian_segments import UnreadableScheduleError, of_entry, schedule_of
from kb.adoption.obsidian_sr import (
    card_entries,
    note_entries,
    schedule_of_note,
)
from kb.cards.generate import cards_of
from kb.cards.rules import CardRules
from kb.schedule.memory import State
from tests.adoption.reading import DECK, days_due, note_of, schedules, sm2, told

FSRS = "fsrs,2026-05-13T10:00:00.000Z,3,3.5,5.25,2,4,1,0,2026-05-10T09:30:00.000Z"


@pytest.mark.parametrize("day", ["2024-08-16", "16-08-2024", "Fri Aug 16 2024", "2024-8-16"])
def test_a_day_is_read_in_each_form_that_the_plugin_wrote(day: str) -> None:
    schedule = schedule_of(f"{day},51,230")
    assert schedule is not None
    assert (schedule.due, schedule.last) == (date(2024, 8, 16), date(2024, 6, 26))
    assert (schedule.state, schedule.reps, schedule.lapses) == (State.REVIEW, 6, 0)
    assert schedule.stability_days == pytest.approx(51.0)
    assert schedule.difficulty == pytest.approx(6.35457, abs=1e-4)


def test_a_memory_of_fsrs_stays_as_it_is() -> None:
    schedule = schedule_of(FSRS)
    assert schedule is not None
    assert schedule.due == datetime(2026, 5, 13, 10, tzinfo=UTC)
    assert schedule.last == datetime(2026, 5, 10, 9, 30, tzinfo=UTC)
    assert (schedule.stability_days, schedule.difficulty) == (3.5, 5.25)
    assert (schedule.state, schedule.reps, schedule.lapses) == (State.REVIEW, 4, 1)


def test_without_a_last_answer_fsrs_counts_back_from_the_day() -> None:
    schedule = schedule_of(FSRS.replace("2026-05-10T09:30:00.000Z", "-"))
    assert schedule is not None
    assert schedule.last == datetime(2026, 5, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "segment",
    [
        "2000-01-01,1,250",
        "01-01-2000,1,250",
        "fsrs,2026-05-13T10:00:00.000Z,0,0,0,0,0,0,0,-",
        "fsrs,-,0,0,0,0,0,0,0,-",
    ],
)
def test_a_card_that_was_never_reviewed_has_no_schedule(segment: str) -> None:
    assert schedule_of(segment) is None


@pytest.mark.parametrize(
    "segment",
    [
        "",
        "soon",
        "2024-08-16",
        "2024-08-16,51",
        "2024-13-16,51,230",
        "2024-02-30,51,230",
        "2024-08-16,nan,230",
        "2024-08-16,51,0",
        "2024-08-16,9999999999,230",
        "0001-01-02,51,230",
        "fsrs,2026-05-13T10:00:00.000Z,3,3.5",
        "fsrs,tomorrow,3,3.5,5.25,2,4,1,0,-",
        "fsrs,2026-05-13T10:00:00.000Z,3,0,5.25,2,4,1,0,-",
        "fsrs,2026-05-13T10:00:00.000Z,3,3.5,11,2,4,1,0,-",
        "fsrs,2026-05-13T10:00:00.000Z,3,3.5,5.25,4,4,1,0,-",
        "fsrs,2026-05-13T10:00:00.000Z,3,3.5,5.25,1.5,4,1,0,-",
        "fsrs,2026-05-13T10:00:00.000Z,3,inf,5.25,2,4,1,0,-",
    ],
)
def test_what_is_no_schedule_is_refused(segment: str) -> None:
    with pytest.raises(UnreadableScheduleError):
        schedule_of(segment)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (f"Oslo::Norway\n<!--SR:{sm2(1)}-->\n", {"Oslo": 1}),
        (f"Oslo::Norway <!--SR:{sm2(1)}-->\n", {"Oslo": 1}),
        (f"Oslo::Norway <!--SR:{sm2(1)}--> ^oslo\n", {"Oslo": 1}),
        (f"Oslo::Norway ^oslo\n<!--SR:{sm2(1)}-->\n", {"Oslo": 1}),
        (f"Oslo::Norway\n> [!sr|card-metadata]\n> <!--SR:{sm2(1)}-->\n", {"Oslo": 1}),
        (f"Oslo:::Norway\n<!--SR:{sm2(1)}{sm2(2)}-->\n", {"Oslo": 1, "Norway": 2}),
        (f"Oslo\n?\nNorway\n<!--SR:{sm2(1)}-->\n", {"Oslo": 1}),
        (f"Oslo\n??\nNorway\n<!--SR:{sm2(1)}{sm2(2)}-->\n", {"Oslo": 1, "Norway": 2}),
        (f"Code?\n?\n```\n1\n```\n<!--SR:{sm2(1)}-->\n", {"Code?": 1}),
    ],
)
def test_a_comment_belongs_to_the_card_that_it_touches(text: str, days: dict[str, int]) -> None:
    assert days_due(DECK + text) == days


def test_the_reverse_of_a_new_card_may_have_a_schedule() -> None:
    assert days_due(f"{DECK}Oslo:::Norway\n<!--SR:!2000-01-01,1,250{sm2(2)}-->\n") == {"Norway": 2}


def test_one_comment_may_mix_both_algorithms() -> None:
    text = f"{DECK}==a== ==b== ==c==\n<!--SR:!{FSRS}{sm2(2)}!2000-01-01,1,250-->\n"
    both = schedules(text)
    assert {front: schedule.due for front, schedule in both.items()} == {
        "[...] b c": datetime(2026, 5, 13, 10, tzinfo=UTC),
        "a [...] c": date(2024, 8, 2),
    }


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("A ==b== c ==d==.", {"A [...] c d.": 1, "A b c [...].": 2}),
        ("A ==b== `==code==` ==d==.", {"A [...] `==code==` d.": 1, "A b `==code==` [...].": 3}),
        ("$x==y==z$ is ==d==.", {"$x==y==z$ is [...].": 2}),
        ("==3;;c== ==1;;a==", {"c [...]": 1, "[...] a": 3}),
        ("==1;;a== b ==1;;c==", {"[...] b [...]": 1}),
        ("==sa;;a== ==as;;b==", {"a [...]": 1, "[...] b": 2}),
        (
            "==a<!-- x -->b== ==c== %%d== ==e%% ==f==",
            {"[...] c  f": 1, "ab [...]  f": 2, "ab c  [...]": 4},
        ),
        ("==a== ==a== ==a==", {"[...] a a": 1, "a [...] a": 2, "a a [...]": 3}),
    ],
)
def test_deletions_are_counted_as_the_plugin_counts_them(text: str, days: dict[str, int]) -> None:
    segments = "".join(map(sm2, range(1, 5)))
    assert days_due(f"{DECK}{text}\n<!--SR:{segments}-->\n") == days


def test_several_patterns_are_counted_one_after_the_other() -> None:
    rules = CardRules(
        cloze_patterns=("==[123;;]answer[;;hint]==", "**[123;;]answer[;;hint]**"),
    )
    text = f"{DECK}**a** ==b== **c** ==d==\n<!--SR:{''.join(map(sm2, range(1, 5)))}-->\n"
    assert days_due(text, rules) == {
        "a [...] **c** d".replace("**", ""): 1,
        "a b c [...]": 2,
        "[...] b c d": 3,
        "a b [...] d": 4,
    }


def test_cards_without_a_segment_are_new() -> None:
    assert days_due(f"{DECK}==a== ==b==\n<!--SR:{sm2(1)}-->\n") == {"[...] b": 1}


def test_segments_beyond_the_cards_are_told() -> None:
    text = f"{DECK}Oslo::Norway\n<!--SR:{sm2(1)}{sm2(2)}!2000-01-01,1,250-->\n"
    assert days_due(text) == {"Oslo": 1}
    assert told(text) == [("schedules-left-over", 4)]


def test_of_two_comments_in_a_block_the_plugin_reads_the_first() -> None:
    text = f"{DECK}Oslo\n?\nNorway\n<!--SR:{sm2(1)}-->\n<!--SR:{sm2(2)}-->\n"
    assert days_due(text) == {"Oslo": 1}
    assert told(text) == [("schedule-repeated", 7)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"{DECK}Nothing.\n<!--SR:{sm2(1)}-->\n", ("schedule-without-card", 4)),
        (f"Oslo::Norway\n<!--SR:{sm2(1)}-->\n", ("schedule-without-card", 2)),
        (f"---\ntags: flashcards\n---\nNo.\n\n<!--SR:{sm2(1)}-->\n", ("schedule-without-card", 6)),
        (f"{DECK}Oslo::Norway\n<!--SR:!soon,1,250-->\n", ("schedule-unreadable", 4)),
    ],
)
def test_a_schedule_that_is_not_placed_is_told(text: str, problem: tuple[str, int]) -> None:
    assert days_due(text) == {}
    assert told(text) == [problem]


@pytest.mark.parametrize(
    "text",
    [
        f"> Oslo:::Norway <!--SR:{sm2(1)}{sm2(2)}-->\n",
        f"> Oslo:::Norway\n<!--SR:{sm2(1)}{sm2(2)}-->\n",
        f"> [!note]\n> Oslo:::Norway\n<!--SR:{sm2(1)}{sm2(2)}-->\n> More.\n",
    ],
)
def test_a_card_inside_a_quotation_has_its_schedule(text: str) -> None:
    assert days_due(f"{DECK}{text}") == {"> Oslo": 1, "Norway": 2}
    assert told(f"{DECK}{text}") == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{DECK}> Oslo::Norway\n> <!--SR:{sm2(1)}-->\n", "only in the line of the card above"),
        (f"{DECK}- Oslo::Norway\n  <!--SR:{sm2(1)}-->\n", "only in the line of the card above"),
        (f"{DECK}Oslo.\n<!--SR:{sm2(1)}-->\n", "with the marks that are set"),
        (f"{DECK}> Oslo\n> ?\n> Norway <!--SR:{sm2(1)}-->\n", "with the marks that are set"),
        (f"Oslo::Norway <!--SR:{sm2(1)}-->\n", "none of the deck tags"),
    ],
)
def test_why_a_schedule_has_no_card_is_told(text: str, why: str) -> None:
    placed, (problem,) = schedules_in(note_of(text), text)
    assert placed == ()
    assert why in problem.message


def test_a_comment_in_code_is_no_schedule() -> None:
    text = f"{DECK}A `<!--SR:{sm2(1)}-->`::B\n\n```\nA::B\n<!--SR:{sm2(1)}-->\n```\n"
    assert days_due(text) == {}
    assert told(text) == []


def test_a_card_that_stands_twice_has_the_schedule_answered_last() -> None:
    text = f"{DECK}Oslo::Norway <!--SR:{sm2(1)}-->\n\nOslo::Norway <!--SR:{sm2(9)}-->\n"
    assert days_due(text) == {"Oslo": 9}
    assert told(text) == [("schedule-of-double", 5)]
    assert days_due(
        f"{DECK}Oslo::Norway <!--SR:{sm2(9)}-->\n\nOslo::Norway <!--SR:{sm2(1)}-->\n"
    ) == {"Oslo": 9}


def test_cards_with_equal_questions_keep_each_its_own() -> None:
    text = f"{DECK}Capital::Oslo <!--SR:{sm2(1)}-->\n\nCapital::Rome <!--SR:{sm2(2)}-->\n"
    placed, _ = schedules_in(note_of(text), text)
    backs = {(card.generator, card.anchor): card.back for card in cards_of(note_of(text), text)}
    assert {
        backs[each.generator, each.anchor]: each.history.schedule.due.day
        for each in placed
        if each.history.schedule
    } == {
        "Oslo": 1,
        "Rome": 2,
    }


def test_the_key_of_a_card_is_the_same_wherever_the_note_lies() -> None:
    text = f"{DECK}Oslo::Norway <!--SR:{sm2(1)}-->\n"
    here, there = (schedules_in(note_of(text, path), text)[0] for path in ("Note.md", "b/Note.md"))
    assert here == there
    (other,) = schedules_in(note_of(text, "Other.md"), text)[0]
    assert other.history.key != here[0].history.key


def test_a_whole_note_has_a_schedule_of_its_own() -> None:
    text = "---\nsr-due: 2024-08-16\nsr-interval: 12\nsr-ease: 230\n---\nA mutex is a lock.\n"
    history, problems = schedule_of_note(note_of(text))
    assert history is not None
    assert history.schedule is not None
    assert (history.schedule.due, history.schedule.last) == (date(2024, 8, 16), date(2024, 8, 4))
    assert problems == ()


@pytest.mark.parametrize(
    ("front_matter", "codes"),
    [
        ("sr-due: 2024-08-16\nsr-interval: 12", []),
        ("sr-due: 2000-01-01\nsr-interval: 1\nsr-ease: 250", []),
        ("sr-due: soon\nsr-interval: 12\nsr-ease: 230", ["schedule-unreadable"]),
        ("sr-due: 2024-08-16\nsr-interval: long\nsr-ease: 230", ["schedule-unreadable"]),
    ],
)
def test_a_note_without_a_whole_schedule_has_none(front_matter: str, codes: list[str]) -> None:
    history, problems = schedule_of_note(note_of(f"---\n{front_matter}\n---\nText.\n"))
    assert history is None
    assert [problem.code for problem in problems] == codes


def test_the_data_file_names_cards_by_the_ids_of_their_blocks() -> None:
    text = f"{DECK}Oslo:::Norway ^sr-data-id-abc\n\n==a== ==b== ^sr-id-x\n\nRome::Italy ^other\n"
    entry = {
        "algorithm": "SM-2-OSR",
        "scheduleData": {"dueDate": "2024-08-02", "interval": 4, "ease": 250},
    }
    learned = {
        "algorithm": "FSRS",
        "scheduleData": {
            "dueDate": "2024-08-05T10:00:00.000Z", "interval": 3, "stability": 3.5,
            "difficulty": 5.25, "state": 2, "reps": 4, "lapses": 1, "learningSteps": 0,
            "lastReview": "-",
        },
    }  # fmt: skip
    document = {
        "scheduleData": {
            "cardSchedules": {"^sr-data-id-abc": [None, entry], "sr-id-x": [learned, None]}
        }
    }
    placed, problems = schedules_in(note_of(text), text, entries=card_entries(document))
    assert [
        (each.anchor, each.history.schedule.due.day) for each in placed if each.history.schedule
    ] == [
        ("^sr-data-id-abc/r", 2),
        ("^sr-id-x/1", 5),
    ]
    assert problems == ()


@pytest.mark.parametrize("document", [None, [], {}, {"scheduleData": []}, {"scheduleData": {}}])
def test_a_data_file_without_schedules_has_none(document: object) -> None:
    assert card_entries(document) == {}
    assert note_entries(document) == {}


@pytest.mark.parametrize("entry", ["x", {}, {"scheduleData": {}}, {"scheduleData": {"dueDate": 1}}])
def test_an_entry_that_says_nothing_is_refused(entry: object) -> None:
    with pytest.raises(UnreadableScheduleError):
        of_entry(entry)


def test_a_note_may_be_named_in_the_data_file() -> None:
    entry = {
        "algorithm": "SM-2-OSR",
        "scheduleData": {"dueDate": "2024-08-02", "interval": 4, "ease": 250},
    }
    document = {"scheduleData": {"noteSchedules": {"abc": entry}}}
    history, _ = schedule_of_note(note_of("---\nsr-id: abc\n---\nText.\n"), note_entries(document))
    assert history is not None
    assert history.schedule is not None
    assert history.schedule.due == date(2024, 8, 2)
