"""The user's settings for cards."""

from dataclasses import dataclass
from typing import Final

CARDS_VERSION: Final = 11
"""Bump this when a note would give other cards: the next import then redraws unchanged notes."""

DEFAULT_CLOZE_PATTERN: Final = "==[123;;]answer[;;hint]=="

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
    """Tags, without ``#``, of notes in which Obsidian Spaced Repetition's syntax is read."""
    ignored_tags: tuple[str, ...] = ()
    """Tags of notes in which it is not read."""
    all_notes_are_decks: bool = False
    """Whether it is read in every note, whatever its tags."""
    cloze_patterns: tuple[str, ...] = (DEFAULT_CLOZE_PATTERN,)
    """In the plugin's own language; see :mod:`kb.cards.syntax.cloze_patterns`."""
    inline_separator: str = "::"
    inline_reversed_separator: str = ":::"
    separator: str = "?"
    reversed_separator: str = "??"
    end_marker: str = ""
    """What ends a card of several lines; if empty, a blank line does."""
    anki_begin: str = "START"
    """This and what follows is Obsidian_to_Anki's; these four enclose a note of Anki. None is read
    if this is empty."""
    anki_end: str = "END"
    anki_inline_begin: str = "STARTI"
    anki_inline_end: str = "ENDI"
    anki_deck_line: str = "TARGET DECK"
    """Begins a line that names the deck of a file; like the next three, it is no part of a card."""
    anki_tags_line: str = "FILE TAGS"
    anki_delete_line: str = "DELETE"
    anki_frozen_line: str = "FROZEN"
    anki_curly_clozes: bool = False
    """Whether ``{word}`` and ``{1:word}`` are deletions in notes whose type is a cloze."""
    anki_highlight_clozes: bool = False
    """Whether ``==word==`` is one, too."""
    anki_fields: tuple[str, ...] = ()
    """Types of notes beyond Anki's own, such as ``Vocabulary: Word, Meaning, Example``."""
    anki_patterns: tuple[str, ...] = ()
    """JavaScript regular expressions whose groups are the fields of a type of note, such as
    ``Basic: ^(.+) = (.+)$``."""
    logseq_tag: str = "card"
    """The tag, without ``#``, of Logseq's cards."""
    card_tag: str = "card"
    """The tag, without ``#``, after a question of flashcards-obsidian."""
    card_inline_separator: str = ""
    """Between question and answer on one line of any note, as it reads them; off if empty."""
    card_inline_reversed_separator: str = ""
    card_line_clozes: bool = False
    """Whether ``==word==``, ``{word}`` and ``{1:word}`` make a card of any line, as it does."""


DEFAULT_CARD_RULES = CardRules()
