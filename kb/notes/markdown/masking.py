"""Comments, templates and blocks of mathematics: stretches in which no Markdown is read.

They may hold what looks like headings, labels or links. Before the parser runs, comments and
templates are blanked and mathematics is filled with a sign that means nothing; line numbers stay,
and :func:`restored` puts the mathematics back into the blocks.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from kb.notes.markdown.blocks import Block
from kb.notes.markdown.code_spans import CodeSpans
from kb.notes.markdown.literals import BEGIN, FormulaEnds

FILLER = "\ue000"
"""A private character that stands for hidden text."""

_OPENER = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})|(?P<ticks>`+)|%%|<!--|\$\$|<%"
    rf"|(?<!\\)(?:{BEGIN}|(?P<formula>\$|\\[(\[]))",
    re.MULTILINE,
)
_CLOSERS = {"%%": "%%", "<!--": "-->", "$$": "$$", "<%": "%>"}
_COMMENTS = frozenset({"%%", "<!--"})
_SIGNS = (("%", "%%"), ("!", "<!--"), ("$", "$$"), ("%", "<%"), ("\\", "\\begin{"))
"""A character of each opener, and the opener."""
_QUOTE = re.compile(r"[ \t]*>[ \t>]*")
_INK = re.compile(r"[^\s>]")


def hidden(text: str) -> str | None:
    """Return ``text`` with comments, templates and mathematics hidden; None if it has none.

    Line numbers stay. What opens and never closes hides nothing.
    """
    # To look for one character takes no time, and most notes have none of these.
    if not any(sign in text and opener in text for sign, opener in _SIGNS):
        return None
    parts: list[str] = []
    kept = 0
    for mark, start, end in _closed(text):
        inside = text[start:end]
        masked = _INK.sub(FILLER, inside) if mark == "$$" else _blanked(inside)
        parts += [text[kept:start], masked]
        kept = end
    return "".join([*parts, text[kept:]]) if parts else None


def without_comments(text: str) -> str:
    """Return ``text`` without comments; as it is if it is nothing else."""
    if "%%" not in text and "<!--" not in text:
        return text
    parts: list[str] = []
    kept = 0
    for mark, start, end in _closed(text):
        if mark in _COMMENTS:
            parts += [text[kept:start], _blanked(text[start:end])]
            kept = end
    shown = "".join([*parts, text[kept:]])
    return shown if shown.strip() else text


def _closed(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the mark, the start and the end of each stretch that is closed again; not in code."""
    position = 0
    search = _Closings(text)
    while (match := _OPENER.search(text, position)) is not None:
        end = search.end(match)
        position = max(end, match.end())
        mark = "$$" if match["environment"] else match[0]
        if mark in _CLOSERS and end >= 0:
            yield mark, match.start(), end


class _Closings:
    """Find where what opens is closed, and remembers what never is: no text is searched twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed: set[str] = set()
        self._paragraph_end = 0
        self._code = CodeSpans(text)
        self._formulas = FormulaEnds(text)

    def end(self, match: re.Match[str]) -> int:
        """Return where what ``match`` opens is closed again; -1 if it is not."""
        text = self._text
        if match["fence"]:
            mark = match["fence"]
            closing = _closing_fence(mark[0], len(mark)).search(text, match.end())
            return closing.end() if closing else len(text)
        if match["ticks"]:
            return self._end_of_code(match.start("ticks"))
        if match["formula"]:
            return self._formulas.end(match.start())
        name = match["environment"]
        opener, closer = match[0], f"\\end{{{name}}}" if name else _CLOSERS[match[0]]
        close = -1 if opener in self._unclosed else text.find(closer, match.end())
        if close < 0:
            self._unclosed.add(opener)
        return close + len(closer) if close >= 0 else -1

    def _end_of_code(self, start: int) -> int:
        """Return where code ends, which it must in its paragraph."""
        if start >= self._paragraph_end:
            stop = self._text.find("\n\n", start)
            self._paragraph_end = stop if stop >= 0 else len(self._text)
        end = self._code.end(start)
        return end if end <= self._paragraph_end else -1


@cache
def _closing_fence(character: str, length: int) -> re.Pattern[str]:
    return re.compile(rf"^[ \t>]*{character}{{{length},}}[ \t]*$", re.MULTILINE)


def _blanked(comment: str) -> str:
    """Return the line ends of a comment, and the marks of the quote that it appears in."""
    marks = (_QUOTE.match(line) for line in comment.split("\n")[1:])
    return "\n".join(["", *(mark[0] if mark else "" for mark in marks)])


def restored(blocks: Iterable[Block], lines: list[str], masked: list[str]) -> None:
    """Put the mathematics back into the texts of ``blocks``, which are changed in place.

    ``lines`` are those of the text as it was, ``masked`` those that the parser was given.
    """
    for block in blocks:
        if FILLER not in block.text:
            continue
        texts = block.text.split("\n")
        for offset, text in enumerate(texts):
            row = block.line + offset
            start = masked[row].find(text) if row < len(masked) else -1
            if FILLER in text and start >= 0:
                texts[offset] = lines[row][start : start + len(text)]
        block.rewrite("\n".join(texts))
