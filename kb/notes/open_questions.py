"""Questions in the form ``Q:`` for which no answer, ``A:``, was written."""

import re
from collections.abc import Iterator, Sequence

from kb.notes.markdown.blocks import CODE, HEADING, RULE, Block

_MARK = re.compile(r"(?P<mark>[QAC]):(?!:)\s*(?P<text>.*)")
_QUESTION = re.compile(r"^Q:(?!:)", re.MULTILINE)
_OTHER_FORM = re.compile(r"::|==.+==|\{\{|^[ \t]*\?\??[ \t]*$", re.MULTILINE)
"""What makes a card of the lines around it in the form of another program."""
_OPENS, _CLOSES = "START", "END"


def unanswered_questions(blocks: Sequence[Block], text: str) -> Iterator[int]:
    """Yield the row, counted from 0, of each question that no answer follows.

    A question goes on to the next mark, to a heading or to a rule, as hashcards reads it.

    Args:
        blocks: what the text was parsed into.
        text: Markdown, with what is hidden in comments blotted out.
    """
    if not _QUESTION.search(text):
        return
    rows = text.split("\n")
    asked: int | None = None
    for mark, row in _marks(blocks, rows):
        if asked is not None and mark != "A" and not _OTHER_FORM.search(_lines(rows, asked, row)):
            yield asked
        asked = row if mark == "Q" else None


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
            said = rows[row].strip()
            if said in (_OPENS, _CLOSES):
                foreign = said == _OPENS
                yield "", row
                continue
            found = None if foreign else _MARK.match(rows[row])
            if found is not None and (found["mark"] != "A" or _says(found, rows, row)):
                yield found["mark"], row
    yield "", len(rows)


def _says(answer: re.Match[str], rows: Sequence[str], row: int) -> bool:
    """Return whether an answer says anything, on its line or on those below."""
    if answer["text"].strip():
        return True
    below = next((line for line in rows[row + 1 :] if line.strip()), "")
    return below != "" and _MARK.match(below) is None and not below.startswith("#")


def _lines(rows: Sequence[str], start: int, end: int) -> str:
    return "\n".join(rows[start:end])
