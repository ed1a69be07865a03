"""What the user's words ask for: ``plain words "a phrase" -not tag:python -tag:draft``.

Nothing is an operator but these, so no input is an error: what is odd is a word.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MOST_WORDS: Final = 32
"""Words beyond these are not looked for; the index would refuse hundreds."""

_PART: Final = re.compile(
    r"""(?P<not>-?)(?P<tag>tag:\#?)?(?:"(?P<phrase>[^"]*)(?:"|$)|(?P<word>[^\s"]+))""",
    re.IGNORECASE | re.VERBOSE,
)
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
    """Returns what ``words`` ask for; nothing where they hold no letter and no digit."""
    parts: dict[tuple[bool, bool], list[str]] = {
        (negated, tag): [] for negated in (False, True) for tag in (False, True)
    }
    asked_in_vain = False
    for found in _PART.finditer(_clean(words)):
        said = (found["phrase"] if found["phrase"] is not None else found["word"]).strip()
        if any(is_searchable(character) for character in said):
            parts[bool(found["not"]), bool(found["tag"])].append(said)
        elif not found["not"]:
            asked_in_vain = True
    wanted, unwanted = _few(parts[False, False]), _few(parts[True, False])
    tags, unwanted_tags = _few(parts[False, True]), _few(parts[True, True])
    if not (wanted or tags) and (asked_in_vain or not (unwanted or unwanted_tags)):
        return None
    return SearchWords(wanted=wanted, unwanted=unwanted, tags=tags, unwanted_tags=unwanted_tags)


def is_searchable(character: str) -> bool:
    """Returns whether the index holds the character: it is a letter or a digit."""
    return unicodedata.category(character)[0] in "LN"


def _clean(words: str) -> str:
    """Returns the words without control characters and lone surrogates, which SQLite refuses."""
    straight = unicodedata.normalize("NFC", words).translate(_STRAIGHT_QUOTES)
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cs") else each for each in straight)


def _few(said: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said))[:MOST_WORDS]
