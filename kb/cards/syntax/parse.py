"""All cards that a note's author wrote by hand, each read by one syntax only."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.cards.rules import CardRules
from kb.cards.syntax.anki_cloze import anki_clozes
from kb.cards.syntax.anki_patterns import pattern_notes
from kb.cards.syntax.flashcards_obsidian import flashcard_lines, flashcards
from kb.cards.syntax.hashcards import hashcards
from kb.cards.syntax.lines import SCHEDULE, CardFault, HandwrittenCard, Page, page_of
from kb.cards.syntax.logseq import logseq_cards
from kb.cards.syntax.obsidian import obsidian_cards
from kb.cards.syntax.obsidian_to_anki import anki_notes
from kb.cards.syntax.traces import tell_traces
from kb.notes.names import name_key
from kb.notes.note import Note

_LINE: Final = re.compile(r"\n[QC]:")
_PLACEHOLDER: Final = re.compile(r"\{\{(?!c\d)[^{}]*\}\}|<%[^%]*%>")
_EMPTY_DECK: Final = (
    "The note has a deck tag, but no card by the marks that are set. "
    "Write one, remove the tag, or correct the marks: “kb config” shows them."
)
_WORD: Final = re.compile(r"\w")


def written_cards(
    note: Note, rules: CardRules
) -> tuple[tuple[HandwrittenCard, ...], tuple[CardFault, ...]]:
    """Return the cards in ``note``, and what could not be read as one, in the order of its lines.

    What one syntax has read, the next does not see; the more explicit go first.
    """
    deck = in_deck(note, rules)
    if not deck and not _may_have_cards(note.body, rules):
        return (), ()
    page = page_of(note.body)
    cards = list(_written(page, rules, deck=deck))
    if "{" in note.body or "%" in note.body:  # else none can have what a program fills in
        cards = [c for c in cards if not (_is_blank_form(c.front) or _is_blank_form(c.back))]
    tell_traces(page, rules, deck=deck)
    if deck and not (cards or page.faults or rules.all_notes_are_decks) and note.body.strip():
        page.tell(0, "deck-without-card", _EMPTY_DECK)
    return tuple(sorted(cards, key=_row)), tuple(sorted(page.faults, key=_row))


def _written(page: Page, rules: CardRules, *, deck: bool) -> Iterator[HandwrittenCard]:
    yield from anki_notes(page, rules)
    yield from pattern_notes(page, rules)
    yield from logseq_cards(page, rules.logseq_tag)
    yield from flashcards(page, rules)
    yield from hashcards(page)
    yield from anki_clozes(page)
    if deck:
        yield from obsidian_cards(page, rules)
    yield from flashcard_lines(page, rules)


def _row(item: HandwrittenCard | CardFault) -> int:
    return item.row


def _is_blank_form(front: str) -> bool:
    """Return whether a side says nothing until a program fills it in, as ``{{title}}?``."""
    rest = _PLACEHOLDER.sub("", front) if "{{" in front or "<%" in front else front
    return rest != front and not _WORD.search(rest)


def _may_have_cards(body: str, rules: CardRules) -> bool:
    """Return quickly whether there can be a card outside a deck."""
    return (
        ("{" in body and "{{c" in body)
        or body.startswith(("Q:", "C:"))
        or SCHEDULE in body
        or _LINE.search(body) is not None
        or (bool(rules.anki_begin) and _may_have_anki_notes(body, rules))
        or _may_have_tag(body, rules.logseq_tag)
        or (rules.card_tag != rules.logseq_tag and _may_have_tag(body, rules.card_tag))
        or _may_have_card_lines(body, rules)
    )


def _may_have_anki_notes(body: str, rules: CardRules) -> bool:
    begin, inline = rules.anki_begin, rules.anki_inline_begin
    if rules.anki_patterns or begin in body:
        return True
    return inline != "" and begin not in inline and inline in body


def _may_have_card_lines(body: str, rules: CardRules) -> bool:
    """Return whether there may be a card of one line, as flashcards-obsidian reads it."""
    one_way, both_ways = rules.card_inline_separator, rules.card_inline_reversed_separator
    return (
        (one_way != "" and one_way in body)
        or (both_ways != "" and both_ways in body)
        or (rules.card_line_clozes and ("{" in body or "==" in body))
    )


def _may_have_tag(body: str, name: str) -> bool:
    """Return whether there may be a tag as Logseq or flashcards-obsidian writes it.

    Most notes have its name nowhere, which is told fastest.
    """
    if not name or not (name in body or name.capitalize() in body or name.upper() in body):
        return False
    return _tag(name).search(body) is not None


@lru_cache(maxsize=16)
def _tag(name: str) -> re.Pattern[str]:
    tag = re.escape(name)
    return re.compile(rf"(?:#|\[\[|tags::[^\n]{{0,1000}}){tag}", re.IGNORECASE)


def in_deck(note: Note, rules: CardRules) -> bool:
    """Return whether a note carries a deck's tag, or one below it such as ``#flashcards/web``."""
    keys = [f"{name_key(tag)}/" for tag in note.tags]
    if any(key.startswith(_prefixes(rules.ignored_tags)) for key in keys):
        return False
    decks = _prefixes(rules.deck_tags)
    return rules.all_notes_are_decks or any(key.startswith(decks) for key in keys)


@lru_cache(maxsize=16)
def _prefixes(tags: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name_key(tag.lstrip('#'))}/" for tag in tags)
