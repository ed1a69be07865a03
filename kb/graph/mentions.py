"""Names that stand in a text without a link."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from kb.graph.words import without_code, without_links
from kb.notes.names import name_key

_MOST_WORDS: Final = 4
"""Longer titles are sentences, which no text repeats."""
_LONGEST_TEXT: Final = 60_000
_EDGES: Final = ".,;:!?()[]{}<>\"'“”‘’*_`#|/\\"
_END: Final = tuple(".,;:!?)]|”")
_SHORTEST: Final = 3
_CJK: Final = "\u2e80"
"""Scripts from here on set no words apart."""


def prose(markdown: str) -> str:
    """Returns the text without code and links, in which a name is a mention."""
    return without_links(without_code(markdown))


def phrases(text: str) -> frozenset[str]:
    """Returns the keys of all names that ``text`` may mention: up to four words in a row."""
    keys: set[str] = set()
    row: list[str] = []
    for written in text[:_LONGEST_TEXT].split():
        word = written.strip(_EDGES)
        if not word or written[0] in "([|":
            row.clear()
        if word:
            row.append(word)
            del row[:-_MOST_WORDS]
            keys.update(name_key(" ".join(row[at:])) for at in range(len(row)))
        if written.endswith(_END):
            row.clear()
    keys.update([key[:-1] for key in keys if key.endswith("s") and not key.endswith("ss")])
    return frozenset(key for key in keys if is_telling(key))


def is_telling(key: str) -> bool:
    """Returns whether a name is long enough for its mention to mean anything."""
    return len(key) >= _SHORTEST or key >= _CJK


def mentions(text: str, names: Collection[str]) -> bool:
    """Returns whether any of the names stands in ``text`` as a whole word, in any case."""
    pattern = _pattern(names)
    return bool(pattern and pattern.search(text))


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    forms = []
    for name in names:
        key = name_key(name)
        if is_telling(key):
            spaced = r"[\s_-]+".join(map(re.escape, key.split(" ")))
            forms.append(spaced if key >= _CJK else rf"(?<!\w){spaced}s?(?!\w)")
    return re.compile("|".join(forms), re.IGNORECASE) if forms else None
