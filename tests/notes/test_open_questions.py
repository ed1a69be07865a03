"""Questions in the form Q: without an answer are told, and nothing else is."""

import pytest

from kb.notes.parse import parse_note
from kb.notes.problem import Severity


def told(text: str) -> list[int]:
    _, problems = parse_note("Note.md", text)
    assert {problem.code for problem in problems} <= {"question-unanswered"}
    return [problem.line for problem in problems]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Q: Who opens it?\n", [1]),
        ("Text.\n\nQ: Who opens it?\nAnd when?\n\nNobody does.\n", [3]),
        ("Q: One?\nQ: Two?\nA: Yes.\n\nQ: Three?\n", [1, 5]),
        ("Q: One?\n\n## More\n\nA: Nothing.\n", [1]),
        ("Q: One?\n\n---\n\nA: Nothing.\n", [1]),
        ("Q: One?\nC: A [cloze].\n", [1]),
        ("Q: One?\nA:\n\nQ: Two?\nA: Two.\n", [1]),
        ("---\ntags: [a]\n---\n\nQ: One?\n", [5]),
        ("Text.\r\n\r\nQ: One?\r\n", [3]),
    ],
)
def test_a_question_without_an_answer_is_told_with_its_line(text: str, lines: list[int]) -> None:
    assert told(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "Q: One?\nA: Yes.\n",
        "Q: One\n\n- or two?\n\nA:\n\n```python\nq = 1\n```\n",
        "A: No question.\n",
        "```\nQ: In code?\n```\n",
        "    Q: In indented code?\n",
        "<!--\nQ: In a comment?\n-->\n",
        "%%\nQ: In a comment?\n%%\n",
        "FAQ: is no mark, nor is a Q: in the line.\n",
        "Q:: a property\n",
        "Q: Who?\n?\nNobody.\n",
        "Q: Who opens it?::Nobody.\n",
        "Q: It keeps {{c1::burglars}} out.\n",
        "START\nBasic\nQ: Who?\nBack: Nobody.\nEND\n",
        "- Q: in a bullet\n",
        "> Q: quoted\n",
    ],
)
def test_what_is_answered_or_no_question_is_not_told(text: str) -> None:
    assert told(text) == []


def test_it_is_a_warning_for_the_rest_of_the_note_was_read() -> None:
    note, (problem,) = parse_note("Note.md", "# Note\n\nTags: #doors\n\nQ: Who?\n")
    assert note.tags == ("doors",)
    assert problem.severity is Severity.WARNING
    assert "A:" in problem.message
