"""hashcards: ``Q:`` and ``A:``, and ``C:`` with ``[deletions]``, at the start of lines.

A text goes on to the next of these marks, to a rule, or to a heading. In a note that says more than
its cards, it ends earlier: at a blank line, unless a list, code, a formula, a table or a picture
that the text announces follows.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

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
_RULE_OR_COMMENT: Final = re.compile(r"\s*(?:$|[-*_]{3,}\s*$|<!--|%%)")
_NO_DELETION: Final = re.compile(
    r"(?m)^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[.\](?=\s)"
    r"|!?\[\[[^\[\]\n]*\]\]|!\[[^\]\n]{0,1000}\]\([^)\n]{0,1000}\)"
    r"|\[[^\[\]\n]*\]\([^)\s]{1,1000}\)|\[\^[^\]\s]{1,1000}\]|\\[\[\]]"
)
_ANNOUNCES: Final = (":", ",", ";", "：", "，", "；")
_SHAPED: Final = re.compile(r"\s*(?:(?:[-*+]|\d{1,9}[.)])\s+(?!\[.\]\s)|\$\$|\||!\[)")
"""A list but for one of tasks, a formula, a table or a picture."""
_OTHER_FORM: Final = re.compile(r"::|==.+==|\{\{|^[ \t]*\?\??[ \t]*$", re.MULTILINE)
"""What makes a card of the lines around it in the form of another program."""
_LETTERED: Final = re.compile(r"[BD]:\s")
"""In a dialogue or among choices, ``A:`` and ``C:`` are no more than letters."""


class _Part(NamedTuple):
    """A text with a mark."""

    mark: str
    row: int
    end: int
    """The row after the last."""


def hashcards(page: Page) -> Iterator[HandwrittenCard]:
    """Yield the cards that hashcards would read."""
    parts = list(_parts(page))
    if not parts:
        return
    deck = _is_deck(page, parts)
    lettered = any(_LETTERED.match(line) for line in page.rows)
    asked = any(part.mark == "Q" for part in parts)
    before = _Part("", 0, 0)
    for part, after in pairwise([*parts, _Part("", len(page.rows), len(page.rows))]):
        end = part.end if deck else _own_end(page, part)
        if part.mark == "C":
            yield from _cloze(page, part.row, end, told=not lettered)
        elif part.mark == "Q":
            if after.mark != "A" or after.row != part.end:
                _tell_unanswered(page, part)
        elif before.mark == "Q" and before.end == part.row:
            yield from _question(page, before, part.row, end)
        elif asked and not lettered:
            _tell_stray(page, part, repeated=before.mark == "A" and before.end == part.row)
        before = part


def _parts(page: Page) -> Iterator[_Part]:
    """Yield each marked text, as far as hashcards reads it."""
    mark, start = "", 0
    for row, line in enumerate(page.rows):
        match = _MARK.match(line) if page.free(row) else None
        ends = match is not None or page.taken[row] or (page.free(row) and _END.match(line))
        if mark and ends:
            yield _Part(mark, start, row)
            mark = ""
        if match is not None:
            mark, start = match["mark"], row
    if mark:
        yield _Part(mark, start, len(page.rows))


def _is_deck(page: Page, parts: Sequence[_Part]) -> bool:
    """Return whether a file holds nothing but cards, so that blank lines are inside them."""
    bounds = [_Part("", 0, 0), *parts, _Part("", len(page.rows), len(page.rows))]
    return all(
        page.commented[row] or page.taken[row] or _RULE_OR_COMMENT.match(page.rows[row])
        for above, below in pairwise(bounds)
        for row in range(above.end, below.row)
    )


def _own_end(page: Page, part: _Part) -> int:
    """Return the row after the last of a text in a note that says more than its cards."""
    last = part.row
    for row in range(part.row + 1, part.end):
        if page.code[row] or page.rows[row].strip():
            if row > last + 1 and not _goes_on(page, last, row):
                break
            last = row
    return last + 1


def _goes_on(page: Page, above: int, below: int) -> bool:
    """Return whether a text goes on below blank lines."""
    if page.rows[above].rstrip().endswith(_ANNOUNCES) and not page.code[above]:
        return _is_shaped(page, below)
    indented = page.rows[below].startswith((" ", "\t"))
    return (_is_shaped(page, above) or page.rows[above].startswith((" ", "\t"))) and (
        indented or _is_shaped(page, below)
    )


def _is_shaped(page: Page, row: int) -> bool:
    return page.code[row] or _SHAPED.match(page.rows[row]) is not None


def _question(page: Page, question: _Part, answer: int, end: int) -> Iterator[HandwrittenCard]:
    front, _ = cleaned(page.text(question.row, answer)[2:].strip())
    back, card_id = cleaned(page.text(answer, end)[2:].strip())
    if not back:
        if front:
            _tell_unanswered(page, question)
        return
    if not front:
        message = "This answer (A:) has no question. Write it above, after “Q:”."
        page.tell(question.row, "card-without-question", message)
        return
    end = page.trimmed_end(answer, end)
    page.take(question.row, end)
    sides = QuestionAndAnswer(
        front=front.strip(), back=back.strip(), row=question.row, end=end, card_id=card_id
    )
    yield from question_cards(SYNTAX, sides)


def _tell_unanswered(page: Page, question: _Part) -> None:
    if not _OTHER_FORM.search(page.text(question.row, question.end)):
        message = "This question (Q:) is not a card. Write its answer below it, after “A:”."
        page.tell(question.row, "question-unanswered", message)


def _tell_stray(page: Page, answer: _Part, *, repeated: bool) -> None:
    if repeated:
        message = "This second answer (A:) is on no card. Write both as one, or add a question."
        page.tell(answer.row, "answer-repeated", message)
    else:
        message = "This answer (A:) is on no card. Write its question right above it, after “Q:”."
        page.tell(answer.row, "answer-without-question", message)


def cloze_text(page: Page, row: int, end: int) -> ClozeText:
    """Return the rows from ``row``, which begins with ``C:``, as a text with its deletions."""
    text, card_id = cleaned(page.text(row, end)[2:].strip())
    return ClozeText(
        syntax=SYNTAX,
        text=text,
        deletions=_deletions(text),
        row=row,
        end=page.trimmed_end(row, end),
        card_id=card_id,
    )


def _cloze(page: Page, row: int, end: int, *, told: bool) -> Iterator[HandwrittenCard]:
    cloze = cloze_text(page, row, end)
    text, first = cloze.text, page.rows[row]
    if told and text and not (cloze.deletions or _is_path(first) or _OTHER_FORM.search(text)):
        message = "This text (C:) is not a card. Put the words that it asks for in [brackets]."
        page.tell(row, "card-without-deletion", message)
    yield from take_cloze_cards(page, cloze)


def _is_path(text: str) -> bool:
    return text[2:3] in {"\\", "/"}


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
