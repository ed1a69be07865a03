"""The ids of Anki's notes beside cards, and which of the note's cards each is."""

import pytest

from kb.adoption.obsidian_to_anki import anki_cards
from kb.cards.rules import CardRules
from tests.adoption.reading import note_of

ID = 1599377554283


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        (f"START\nBasic\nOslo?\nBack: Norway\n<!--ID: {ID}-->\nEND\n", [0]),
        (f"START\nBasic (and reversed card)\nOslo\nBack: Norway\n<!--ID: {ID}-->\nEND\n", [0, 1]),
        (f"START\nCloze\n{{{{c1::a}}}} {{{{c3::b}}}}\n<!--ID: {ID}-->\nEND\n", [0, 2]),
        (f"Which? #card\nThis.\n^{ID}\n", [0]),
        ("START\nBasic\nOslo?\nBack: Norway\nEND\n", []),
        ("Oslo::Norway ^1599377554283x\n\n#flashcards\n", []),
        ("Oslo::Norway ^block\n\n#flashcards 1599377554283\n", []),
    ],
)
def test_an_id_leads_to_the_cards_of_its_note(text: str, ordinals: list[int]) -> None:
    cards = anki_cards(note_of(text), text, CardRules())
    assert [(card.note_id, card.ordinal) for card in cards] == [(ID, at) for at in ordinals]
    assert len({(card.generator, card.anchor) for card in cards}) == len(ordinals)
