"""All cards that a note's author wrote by hand, each read by one syntax only."""

from collections.abc import Iterator

from kb.cards.rules import CardRules
from kb.cards.syntax.anki import anki_clozes
from kb.cards.syntax.anki_notes import anki_notes
from kb.cards.syntax.hashcards import hashcards
from kb.cards.syntax.logseq import logseq_cards
from kb.cards.syntax.obsidian import obsidian_cards
from kb.cards.syntax.page import Written, page_of
from kb.notes.names import name_key
from kb.notes.note import Note

_SIGNS = ("START", "Q:", "C:", "{{c", "#card", "#[[card", "#Card")


def written_cards(note: Note, rules: CardRules) -> tuple[Written, ...]:
    """Returns the cards in ``note``, in the order of its lines.

    What one syntax has read, the next does not see; the more explicit go first.
    """
    return tuple(sorted(_written(note, rules), key=lambda card: card.row))


def _written(note: Note, rules: CardRules) -> Iterator[Written]:
    deck = in_deck(note, rules)
    if not deck and not any(sign in note.body for sign in _SIGNS):
        return
    page = page_of(note.body)
    yield from anki_notes(page)
    yield from logseq_cards(page)
    yield from hashcards(page)
    yield from anki_clozes(page)
    if deck:
        yield from obsidian_cards(page, rules)


def in_deck(note: Note, rules: CardRules) -> bool:
    """Tells whether a note carries a deck's tag, or one below it such as ``#flashcards/web``."""
    decks = tuple(name_key(tag.lstrip("#")) for tag in rules.deck_tags)
    tags = [name_key(tag) for tag in note.tags]
    return any(tag == deck or tag.startswith(f"{deck}/") for tag in tags for deck in decks)
