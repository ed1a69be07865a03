"""Questions in the form ``Q:`` for which no answer, ``A:``, was written."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kb.notes.markdown.blocks import CODE, HEADING, RULE, Block

_MARK = re.compile(r"(?P<mark>[QAC]):(?!:)\s*(?P<text>.*)")
_QUESTION = re.compile(r"^Q:(?!:)", re.MULTILINE)
_OTHER_FORM = re.compile(r"::|==.+==|\{\{|^[ \t]*\?\??[ \t]*$", re.MULTILINE)
"""What makes a card of the lines around it in the form of another program."""
_OPENS, _CLOSES = "START", "END"


def unanswered_questions(blocks: Sequence[Block], text: str) -> Iterator[int]:
    """Yield the row, counted from 0, of each question that no answer follows.

    A question goes on to the next mark, to a heading or to a rule, as hashcards reads it. The text
    is the Markdown that was parsed into ``blocks``, comments blotted out.
    """
    if not _QUESTION.search(text):
        return
    rows = text.split("\n")
    for (mark, row), (after, end) in pairwise(_marks(blocks, rows)):
        if mark == "Q" and after != "A" and not _OTHER_FORM.search("\n".join(rows[row:end])):
            yield row


def _marks(blocks: Sequence[Block], rows: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield each ``Q``, ``A`` and ``C`` that begins a line, and what ends them, with its row."""
    foreign = False
    for block in blocks:
        if block.shape is CODE:
            continue
        if block.shape is HEADING or block.shape is RULE:
            yield "", block.line
            continue
        for row in range(block.line, min(block.end, len(rows))):
            line = rows[row].strip()
            if line in (_OPENS, _CLOSES):
                foreign = line == _OPENS
                yield "", row
                continue
            match = None if foreign else _MARK.match(rows[row])
            if match is not None and (match["mark"] != "A" or _is_filled(match, rows, row)):
                yield match["mark"], row
    yield "", len(rows)


def _is_filled(answer: re.Match[str], rows: Sequence[str], row: int) -> bool:
    """Return whether an answer has a text, on its line or on those below."""
    if answer["text"].strip():
        return True
    below = next((line for line in rows[row + 1 :] if line.strip()), "#")
    return _MARK.match(below) is None and not below.startswith("#")
