"""A text has a card for each of its deletions, unless the note's cards would be too much text."""

import pytest

from kb.cards.card import Card
from kb.cards.generate import cards_and_problems
from kb.cards.rules import CardRules
from kb.notes.parse import parse_note
from kb.notes.problem import Problem, Severity

RULES = CardRules(on=(), deck_tags=("deck",))
MOST = 3_000_000
"""Characters in the cloze cards of a note, beside 50 times its own."""


def drawn(text: str) -> tuple[list[Card], tuple[Problem, ...]]:
    note, _ = parse_note("x.md", text)
    cards, problems = cards_and_problems(note, text, rules=RULES)
    return [card for card in cards if card.written], problems


@pytest.mark.parametrize("count", [1, 49, 50, 51, 300])
@pytest.mark.parametrize(
    ("before", "cloze"),
    [
        ("", "the capital {{{{c{0}::Paris{0}}}}},\n"),
        ("#deck\n\n", "the capital ==Paris{0}==, "),
        ("C: ", "the capital [Paris{0}], "),
    ],
)
def test_each_cloze_of_a_long_text_is_a_card(before: str, cloze: str, count: int) -> None:
    text = before + "".join(cloze.format(number) for number in range(1, count + 1))
    cards, problems = drawn(text)
    assert [card.back.count("**") for card in cards] == [2] * count
    assert [card.front.count("[...]") for card in cards] == [1] * count
    assert not problems


def test_all_clozes_with_one_number_are_hidden_on_its_card() -> None:
    (card,), problems = drawn("{{c1::Paris}}, " * 3_000)
    assert (card.front.count("[...]"), card.back.count("**")) == (3_000, 6_000)
    assert not problems


def test_what_is_left_out_of_a_text_with_too_many_clozes_is_told() -> None:
    clozes = "".join(f"==word number {number}==\n" for number in range(10_000))
    text = f"#deck\n\nThe {{{{c1::first}}}} text.\n\n{clozes}\n{clozes}"
    cards, problems = drawn(text)
    assert 0.7 < sum(len(card.front) for card in cards) / (MOST + 50 * len(text)) < 1
    firsts = [card for card in cards if card.line == 5]
    assert len(firsts) + len([card for card in cards if card.line == 10_006]) + 1 == len(cards)
    assert [(p.path, p.code, p.line, p.severity) for p in problems] == [
        ("x.md", "too-many-clozes", 5, Severity.ERROR),
        ("x.md", "too-many-clozes", 10_006, Severity.ERROR),
    ]
    assert f"without a card: {10_000 - len(firsts)}." in problems[0].message
    assert "without a card: 9999." in problems[1].message


def test_clozes_in_several_texts_are_all_cards() -> None:
    text = "".join(f"- The {{{{c1::word{number}}}}} is here.\n" for number in range(200))
    cards, problems = drawn(text)
    assert len(cards) == 200
    assert not problems


def test_deletions_inside_one_another_are_shown_inside_one_another() -> None:
    cards, _ = drawn("A {{c1::bolt {{c2::of {iron}}} here}} and {{c3::more}}.\n")
    assert [(card.front, card.back) for card in cards] == [
        ("A [...] and more.", "A **bolt of {iron} here** and more."),
        ("A bolt [...] here and more.", "A bolt **of {iron}** here and more."),
        ("A bolt of {iron} here and [...].", "A bolt of {iron} here and **more**."),
    ]


def test_deletions_may_be_as_deep_inside_one_another_as_they_are_many() -> None:
    cards, problems = drawn("".join(f"{{{{c{n}::a" for n in range(1, 900)) + "}}" * 899)
    assert len(cards) > 300
    assert cards[0].front == "[...]"
    assert cards[300].front == "a" * 300 + "[...]"
    assert [problem.code for problem in problems] == ["too-many-clozes"]


def test_a_cloze_that_names_its_card_twice_is_asked_for_once() -> None:
    (card,), problems = drawn("The capital is {{c1,1::Paris}}.\n")
    assert (card.front, card.back) == ("The capital is [...].", "The capital is **Paris**.")
    assert card.anchor.startswith("paris in ")
    assert not problems
