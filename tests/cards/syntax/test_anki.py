"""Anki's clozes, Obsidian_to_Anki's blocks, and Logseq's cards."""

import pytest

from kb.cards.card import CardKind
from tests.cards.reading import drawn, written


def test_a_cloze_for_each_number() -> None:
    text = "{{c1::Paris}} is the {{c2::capital::what?}} of {{c1::France}}.\n"
    assert written(text) == [
        ("[...] is the capital of [...].", "**Paris** is the capital of **France**."),
        ("Paris is the [what?] of France.", "Paris is the **capital** of France."),
    ]


def test_each_list_item_is_a_text_of_its_own() -> None:
    text = "- {{c1::Paris}} in France\n- {{c1::Rome}} in Italy\n"
    assert [front for front, _ in written(text)] == ["- [...] in France", "- [...] in Italy"]


def test_braces_of_mathematics_close_no_cloze() -> None:
    assert written(r"It is {{c1::$\frac{1}{2}$}}.") == [
        ("It is [...].", r"It is **$\frac{1}{2}$**.")
    ]


def test_a_cloze_inside_another() -> None:
    assert [front for front, _ in written("{{c1::A {{c2::B}} C}} D")] == ["[...] D", "A [...] C D"]


@pytest.mark.parametrize(
    "text",
    [
        "`{{c1::a}}`",
        "```\n{{c1::a}}\n```",
        "{{cookiecutter.name}}",
        "%%\n{{c1::a}}\n%%",
        "{{c1::}}",
    ],
)
def test_what_is_no_cloze(text: str) -> None:
    assert written(text) == []


BLOCK = "START\nBasic\nWhat is it?\n\n```\ncode\n```\nBack: This\n\n- and that\nTags: x y\nEND\n"


@pytest.mark.parametrize("around", ["{}", "%%\n{}%%\n", "<!--\n{}-->\n", "Text.\n\n{}\nText.\n"])
def test_a_block_is_read_inside_comments_too(around: str) -> None:
    assert written(around.format(BLOCK)) == [
        ("What is it?\n\n```\ncode\n```", "This\n\n- and that")
    ]


def test_the_id_of_a_block_is_its_anchor() -> None:
    (card,) = drawn("START\nBasic\nOne\nBack: Two\n<!--ID: 1599377554283-->\nEND\n")
    assert (card.anchor, card.back) == ("^1599377554283", "Two")


def test_a_reversed_block() -> None:
    cards = drawn("START\nBasic (and reversed card)\nOne\nBack: Two\nEND\n")
    assert [(card.front, card.kind) for card in cards] == [
        ("One", CardKind.FORWARD),
        ("Two", CardKind.REVERSE),
    ]


def test_an_optional_reverse_is_made_if_it_is_asked_for() -> None:
    block = "START\nBasic (optional reversed card)\nOne\nBack: Two\n{}END\n"
    assert len(written(block.format(""))) == 1
    assert len(written(block.format("Add Reverse: y\n"))) == 2


def test_a_cloze_block() -> None:
    text = "START\nCloze\nThe {{c1::sun}}\nis a {{c2::star}}.\nExtra: Bright.\nEND\n"
    assert [front for front, _ in written(text)] == [
        "The [...]\nis a star.",
        "The sun\nis a [...].",
    ]


def test_an_inline_note() -> None:
    text = "So: STARTI [Basic] Is it short? Back: It is. Tags: x <!--ID: 12--> ENDI and on.\n"
    (card,) = drawn(text)
    assert (card.front, card.back, card.anchor) == ("Is it short?", "It is.", "^12")


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{BLOCK}```",
        "START\nBasic\nNo back\nEND",
        "START\nBasic\nOne\nBack: Two\nNo end",
        "`STARTI [Basic] One Back: Two ENDI`",
        "To START and to END.",
    ],
)
def test_what_is_no_block(text: str) -> None:
    assert written(text.replace("```\n```", "```")) == []


def test_a_logseq_card_is_answered_by_the_bullets_below_it() -> None:
    text = (
        "- What is a task? #card\n  card-last-interval:: 4\n  id:: 64e1-ab\n"
        "\t- A unit.\n\t\t- Of work.\n- Next\n"
    )
    (card,) = drawn(text)
    assert (card.front, card.back) == ("What is a task?", "A unit.\n- Of work.")
    assert card.anchor == "^64e1-ab"


def test_a_logseq_cloze_hides_all_gaps_at_once() -> None:
    text = "- The {{cloze sun}} is a {{cloze star}}. #card\n"
    assert written(text) == [("The [...] is a [...].", "The **sun** is a **star**.")]


@pytest.mark.parametrize("text", ["- Alone #card\n- Next", "- `#card` in code\n\t- no", "#card\n"])
def test_what_is_no_logseq_card(text: str) -> None:
    assert written(text) == []


def test_a_line_is_read_by_one_syntax_only() -> None:
    text = "#flashcards\n\nQ: One::Two?\nA: The ==three== and {{c1::four}}.\n"
    assert len(written(text)) == 1
