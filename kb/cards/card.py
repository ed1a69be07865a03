"""A card: one prompt and one answer, drawn from a note or written in it by hand."""

from enum import StrEnum
from typing import Final, NamedTuple


class CardKind(StrEnum):
    """Which way a card asks."""

    FORWARD = "forward"
    REVERSE = "reverse"
    CLOZE = "cloze"


class Status(StrEnum):
    """The status of a card. Drawn ones begin active or in the inbox."""

    INBOX = "inbox"
    """Proposed, and neither accepted nor rejected yet."""
    SNOOZED = "snoozed"
    """In the inbox, and hidden until a day."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REJECTED = "rejected"
    RETIRED = "retired"
    """Its note no longer produces it."""


EXPLICIT: Final = "^"
"""Begins the anchor of a card that the user gave an id: ``^block-id``, ``^1599377554283``."""


class Card(NamedTuple):
    """One prompt and one answer. It does not name its note, which the caller knows.

    A tuple, because an import makes a hundred thousand.
    """

    generator: str
    """The rule that drew it, or the syntax it is written in."""
    anchor: str
    """Where in the note's structure: heading path and subject, or ``^`` and an explicit id.

    Unique among the cards of one note and generator.
    """
    front: str
    """Markdown."""
    back: str
    """Markdown."""
    line: int
    """Counted from 1 in the note's file."""
    status: Status
    kind: CardKind
    fact: str
    """Cards of one note with an equal fact are siblings: they ask for the same thing."""
    language: str | None
    """Of the wording, such as ``en``; unknown for what is written by hand."""
    written: bool
    """Whether the user wrote it by hand."""
    traits: str = ""
    """Of a drawn one, packed: see :mod:`kb.cards.worth.packing`."""

    @property
    def explicit(self) -> bool:
        """Whether the user gave it an id."""
        return self.anchor.startswith(EXPLICIT)
