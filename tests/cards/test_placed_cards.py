"""Where a note's handwritten cards stand, and by which names."""

import pytest

from kb.cards.generate import cards_of, placed_cards
from kb.notes.parse import parse_note

TEXT = """---
tags: flashcards
---
Oslo:::Norway

==a== and ==b==

Oslo:::Norway

Oslo::Sweden
"""


def test_they_are_the_cards_of_the_note_with_their_names_and_lines() -> None:
    note, _ = parse_note("Note.md", TEXT)
    placed = placed_cards(note, TEXT)
    cards = [card for card in cards_of(note, TEXT) if card.written]
    assert list(dict.fromkeys(card.key for card in placed)) == [
        (card.generator, card.anchor) for card in cards
    ]
    assert [card.line for card in placed] == [4, 4, 6, 6, 8, 8, 10]
    assert [card.written.number for card in placed] == [0, 0, 1, 2, 0, 0, 0]


def test_a_card_that_stands_twice_is_there_twice_by_one_name() -> None:
    note, _ = parse_note("Note.md", TEXT)
    first, second = (card for card in placed_cards(note, TEXT) if card.written.back == "Norway")
    assert first.key == second.key


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    text = TEXT.replace("\n", end)
    note, _ = parse_note("Note.md", text)
    assert [card.line for card in placed_cards(note, text)] == [4, 4, 6, 6, 8, 8, 10]
