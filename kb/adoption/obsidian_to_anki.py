"""The ids of Anki's notes that programs left beside cards: ``<!--ID: 1599377554283-->``, ``^15…``.

Obsidian_to_Anki and flashcards-obsidian make a note of Anki for each text, and write its id below.
What the note's cards are in Anki, by their numbers from 0: the card and its reverse; or the clozes
by their numbers less one.
"""

import re
from typing import Final, NamedTuple

from kb.cards.card import CardKind
from kb.cards.generate import placed_cards
from kb.cards.rules import DEFAULT_CARD_RULES, CardRules
from kb.cards.syntax.lines import HandwrittenCard
from kb.notes.note import Note

_NOTE_ID: Final = re.compile(r"(?P<id>1\d{12})(?:/\w+)?")
"""An id is a time in milliseconds, from 2001 to 2033. What follows tells siblings apart."""
_MARK: Final = re.compile(r"(?:ID:\s*|\^)1\d{12}")


class AnkiCard(NamedTuple):
    """A card of kb's, and which card of Anki's it is."""

    generator: str
    anchor: str
    line: int
    """Counted from 1 in the note's file."""
    note_id: int
    """Of the note in Anki's collection."""
    ordinal: int
    """Of the card among those of the note, from 0."""


def anki_cards(
    note: Note, text: str, rules: CardRules = DEFAULT_CARD_RULES
) -> tuple[AnkiCard, ...]:
    """Return the cards of a note that have the id of a note of Anki's, with the card that it is.

    Args:
        note: the note.
        text: what its file says.
        rules: by which its cards are read.
    """
    if _MARK.search(note.body) is None:
        return ()
    return tuple(
        AnkiCard(*card.key, card.line, int(match["id"]), _ordinal(card.written))
        for card in placed_cards(note, text, rules)
        if (match := _NOTE_ID.fullmatch(card.written.card_id or "")) is not None
    )


def _ordinal(card: HandwrittenCard) -> int:
    if card.kind is CardKind.CLOZE:
        return card.number - 1
    return int(card.kind is CardKind.REVERSE)
