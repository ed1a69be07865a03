"""The spellings of a word that differ for the index, and not for a reader or a link.

SQLite folds a character into one other, so in the index ``straße`` is not ``strasse``, which is how
it is written in capitals. A word is therefore looked for in all its spellings.
"""

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Final

_SIGNS: Final = {"ss": "ß", "ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
"""Letters, and the one sign that may stand for them."""
_LETTERS: Final = {"ẞ": "ss", **{sign: letters for letters, sign in _SIGNS.items()}}
_SIGN: Final = re.compile(f"[{''.join(_LETTERS)}]")
_EITHER: Final = re.compile("|".join(_SIGNS), re.IGNORECASE)
_MOST: Final = 16
"""Spellings of one word that are looked for."""


def spellings(words: str, *, is_prefix: bool = False) -> tuple[str, ...]:
    """Return the spellings of a word, a phrase or the beginning of one; that in letters first.

    >>> spellings("Straße"), spellings("stras", is_prefix=True)
    (('Strasse', 'Straße'), ('stras', 'straß'))
    """
    plain = _SIGN.sub(lambda sign: _LETTERS[sign[0]], words)
    parts = [*_parts(plain)]
    if is_prefix and parts[-1][0][-1:].lower() == "s":
        (rest,) = parts[-1]
        parts[-1] = rest, f"{rest[:-1]}ß"
    return tuple(islice(map("".join, product(*parts)), _MOST))


def _parts(plain: str) -> Iterator[tuple[str, ...]]:
    end = 0
    for letters in _EITHER.finditer(plain):
        yield (plain[end : letters.start()],)
        yield letters[0], _SIGNS[letters[0].lower()]
        end = letters.end()
    yield (plain[end:],)


def pattern_of(word: str) -> str:
    """Return the regular expression for a word, in lower case, in any spelling."""
    plain = _SIGN.sub(lambda sign: _LETTERS[sign[0]], word)
    return _EITHER.sub(
        lambda letters: f"(?:{letters[0]}|{_SIGNS[letters[0].lower()]})", re.escape(plain)
    )
