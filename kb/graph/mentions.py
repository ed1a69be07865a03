"""Find names of concepts that a text mentions without a link."""

import re
from collections.abc import Collection
from typing import Final

from kb.graph.words import CJK, without_code, without_links
from kb.notes.names import name_key

_MOST_WORDS: Final = 4
"""Longer titles are sentences, which texts do not repeat."""
_LONGEST_TEXT: Final = 60_000
_EDGES: Final = ".,;:!?()[]{}<>\"'“”‘’*_`#|/\\-–—+=•"
_END: Final = tuple(".,;:!?)]|”")
_SHORTEST: Final = 3
_PLURAL: Final = "s"
"""Lower case only: HTTPS is not the plural of HTTP."""
_CJK_RUN: Final = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]{2,}")
_LONGEST_CJK_TEXT: Final = 5_000
_PARAGRAPHS: Final = re.compile(r"\n[^\S\n]*\n")
_GAP: Final = r"(?:[^\S\n]*\n[^\S\n]*|[^\S\n]+|[_-])"
"""Between the words of a name: space, at most one line break, a hyphen or an underscore."""


def prose(markdown: str) -> str:
    """Return the part of a text in which a name counts as a mention: without code and links."""
    return without_links(without_code(markdown))


def phrases(text: str) -> frozenset[str]:
    """Return the keys of all names that ``text`` may mention: up to four consecutive words."""
    paragraphs = _PARAGRAPHS.split(text[:_LONGEST_TEXT])
    keys = set[str]().union(*map(_word_runs, paragraphs))
    keys |= _cjk_runs(text[:_LONGEST_CJK_TEXT])
    return frozenset(filter(_is_long_enough, keys))


def _word_runs(paragraph: str) -> set[str]:
    keys: set[str] = set()
    run: list[str] = []
    for written in paragraph.split():
        word = written.strip(_EDGES)
        if not word or written[0] in "([|":
            run.clear()
        if word:
            run.append(word)
            del run[:-_MOST_WORDS]
            names = [name_key(" ".join(run[at:])) for at in range(len(run))]
            keys.update(names)
            if word.endswith(_PLURAL):
                keys.update(key[:-1] for key in names if not key.endswith("ss"))
        if written.endswith(_END):
            run.clear()
    return keys


def _cjk_runs(text: str) -> set[str]:
    return {
        name_key(run[at : at + length])
        for run in _CJK_RUN.findall(text)
        for at in range(len(run))
        for length in range(2, 7)
    }


def _is_long_enough(key: str) -> bool:
    return len(key) >= _SHORTEST or key >= CJK


def mentions(text: str, names: Collection[str]) -> bool:
    """Return whether ``text`` has any of the names as a whole word, in upper or lower case."""
    pattern = _pattern(names)
    return bool(pattern) and re.search(pattern, text, re.IGNORECASE) is not None


def without_names(text: str, names: Collection[str]) -> str:
    """Return ``text`` without these names."""
    pattern = _pattern(names)
    return re.sub(pattern, " ", text, flags=re.IGNORECASE) if pattern else text


def _pattern(names: Collection[str]) -> str:
    patterns = []
    for name in names:
        key = name_key(name)
        if _is_long_enough(key):
            spaced = _GAP.join(map(re.escape, key.split(" ")))
            patterns.append(spaced if key >= CJK else rf"(?<!\w){spaced}(?-i:{_PLURAL})?(?!\w)")
    return "|".join(patterns)
