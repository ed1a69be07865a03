"""flashcards-obsidian: a tag behind a question, and cards of one line in vaults with the plugin."""

import pytest

from kb.cards.card import CardKind
from kb.cards.rules import CardRules
from tests.cards.reading import drawn, written
from tests.cards.syntax.test_faults import told

LINES = CardRules(
    card_inline_separator="::", card_inline_reversed_separator=":::", card_line_clozes=True
)


@pytest.mark.parametrize(
    "text",
    [
        "What is it? #card\nThis\n",
        "What is it? #card\n\nThis\n\nMore text\n",
        "What is it? #Card #doors/iron #x-1\nThis\n",
        "### What is it? #card\nThis\n",
        "### What is it? #card\n\nThis\n\nMore text\n",
        "### What is it?\n#card\nThis\n",
        "Some text.\n\nWhat is it?\n#card\nThis",
        "## Doors\nWhat is it? #card\nThis\n",
        "1. What is it? #card\nThis\n",
        "- What is it? #card\n  This\n",
        "What is it? #card\nThis\n^1599377554283\nMore text\n",
        "What is it? #card\nThis ^1599377554283\n",
        "What is it? #card-spaced\nThis\n",
        "What is it? #card/spaced\nThis\n",
    ],
)
def test_what_follows_a_tagged_question_is_its_answer(text: str) -> None:
    assert written(text) == [("What is it?", "This")]


def test_question_and_answer_may_have_several_lines() -> None:
    text = "Which two\nare they? #card\n\n- this\n- that\n\n```\na\n\nb\n```\n"
    assert written(text) == [("Which two\nare they?", "- this\n- that")]
    assert written("Which code? #card\n```\na\n\nb\n```\nhere\n\nMore\n") == [
        ("Which code?", "```\na\n\nb\n```\nhere")
    ]


@pytest.mark.parametrize("tag", ["#card-reverse", "#card/reverse", "#Card-Reverse"])
def test_a_card_may_be_asked_both_ways(tag: str) -> None:
    cards = drawn(f"Riegel {tag}\nbolt\n")
    assert [(card.front, card.kind) for card in cards] == [
        ("Riegel", CardKind.FORWARD),
        ("bolt", CardKind.REVERSE),
    ]


def test_an_id_below_the_answer_is_the_anchor() -> None:
    (card,) = drawn("What is it? #card\nThis\n^1599377554283\n")
    assert card.anchor == "^1599377554283"


def test_the_tag_is_a_setting() -> None:
    text = "One? #card\nTwo\n\nThree? #ask\nFour\n"
    assert written(text, CardRules(card_tag="ask", logseq_tag="")) == [("Three?", "Four")]
    assert written(text, CardRules(card_tag="")) == []


def test_a_question_without_an_answer_is_told() -> None:
    assert told("Text.\n\nWhat is it? #card\n") == [("card-without-answer", 3)]
    assert told("# What is it? #card\n\n## More\n\nText.\n") == [("card-without-answer", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "#card\n\nSome text.\n",
        "# Title\n\n#card #doors\n\nSome text.\n",
        "# Title\n#card #doors\n\nSome text.\n",
        "#doors #card\nSome text.\n",
        "#card\n#card\n#card\nSome text.\n",
        "Tags: #card\n\nSome text.\n",
        "Related: #card\n\nSome text.\n",
        "A #card in the line.\nSome text.\n",
        "A #cardinal\nSome text.\n",
        "What? #card-other\nSome text.\n",
        "`What? #card`\nSome text.\n",
        "```\nWhat? #card\nThis\n```\n",
        "One::Two\n\nA ==cloze== and {another}.\n",
    ],
)
def test_what_is_no_card(text: str) -> None:
    assert [card for card in written(text) if card[1] != "Bolt"] == []
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    ["One::Two", "One :: Two", "- One:: Two #doors", "# One ::Two", "1. One::Two ^1599377554283"],
)
def test_a_line_with_a_separator_is_a_card_if_it_is_on(text: str) -> None:
    assert written(f"{text}\n", LINES) == [("One", "Two")]
    assert written(f"{text}\n") == []


def test_a_line_may_be_asked_both_ways() -> None:
    assert written("One:::Two\n^1599377554283\n", LINES) == [("One", "Two"), ("Two", "One")]
    assert drawn("One:::Two\n^1599377554283\n", rules=LINES)[0].anchor == "^1599377554283"


@pytest.mark.parametrize(
    "text",
    [
        "cards-deck:: Doors",
        "Tags:: #doors",
        "Type :: #atom",
        "use `a::b` here",
        "a $$a::b$$ b",
        "$3::4$ is no card",
        "std::map is a map",
        "One::",
        "::Two",
        "```\nOne::Two {three}\n```",
        r"A formula $\frac{1}{2}$ and `{code}` and ==.",
        "A {{template}}.",
    ],
)
def test_what_is_no_card_of_one_line(text: str) -> None:
    assert written(f"# T\n\n{text}\n", LINES) == []


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("A ==bolt== of ==iron==.", [("A [...] of [...].", "A **bolt** of **iron**.")]),
        ("- A {bolt} of ==iron==.", [("A [...] of [...].", "A **bolt** of **iron**.")]),
        (
            "A {2:bolt} of {1:iron}.",
            [
                ("A bolt of [...].", "A bolt of **iron**."),
                ("A [...] of iron.", "A **bolt** of iron."),
            ],
        ),
        (r"A {bolt} of $\sqrt{2}$.", [(r"A [...] of $\sqrt{2}$.", r"A **bolt** of $\sqrt{2}$.")]),
    ],
)
def test_a_line_with_deletions_is_a_card_if_it_is_on(
    text: str, cards: list[tuple[str, str]]
) -> None:
    assert written(f"Some text.\n{text}\nMore text.\n", LINES) == cards
    assert written(f"{text}\n") == []


def test_braces_in_a_formula_over_several_lines_are_no_deletions() -> None:
    text = "$$\n\\begin{aligned}\nx &= {y}\n\\end{aligned}\n$$\n\nA {word} of it.\n"
    assert [front for front, _ in written(text, LINES)] == ["A [...] of it."]
