"""Comments, templates and blocks of mathematics: stretches in which no Markdown is read.

They may hold what looks like headings, labels or links. Before the parser runs, comments and
templates are blanked and mathematics is filled with a sign that means nothing; line numbers stay,
and :func:`restored` puts the mathematics back into the blocks.
"""

import re
from collections.abc import Iterable

from kb.notes.markdown import Block

FILLER = "\ue000"
"""A private character that stands for hidden text."""

_OPENER = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})|(?P<ticks>`+)|%%|<!--|\$\$|<%", re.MULTILINE)
_CLOSERS = {"%%": "%%", "<!--": "-->", "$$": "$$", "<%": "%>"}
_QUOTE = re.compile(r"[ \t]*>[ \t>]*")
_INK = re.compile(r"[^\s>]")


def hidden(text: str) -> str | None:
    """Returns ``text`` with comments, templates and mathematics hidden; None if it has none.

    Line numbers stay. What opens and never closes hides nothing.
    """
    if not any(opener in text for opener in _CLOSERS):
        return None
    parts: list[str] = []
    kept = position = 0
    unclosed: set[str] = set()
    while (match := _OPENER.search(text, position)) is not None:
        mark = match["fence"] or match["ticks"] or match[0]
        if mark in unclosed:
            position = match.end()
            continue
        end = _end(text, match, mark)
        if end < 0:
            unclosed.add(mark)
            position = match.end()
            continue
        if mark in _CLOSERS:
            inside = text[match.start() : end]
            masked = _INK.sub(FILLER, inside) if mark == "$$" else _blanked(inside)
            parts += [text[kept : match.start()], masked]
            kept = end
        position = end
    if not parts:
        return None
    return "".join([*parts, text[kept:]])


def _blanked(comment: str) -> str:
    """Returns the line ends of a comment, and the marks of the quote that it stands in."""
    marks = (_QUOTE.match(line) for line in comment.split("\n")[1:])
    return "\n".join(["", *(mark[0] if mark else "" for mark in marks)])


def _end(text: str, match: re.Match[str], mark: str) -> int:
    """Returns where what ``match`` opens is closed again; -1 if it is not."""
    if match["fence"]:
        closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        found = closing.search(text, match.end())
        return found.end() if found else len(text)
    if match["ticks"]:
        paragraph = text.find("\n\n", match.end())
        stop = paragraph if paragraph >= 0 else len(text)
        found = re.compile(rf"(?<!`){mark}(?!`)").search(text, match.end(), stop)
        return found.end() if found else match.end()
    close = text.find(_CLOSERS[mark], match.end())
    return close + len(_CLOSERS[mark]) if close >= 0 else -1


def restored(blocks: Iterable[Block], lines: list[str], masked: list[str]) -> None:
    """Puts the mathematics back into the texts of ``blocks``.

    Args:
        blocks: What the parser read of the masked text; changed in place.
        lines: The lines of the text as it was.
        masked: The lines that the parser was given.
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
