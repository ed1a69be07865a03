"""Cards on the two sides of an edit: as stored, and as drawn from the note now.

Apart from :mod:`kb.cards.matching`, so that the store can build them without loading what compares
them (the generators' filters and rapidfuzz), which an import without edits never needs.
"""

from dataclasses import dataclass

from kb.cards.card import Card, CardKind

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
