"""Parse a search: ``plain words "a phrase" -not tag:python -tag:draft folder:web note:Task``.

There are no other operators, so no input is an error: anything else is a word.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from kb.notes.normal_form import normalized

MOST_WORDS: Final = 32
"""Further words are ignored; SQLite refuses queries of hundreds."""
EMOJI_STYLE: Final = "\ufe0f"
"""May follow a symbol to show it in colour: to a reader, ❤ and ❤\ufe0f are the same."""

_PART: Final = re.compile(
    r"""(?P<not>-(?!-))?(?P<field>tag:\#?|folder:|note:)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))""",
    re.IGNORECASE | re.VERBOSE,
)
_OF_CARDS: Final = re.compile(
    r"(?<!\S)-?(?P<term>(?:is|prop|rated|added|introduced|resched|generator):[^\s\"]+)",
    re.IGNORECASE,
)
_JOINER: Final = "\u200d"
"""Joins several emoji into one."""
_STRAIGHT_QUOTES: Final = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWords:
    """A parsed search; a note matches if every part does."""

    wanted: tuple[str, ...] = ()
    """Words and phrases, as typed."""
    unwanted: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Without ``#``; a tag includes its nested tags."""
    unwanted_tags: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    """By name or path; a folder includes those below it."""
    unwanted_folders: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """By title, alias, file name or path."""
    unwanted_notes: tuple[str, ...] = ()

    @property
    def has_field(self) -> bool:
        """Whether a tag, a folder or a note is wanted."""
        return bool(self.tags or self.folders or self.notes)


def parse_search(words: str) -> SearchWords | None:
    """Parse a search; return ``None`` if it has no letter, digit or symbol."""
    parts: dict[tuple[bool, str], list[str]] = defaultdict(list)
    has_punctuation = False
    for match in _PART.finditer(_clean(words)):
        part = (match["phrase"] if match["phrase"] is not None else match["word"]).strip()
        if is_indexed(part) or symbols_in(part):
            field = (match["field"] or "").partition(":")[0].lower()
            parts[bool(match["not"]), field].append(part)
        elif not match["not"]:
            has_punctuation = True
    search = SearchWords(
        wanted=_few(parts[False, ""]),
        unwanted=_few(parts[True, ""]),
        tags=_few(parts[False, "tag"]),
        unwanted_tags=_few(parts[True, "tag"]),
        folders=_few(parts[False, "folder"]),
        unwanted_folders=_few(parts[True, "folder"]),
        notes=_few(parts[False, "note"]),
        unwanted_notes=_few(parts[True, "note"]),
    )
    if not (search.wanted or search.has_field) and (has_punctuation or not any(parts.values())):
        return None
    return search


def card_terms(words: str) -> tuple[str, ...]:
    """Return the parts of a search that mean something only in a query for cards.

    >>> card_terms("heat is:due -prop:s<5 what:ever")
    ('is:due', 'prop:s<5')
    """
    return tuple(match["term"] for match in _OF_CARDS.finditer(_clean(words)))


def is_indexed(word: str) -> bool:
    """Return whether the word has a letter or a digit, which is what the index holds."""
    return any(unicodedata.category(char)[0] in "LN" for char in word)


def symbols_in(word: str) -> tuple[str, ...]:
    """Return the runs of emoji, arrows and other symbols, which the index does not hold.

    ASCII symbols are punctuation and ignored, as in ``c++`` and ``a + b``.
    """
    bare = word.replace(EMOJI_STYLE, "")
    runs = "".join(char if _is_symbol(char) else " " for char in bare).split()
    return tuple(symbols for run in runs if (symbols := run.strip(_JOINER)))


def _is_symbol(character: str) -> bool:
    return character == _JOINER or (
        not character.isascii() and unicodedata.category(character)[0] == "S"
    )


def _clean(words: str) -> str:
    """Remove control characters and lone surrogates, which SQLite refuses; straighten quotes."""
    straight = normalized("NFC", words).translate(_STRAIGHT_QUOTES)
    return "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in straight)


def _few(parts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(parts))[:MOST_WORDS]
