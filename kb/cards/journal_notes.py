"""Notes that record events, plans or fiction rather than knowledge; their cards go to the inbox."""

import re
from functools import lru_cache
from typing import Final

from kb.notes.names import name_key
from kb.notes.note import Note

_GENRES: Final = frozenset(
    "agenda anecdote chore complaint diary journal lyrics meeting memoir minutes packing poem quote"
    " quotation recipe retro retrospective riddle shopping standup story todo trip".split()
)
"""Tags and kinds of such notes; none of these words is itself a subject to learn."""
_TITLE_GENRES: Final = frozenset(
    "agenda diary journal lyrics meeting minutes recipe retro retrospective standup".split()
)
"""What its title may end with."""
_FIRST_WORDS: Final = frozenset(
    "call chat conversation complaint interview kickoff letter meeting thoughts visit".split()
)
"""What its title may begin with, if “with”, “to”, “from”, “about”, “for”, “on” or “of” follows."""
_TO_WHOM: Final = frozenset("with to from about for on of".split())
_TOLD: Final = re.compile(
    r"(?:^|\s)(?:I|me|my|today|tomorrow|yesterday|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?:\s|$)|\bthis (?:week|month|year)\b|\b(?:at|on) (?:work|vacation|holiday)$",
    re.IGNORECASE,
)
"""Words in the titles of experiences and plans."""
_OF_MYSELF: Final = re.compile(r"\b(?:I(?:['’](?:m|ve|d|ll))? [a-z]{2,}|[Mm]y(?:self)?|me)\b")
_MEASURED: Final = re.compile(
    r"(?:\d[\d.,/–-]*|[½¼¾]|an?)\s?(?:k?g|[mcd]?l|lit(?:er|re)s?|oz|lbs?|cups?|tsp|tbsp|EL|TL|(?:tea|table)"
    r"spoons?|pinch|handful|cloves?)\b"
)
"""A quantity of an ingredient."""
_INGREDIENTS: Final = 2
"""Entries with a quantity that make a recipe."""
_SPEAKS: Final = 3
"""First-person phrases in a personal note, at least."""
_READ: Final = 2000
"""Characters at the start of the text that are checked."""


def is_journal_note(note: Note) -> bool:
    """Return whether a note narrates, plans or quotes, rather than explains.

    Its tags, its kind or its title say so, it measures ingredients, or its author speaks of
    himself. One that has a definition, or opens with a sentence that defines its title, explains;
    so does one about code.
    """
    if note.definition is not None or any(item.name_is_code for item in note.items):
        return False
    parts = {part for tag in note.tags for part in tag.casefold().lstrip("#").split("/")}
    if any(_is_genre(part) for part in (*parts, (note.kind or "").casefold())):
        return True
    measured = sum(bool(_MEASURED.match(item.description or "")) for item in note.items)
    if measured >= _INGREDIENTS:
        return True
    return _is_journal_title(note.title) or len(_OF_MYSELF.findall(note.body[:_READ])) >= _SPEAKS


def _is_genre(word: str) -> bool:
    return word in _GENRES or word.removesuffix("s") in _GENRES


@lru_cache(maxsize=64)
def _is_journal_title(title: str) -> bool:
    words = name_key(title).split()
    if len(words) < 2:
        return False
    if words[-1] in _TITLE_GENRES or (words[0] in _FIRST_WORDS and words[1] in _TO_WHOM):
        return True
    return _TOLD.search(title) is not None
