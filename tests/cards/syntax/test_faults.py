"""What looks like a card and is none is told, with its line, and nothing else is."""

import pytest

from kb.cards.generate import cards_and_problems
from kb.cards.rules import DEFAULT_CARD_RULES, CardRules
from kb.notes.parse import parse_note
from kb.notes.problem import Severity
from tests.cards.reading import written


def told(
    text: str, path: str = "Note.md", rules: CardRules = DEFAULT_CARD_RULES
) -> list[tuple[str, int]]:
    note, _ = parse_note(path, text)
    _, problems = cards_and_problems(note, text, rules=rules)
    return [(problem.code, problem.line) for problem in problems]


def unanswered(text: str) -> list[int]:
    return [line for code, line in told(text) if code == "question-unanswered"]


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
    assert unanswered(text) == lines


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
        "Q:\nA:\n",
    ],
)
def test_what_is_answered_or_no_question_is_not_told(text: str) -> None:
    assert told(text) == []


def test_it_is_a_warning_for_the_rest_of_the_note_was_read() -> None:
    text = "# Note\n\nTags: #doors\n\nQ: Who?\n"
    note, _ = parse_note("Note.md", text)
    _, (problem,) = cards_and_problems(note, text)
    assert note.tags == ("doors",)
    assert (problem.line, problem.severity) == (5, Severity.WARNING)
    assert "A:" in problem.message


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Q: One?\nA: First.\nA: Second.\n", [("answer-repeated", 3)]),
        ("Q: One?\nA: One.\n\n## More\n\nA: Two.\n", [("answer-without-question", 6)]),
        ("Q:\nA: Nothing asked.\n", [("card-without-question", 1)]),
        ("C: Nothing is hidden.\n", [("card-without-deletion", 1)]),
        ("C: [A link](b.md) hides nothing.\n", [("card-without-deletion", 1)]),
        ("C: A [cloze].\n\nC: And none.\n", [("card-without-deletion", 3)]),
    ],
)
def test_what_hashcards_refuses_is_told(text: str, faults: list[tuple[str, int]]) -> None:
    assert told(text) == faults


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("It is {{c1::here\nand there.\n", [1]),
        ("Text.\n\n- It is\n  {{c1::here}} and {{c2::there.\n", [4]),
        ("It is `{{c1::here`.\n", []),
        ("It is {{cookie}}.\n", []),
    ],
)
def test_a_cloze_that_is_not_closed_is_told(text: str, lines: list[int]) -> None:
    assert told(text) == [("card-unclosed", line) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "A: Good morning.\nB: Good evening.\nA: Oh.\nC: Well.\n",
        "Q: Which?\nA: iron\nB: wood\nC: brass\nD: tin\n",
        "Grades:\n\nA: Excellent\n",
        "C:\\Users\\me is a folder.\n",
        "C:/Users/me is a folder.\n",
        "C: It is {{c1::hidden}}.\n",
        "C:\n",
    ],
)
def test_letters_with_a_colon_are_no_faults(text: str) -> None:
    assert told(text) == []


def test_templates_are_yet_to_be_filled_in() -> None:
    assert told("Q: Which?\n", path="Templates/Card.md") == []


@pytest.mark.parametrize(
    "text",
    [
        "Q: {{question}}?\nA: {{answer}}\n",
        "Q: <% tp.file.title %>\nA: A word.\n",
        "START\nBasic\n{{Front}}\nBack: {{Back}}\nEND\n",
    ],
)
def test_a_prompt_that_is_a_placeholder_is_no_card(text: str) -> None:
    assert written(text) == []
    assert told(text) == []


def test_a_cloze_is_no_placeholder() -> None:
    assert written("{{c1::Rome}}\n") == [("[...]", "**Rome**")]


CONFLICT = (
    "<<<<<<< HEAD\nQ: How many days has May?\nA: 31\n=======\n"
    "Q: How many days has May?\nA: 30\n>>>>>>> laptop\n"
)


def test_the_marks_of_a_conflict_are_on_no_card() -> None:
    assert [back for _, back in written(CONFLICT)] == ["31", "30"]
    deck = f"#flashcards\n\n{CONFLICT.replace('Q: ', '').replace('A: ', '?' + chr(10))}"
    assert [back for _, back in written(deck)] == ["31", "30"]


def test_a_line_below_a_heading_is_no_mark_of_a_conflict() -> None:
    assert written("#flashcards\n\nWho?\n?\nNobody\n=======\n")[0][1] == "Nobody\n======="


DECK = "#flashcards\n\n"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Oslo::Norway\n<!--SR:!2024-05-22,1,230-->\n", [("schedule-without-card", 2)]),
        (f"{DECK}Oslo => Norway\n<!--SR:!2024-05-22,1,230-->\n", [("schedule-without-card", 4)]),
        (f"{DECK}Oslo::Norway <!--SR:!2024-05-22,1,230-->\n", [("schedule-not-used", 3)]),
        (f"{DECK}Oslo::Norway <!--SR:!2000-01-01,1,250-->\n", []),
        ("```\n<!--SR:!2024-05-22,1,230-->\n```\n", []),
        ("A text.\n<!--ID: 1599377554283-->\nQ: Who?\nA: You.\n", [("id-without-card", 2)]),
        (f"{DECK}The {{@{{heart}}@}} pumps.\n", [("cloze-pattern-unknown", 3)]),
        (f"{DECK}The ==heart== pumps.\nOslo::Norway\n", [("cloze-beside-card", 3)]),
        (f"{DECK}The {{{{1;;heart}}}} pumps.\n", [("cloze-pattern-unknown", 3)]),
        (f"{DECK}\n?\nAnswer\n", [("card-without-answer", 4)]),
        (f"{DECK}Question\n?\n", [("card-without-answer", 4)]),
        (f"{DECK}A text.\n", [("deck-without-card", 1)]),
        ("A text.\n", []),
    ],
)
def test_a_trace_of_a_card_that_was_not_read_is_told(
    text: str, problems: list[tuple[str, int]]
) -> None:
    assert told(text) == problems


def test_the_schedules_of_a_note_are_told_once_with_their_number() -> None:
    note, _ = parse_note("Note.md", f"{DECK}" + "a::b <!--SR:!2024-05-22,1,230-->\n\n" * 3)
    _, (problem,) = cards_and_problems(note, note.body)
    assert "here and 2 more times" in problem.message


def test_where_every_note_is_a_deck_one_without_cards_is_no_problem() -> None:
    assert told("A text.\n", rules=CardRules(all_notes_are_decks=True)) == []
