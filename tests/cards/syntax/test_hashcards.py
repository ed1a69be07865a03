"""hashcards' own syntax: Q:, A: and C:."""

import pytest

from kb.cards.card import CardKind
from tests.cards.reading import drawn, written


def test_a_question_goes_on_to_the_next_card() -> None:
    text = "Q: First\nquestion?\nA: One,\n\n- a list\n- of two\n\nQ: Second?\nA: Two.\n"
    assert written(text) == [
        ("First\nquestion?", "One,\n\n- a list\n- of two"),
        ("Second?", "Two."),
    ]


def test_code_mathematics_images_and_blank_lines_stay_whole() -> None:
    answer = "Look:\n\n```python\nx = [1]\n\nQ: no card\n```\n\n$$\nx^2\n$$\n\n![plot](plot.png)"
    assert written(f"Q: What?\nA: {answer}\n") == [("What?", answer)]


def test_each_bracket_of_a_cloze_is_one_card() -> None:
    assert written("C: The [dot product] measures [alignment].") == [
        ("The [...] measures alignment.", "The **dot product** measures alignment."),
        ("The dot product measures [...].", "The dot product measures **alignment**."),
    ]


def test_a_deletion_in_mathematics_is_not_made_bold() -> None:
    assert written(r"C: It is $(m \times [n])$ wide.") == [
        (r"It is $(m \times [...])$ wide.", r"It is $(m \times n)$ wide."),
    ]


def test_links_images_footnotes_and_code_are_no_deletions() -> None:
    text = "C: See [[Page]], [a](b.md), ![](c.png), `d[0]` and [^1] for the [answer]."
    assert [front for front, _ in written(text)] == [
        "See [[Page]], [a](b.md), ![](c.png), `d[0]` and [^1] for the [...]."
    ]


def test_a_cloze_may_begin_below_its_mark() -> None:
    assert written("C:\nMade by [Ada].\n\n— in [1843]\n")[1] == (
        "Made by Ada.\n\n— in [...]",
        "Made by Ada.\n\n— in **1843**",
    )


@pytest.mark.parametrize("end", ["---", "## Sources"])
def test_a_rule_or_a_heading_ends_a_card(end: str) -> None:
    assert written(f"Q: One?\nA: Two.\n\n{end}\n\nThree.\n") == [("One?", "Two.")]


@pytest.mark.parametrize(
    "text",
    [
        "Q: No answer",
        "A: No question",
        "Q: One\nQ: Two\n",
        "Q:\nA: Nothing asked\n",
        "Q: Nothing answered\nA:\n",
        "C: No deletion",
        "```\nQ: In code\nA: Not read\n```",
        "    Q: In indented code\n    A: Not read",
        "<!--\nQ: In a comment\nA: Not read\n-->",
        "FAQ: is no mark\nQA: nor this",
    ],
)
def test_what_is_no_card(text: str) -> None:
    assert written(text) == []


def test_comments_are_not_shown() -> None:
    text = "Q: One?\nA: Two.\n\n<!-- Part 2 -->\n\nQ: Three?\nA: Four.\n"
    assert written(text) == [("One?", "Two."), ("Three?", "Four.")]


def test_a_block_id_is_the_anchor() -> None:
    (card,) = drawn("Q: One?\nA: Two. ^first\n")
    assert (card.anchor, card.back) == ("^first", "Two.")


def test_the_line_is_that_of_the_file() -> None:
    (card,) = drawn('+++\nname = "Deck"\n+++\n\nText.\n\nQ: One?\nA: Two.\n')
    assert card.line == 7


def test_the_gaps_of_a_text_are_siblings() -> None:
    one, two = drawn("C: [A] and [B].")
    assert one.fact == two.fact
    assert {one.kind, two.kind} == {CardKind.CLOZE}


LOOSE = "# Leaves\n\nQ: What does a leaf need?\nA: {}\n"


@pytest.mark.parametrize(
    "below",
    [
        "Plants are green.",
        "- [ ] read chapter 3",
        "- See also the other chapter.",
        "```python\nx = 1\n```",
    ],
)
def test_beside_prose_an_answer_ends_at_a_blank_line(below: str) -> None:
    assert written(LOOSE.format(f"Light.\n\n{below}")) == [("What does a leaf need?", "Light.")]


@pytest.mark.parametrize(
    "answer",
    [
        "Two things:\n\n- light\n- water",
        "This:\n\n```python\nx = 1\n\ny = 2\n```",
        "Two things:\n\n- light\n\n  from the sun\n\n- water",
        "What follows,\n\n$$\nx^2\n$$",
        "As here:\n\n| a | b |\n|---|---|\n| c | d |",
        "As here:\n\n![leaf](leaf.png)",
        "\n\n- light\n- water",
    ],
)
def test_beside_prose_what_an_answer_announces_is_part_of_it(answer: str) -> None:
    text = LOOSE.format(f"{answer}\n\nPlants are green.")
    assert written(text) == [("What does a leaf need?", answer.strip())]


def test_beside_prose_a_cloze_ends_at_a_blank_line() -> None:
    text = "Some words.\n\nC: It is [green].\n\nIt is [not] red.\n"
    assert written(text) == [("It is [...].", "It is **green**.")]
