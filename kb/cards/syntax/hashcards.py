"""hashcards: ``Q:`` and ``A:``, and ``C:`` with ``[deletions]``, at the start of lines.

A text goes on to the next of these marks, to a rule, or to a heading. A question without an answer
is no card.
"""

import re
from collections.abc import Iterator
from typing import Final

from kb.cards.syntax.cloze import ClozeText, Deletion, take_cloze_cards
from kb.cards.syntax.lines import (
    FILLER,
    HandwrittenCard,
    Page,
    QuestionAndAnswer,
    cleaned,
    mask_code,
    mask_literals,
    question_cards,
)

SYNTAX: Final = "hashcards"
_MARK: Final = re.compile(r"(?P<mark>[QAC]):(?!:)")
_END: Final = re.compile(r"#{1,6}\s|-{3,}\s*$|\*{3,}\s*$|_{3,}\s*$")
_NO_DELETION: Final = re.compile(
    r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[.\](?=\s)"
    r"|!?\[\[[^\[\]\n]*\]\]|!\[[^\]\n]{0,1000}\]\([^)\n]{0,1000}\)"
    r"|\[[^\[\]\n]*\]\([^)\s]{1,1000}\)|\[\^[^\]\s]{1,1000}\]|\\[\[\]]"
)


def hashcards(page: Page) -> Iterator[HandwrittenCard]:
    """Yield the cards that hashcards would read."""
    parts = list(_parts(page))
    for position, (mark, row, end) in enumerate(parts):
        if mark == "C":
            yield from _cloze(page, row, end)
        elif mark == "Q" and position + 1 < len(parts) and parts[position + 1][0] == "A":
            _, answer, stop = parts[position + 1]
            if answer == end:
                yield from _question(page, row, answer, stop)


def _parts(page: Page) -> Iterator[tuple[str, int, int]]:
    """Yield (mark, first row, row after the last) of each marked text."""
    mark, start = "", 0
    for row, line in enumerate(page.rows):
        match = _MARK.match(line) if page.free(row) else None
        ends = match is not None or page.taken[row] or (page.free(row) and _END.match(line))
        if mark and ends:
            yield mark, start, row
            mark = ""
        if match is not None:
            mark, start = match["mark"], row
    if mark:
        yield mark, start, len(page.rows)


def _question(page: Page, row: int, answer: int, end: int) -> Iterator[HandwrittenCard]:
    front, _ = cleaned(page.text(row, answer)[2:].strip())
    back, card_id = cleaned(page.text(answer, end)[2:].strip())
    if not front or not back:
        return
    end = page.trimmed_end(answer, end)
    page.take(row, end)
    sides = QuestionAndAnswer(
        front=front.strip(), back=back.strip(), row=row, end=end, card_id=card_id
    )
    yield from question_cards(SYNTAX, sides)


def _cloze(page: Page, row: int, end: int) -> Iterator[HandwrittenCard]:
    text, card_id = cleaned(page.text(row, end)[2:].strip())
    cloze = ClozeText(
        syntax=SYNTAX,
        text=text,
        deletions=_deletions(text),
        row=row,
        end=page.trimmed_end(row, end),
        card_id=card_id,
    )
    yield from take_cloze_cards(page, cloze)


def _deletions(text: str) -> tuple[Deletion, ...]:
    """Return the texts in brackets, except links, images, footnotes, task boxes and code.

    Brackets in formulas, such as ``$[0, 1]$``, are deletions only where there are no others.
    """
    return _bracketed(mask_literals(text)) or _bracketed(mask_code(text))


def _bracketed(masked: str) -> tuple[Deletion, ...]:
    masked = _NO_DELETION.sub(lambda match: FILLER * len(match[0]), masked)
    deletions: list[Deletion] = []
    start = -1
    for position, character in enumerate(masked):
        if character == "[":
            start = position
        elif character == "]" and start >= 0:
            inner, number = (start + 1, position), len(deletions) + 1
            deletions.append(
                Deletion(start=start, end=position + 1, inner=inner, numbers=(number,))
            )
            start = -1
    return tuple(deletions)
