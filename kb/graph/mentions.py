"""Names that stand in a text without a link."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from kb.graph.words import without_code, without_links
from kb.notes.names import name_key

_MOST_WORDS: Final = 4
"""Longer titles are sentences, which no text repeats."""
_LONGEST_TEXT: Final = 60_000
_EDGES: Final = ".,;:!?()[]{}<>\"'“”‘’*_`#|/\\-–—+=•"
_END: Final = tuple(".,;:!?)]|”")
_SHORTEST: Final = 3
_PLURAL: Final = "s"
"""Small: HTTPS is no plural of HTTP."""
_CJK: Final = "\u2e80"
"""Scripts from here on set no words apart."""
_CJK_RUN: Final = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]{2,}")
_LONGEST_CJK: Final = 5_000
_SHORTEST_CJK: Final = 2
_LONGEST_CJK_NAME: Final = 6
_PARAGRAPHS: Final = re.compile(r"\n[^\S\n]*\n")
_GAP: Final = r"(?:[^\S\n]*\n[^\S\n]*|[^\S\n]+|[_-])"
"""Between the words of a name: a line may end there, and no paragraph."""


def prose(markdown: str) -> str:
    """Returns the text without code and links, in which a name is a mention."""
    return without_links(without_code(markdown))


def phrases(text: str) -> frozenset[str]:
    """Returns the keys of all names that ``text`` may mention: up to four words in a row."""
    keys: set[str] = set()
    for paragraph in _PARAGRAPHS.split(text[:_LONGEST_TEXT]):
        keys.update(_in_a_row(paragraph))
    keys.update(_without_gaps(text[:_LONGEST_CJK]))
    return frozenset(key for key in keys if _is_telling(key))


def _in_a_row(paragraph: str) -> set[str]:
    keys: set[str] = set()
    row: list[str] = []
    for written in paragraph.split():
        word = written.strip(_EDGES)
        if not word or written[0] in "([|":
            row.clear()
        if word:
            row.append(word)
            del row[:-_MOST_WORDS]
            said = [name_key(" ".join(row[at:])) for at in range(len(row))]
            keys.update(said)
            if word.endswith(_PLURAL):
                keys.update(key[:-1] for key in said if not key.endswith("ss"))
        if written.endswith(_END):
            row.clear()
    return keys


def _without_gaps(text: str) -> set[str]:
    """Returns the keys of what may be a name where nothing sets words apart."""
    return {
        name_key(run[at : at + length])
        for run in _CJK_RUN.findall(text)
        for at in range(len(run))
        for length in range(_SHORTEST_CJK, _LONGEST_CJK_NAME + 1)
    }


def _is_telling(key: str) -> bool:
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
        if _is_telling(key):
            spaced = _GAP.join(map(re.escape, key.split(" ")))
            forms.append(spaced if key >= _CJK else rf"(?<!\w){spaced}(?-i:{_PLURAL})?(?!\w)")
    return re.compile("|".join(forms), re.IGNORECASE) if forms else None
