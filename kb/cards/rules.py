"""The user's settings for cards."""

from dataclasses import dataclass
from typing import Final

CARDS_VERSION: Final = 5
"""Bump this when a note would give other cards: the next import then redraws unchanged notes."""

Key = tuple[str, str]
"""A card's generator and anchor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRules:
    """How cards are read and drawn, beyond the defaults."""

    on: tuple[str, ...] = ()
    """Generators that are off unless they are named here, such as ``cloze``."""
    off: tuple[str, ...] = ()
    """Generators that are not to draw cards."""
    deck_tags: tuple[str, ...] = ("flashcards",)
    """Tags, without ``#``, of notes in which the Obsidian plugin's syntax is read."""
    cloze_marks: tuple[str, ...] = ("==",)
    """What encloses a deletion in such notes: ``==``, ``**``, ``{{``."""
    inline_separator: str = "::"
    inline_reversed_separator: str = ":::"
    separator: str = "?"
    reversed_separator: str = "??"
    end_marker: str = ""
    """What ends a card of several lines; if empty, a blank line does."""


DEFAULT_CARD_RULES = CardRules()
