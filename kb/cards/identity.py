"""Cards on the two sides of an edit: those that the store knows, and those that notes yield now."""

from dataclasses import dataclass

from kb.cards.card import Card, CardKind

NoteKey = int | str
"""What names a note, the same before and after it was moved or renamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCard:
    """A card that the store knows."""

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
    """A card that a note yields now."""

    note: NoteKey
    card: Card
