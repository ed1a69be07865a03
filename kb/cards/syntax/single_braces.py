"""Clozes in single braces, ``{word}``, ``{1:word}`` or ``{c1|word}``, written as Anki's own."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import count, repeat
from typing import Final

from kb.cards.syntax.lines import mask_literals

_OPENING: Final = re.compile(r"(?<!\{)\{(?:c?(?P<number>\d{1,3})(?:::?|\|))?(?![{}])")
_CLOSING: Final = re.compile(r"(?<!\})(?P<brace>\})(?!\})|\n[ \t]*\n")
"""A brace that closes, or the end of a paragraph, which is the end of what is open."""
_HIGHLIGHT: Final = re.compile(r"==(?P<words>[^\n]*?\S[^\n]*?)==")


def with_anki_clozes(text: str, *, highlights: bool, together: bool) -> str:
    """Return ``text`` with ``{{c1::word}}`` in the place of single braces; not in code or formulas.

    Args:
        text: Markdown.
        highlights: whether ``==word==`` is a deletion, too.
        together: whether the deletions without a number all have the number 1, instead of 1, 2, 3.
    """
    if highlights and "==" in text:
        masked = mask_literals(text)
        text = "".join(_replaced(text, _HIGHLIGHT.finditer(masked)))
    if "{" not in text:
        return text
    masked = mask_literals(text)
    numbers = repeat(1) if together else count(1)
    closings = list(_CLOSING.finditer(masked))
    starts = [closing.start() for closing in closings]
    parts, position = [], 0
    for opening in _OPENING.finditer(masked):
        at = bisect_left(starts, opening.end())
        if opening.start() < position or at == len(closings) or not closings[at]["brace"]:
            continue
        words = text[opening.end() : starts[at]]
        if words.strip():
            number = opening["number"] or next(numbers)
            parts += [text[position : opening.start()], f"{{{{c{number}::{words}}}}}"]
            position = closings[at].end()
    return "".join([*parts, text[position:]])


def _replaced(text: str, highlights: Iterator[re.Match[str]]) -> Iterator[str]:
    position = 0
    for match in highlights:
        yield text[position : match.start()]
        yield f"{{{text[slice(*match.span('words'))]}}}"
        position = match.end()
    yield text[position:]
