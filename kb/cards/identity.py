"""Cards on the two sides of an edit: as stored, and as drawn from the note now.

Apart from :mod:`kb.cards.matching`, so that the store can build them without loading what compares
them (the generators' filters and rapidfuzz), which an import without edits never needs.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from kb.cards.card import Card, CardKind

_SEPARATOR: Final = "\0"

NoteKey = int | str
"""Identifies a note, the same before and after a move or rename."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCard:
    """A card in the store."""

    card_id: int
    note: NoteKey
    generator: str
    anchor: str
    front: str
    back: str
    kind: CardKind
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCard:
    """A card that a note produces now."""

    note: NoteKey
    card: Card


def card_uid(note: str, card: Card) -> str:
    """Return the name that a card gets when it is first seen, and keeps: 16 hexadecimal digits.

    It is the same in every store that sees the card first in this form, wherever the note lies.

    Args:
        note: the id that the user gave the note; otherwise its title, folded.
        card: as it is first drawn or read.
    """
    text = () if card.explicit else (card.front, card.back)
    return _digest(_SEPARATOR.join((note, card.generator, card.anchor, *text)))


def other_uid(uid: str, number: int) -> str:
    """Return a name for a card whose own belongs to an equal card, which is the first, 1, or so."""
    return _digest(f"{uid}{_SEPARATOR}{number}")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
