"""What the user's words ask for: ``plain words "a phrase" -not tag:python -tag:draft``.

Nothing is an operator but these, so no input is an error: what is odd is a word.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MOST_WORDS: Final = 32
"""Words beyond these are not looked for; the index would refuse hundreds."""
EMOJI_STYLE: Final = "\ufe0f"
"""May stand behind a symbol to have it in colour: ❤ and ❤\ufe0f are one word to a reader."""

_PART: Final = re.compile(
    r"""(?P<not>-(?!-))?(?P<tag>tag:\#?)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))""",
    re.IGNORECASE | re.VERBOSE,
)
_JOINER: Final = "\u200d"
"""Makes one emoji of several."""
_STRAIGHT_QUOTES: Final = str.maketrans("“”„«»", '"""""')


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWords:
    """A question to the full-text index. Every part must hold."""

    wanted: tuple[str, ...] = ()
    """Words and phrases, as typed."""
    unwanted: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Without ``#``; a tag includes those nested below it."""
    unwanted_tags: tuple[str, ...] = ()


def parse_search(words: str) -> SearchWords | None:
    """Returns what ``words`` ask for; nothing where they hold no letter, digit or symbol."""
    parts: dict[tuple[bool, bool], list[str]] = {
        (negated, tag): [] for negated in (False, True) for tag in (False, True)
    }
    asked_in_vain = False
    for found in _PART.finditer(_clean(words)):
        said = (found["phrase"] if found["phrase"] is not None else found["word"]).strip()
        if is_indexed(said) or symbols_in(said):
            parts[bool(found["not"]), bool(found["tag"])].append(said)
        elif not found["not"]:
            asked_in_vain = True
    wanted, unwanted = _few(parts[False, False]), _few(parts[True, False])
    tags, unwanted_tags = _few(parts[False, True]), _few(parts[True, True])
    if not (wanted or tags) and (asked_in_vain or not (unwanted or unwanted_tags)):
        return None
    return SearchWords(wanted=wanted, unwanted=unwanted, tags=tags, unwanted_tags=unwanted_tags)


def is_indexed(word: str) -> bool:
    """Returns whether the index holds any of the word: a letter or a digit."""
    return any(unicodedata.category(each)[0] in "LN" for each in word)


def symbols_in(word: str) -> tuple[str, ...]:
    """Returns the runs of emoji, arrows and other symbols, which the index does not hold.

    Those of ASCII are punctuation: ``c++`` and ``a + b`` are not asked for to the letter.
    """
    bare = word.replace(EMOJI_STYLE, "")
    runs = "".join(each if _is_symbol(each) else " " for each in bare).split()
    return tuple(run for each in runs if (run := each.strip(_JOINER)))


def _is_symbol(character: str) -> bool:
    return character == _JOINER or (
        not character.isascii() and unicodedata.category(character)[0] == "S"
    )


def _clean(words: str) -> str:
    """Returns the words without control characters and lone surrogates, which SQLite refuses."""
    straight = unicodedata.normalize("NFC", words).translate(_STRAIGHT_QUOTES)
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cs") else each for each in straight)


def _few(said: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said))[:MOST_WORDS]
