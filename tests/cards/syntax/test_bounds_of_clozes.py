"""A text has a card for each of its first deletions, and a problem if there may be more."""

from kb.cards.generate import cards_of, unread_clozes
from kb.cards.syntax.cloze import MOST_DELETIONS
from kb.notes.parse import parse_note


def test_of_many_clozes_in_one_text_the_first_are_cards_and_a_problem_says_so() -> None:
    gaps = " ".join(f"{{{{c{number}::word{number}}}}}" for number in range(1, 200))
    text = f"Some words.\n\nThe rest: {gaps}\n"
    note, _ = parse_note("x.md", text)
    cards = cards_of(note, text)
    assert [card.back.count("**") for card in cards if card.written] == [2] * MOST_DELETIONS
    assert [(p.code, p.line) for p in unread_clozes("x.md", cards)] == [("too-many-clozes", 3)]


def test_clozes_in_several_texts_are_all_cards() -> None:
    text = "".join(f"- The {{{{c1::word{number}}}}} is here.\n" for number in range(200))
    note, _ = parse_note("x.md", text)
    cards = cards_of(note, text)
    assert len([card for card in cards if card.written]) == 200
    assert list(unread_clozes("x.md", cards)) == []


def test_deletions_inside_one_another_are_shown_inside_one_another() -> None:
    text = "A {{c1::bolt {{c2::of {iron}}} here}} and {{c3::more}}.\n"
    note, _ = parse_note("x.md", text)
    fronts = [card.front for card in cards_of(note, text) if card.written]
    assert fronts == [
        "A [...] and more.",
        "A bolt [...] here and more.",
        "A bolt of {iron} here and [...].",
    ]
