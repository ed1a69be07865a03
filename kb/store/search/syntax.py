"""Parse a search: ``plain words "a phrase" -not tag:python -tag:draft``.

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
    r"""(?P<not>-(?!-))?(?P<tag>tag:\#?)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))""",
    re.IGNORECASE | re.VERBOSE,
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


def parse_search(words: str) -> SearchWords | None:
    """Parse a search; return ``None`` if it has no letter, digit or symbol."""
    parts: dict[tuple[bool, bool], list[str]] = defaultdict(list)
    has_punctuation = False
    for match in _PART.finditer(_clean(words)):
        part = (match["phrase"] if match["phrase"] is not None else match["word"]).strip()
        if is_indexed(part) or symbols_in(part):
            parts[bool(match["not"]), bool(match["tag"])].append(part)
        elif not match["not"]:
            has_punctuation = True
    wanted, unwanted = _few(parts[False, False]), _few(parts[True, False])
    tags, unwanted_tags = _few(parts[False, True]), _few(parts[True, True])
    if not (wanted or tags) and (has_punctuation or not (unwanted or unwanted_tags)):
        return None
    return SearchWords(wanted=wanted, unwanted=unwanted, tags=tags, unwanted_tags=unwanted_tags)


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
