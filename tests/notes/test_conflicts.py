"""Marks of unresolved conflicts are reported, and are no text."""

import pytest

from kb.cards.generate import cards_of
from kb.notes.conflicts import without_conflict_marks
from kb.notes.parse import parse_note

MARKS = ("<<<<<<<", "=======", "|||||||", ">>>>>>>")


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("<<<<<<< HEAD\nQ: How many?\nA: 31\n=======\nQ: How many?\nA: 30\n>>>>>>> laptop\n", [1]),
        ("# A\n\nOne.\n<<<<<<< HEAD\n31\n||||||| base\n29\n=======\n30\n>>>>>>> x\n", [4]),
        ("Q: a\nA: b\n>>>>>>> x", [3]),
        ("<<<<<<< a\n31\n=======\n30\n>>>>>>> b\n\n<<<<<<<\n31\n=======\n30\n>>>>>>>\n", [1, 7]),
        ("- What? #card\n<<<<<<< HEAD\n\t- 31\n=======\n\t- 30\n>>>>>>> x\n", [2]),
        ("<<<<<<< HEAD\r\nQ: a\r\nA: 31\r\n=======\r\nQ: a\r\nA: 30\r\n>>>>>>> x\r\n", [1]),
        ("<<<<<<< HEAD\n```\n31\n```\n=======\n```\n30\n```\n>>>>>>> x\n", [1]),
    ],
)
def test_a_conflict_is_reported_and_both_sides_are_read(text: str, rows: list[int]) -> None:
    note, problems = parse_note("a.md", text)
    assert [(p.code, p.line) for p in problems] == [("conflict-unresolved", row) for row in rows]
    said = [note.body, *(side for card in cards_of(note, text) for side in (card.front, card.back))]
    assert not [mark for mark in MARKS for words in said if mark in words]
    assert ("31" in note.body, "30" in note.body) == ("31" in text, "30" in text)
    lines = text.replace("\r\n", "\n").split("\n")
    for card in cards_of(note, text):
        assert card.front in lines[card.line - 1]


def test_front_matter_in_conflict_is_read() -> None:
    note, problems = parse_note(
        "a.md", "---\n<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> x\n---\nText.\n"
    )
    assert (note.title, note.body) == ("B", "Text.")
    assert [problem.line for problem in problems] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n```\n",
        "Title\n=======\n\nText.\n",
        "a <<<<<<< b and >>>>>>> c\n",
        "<<<<<<<< eight\n",
    ],
)
def test_an_example_or_an_underline_is_no_conflict(text: str) -> None:
    assert without_conflict_marks(text) == (text, ())
