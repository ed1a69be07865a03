"""flashcards-obsidian: ``#card`` behind a question, ``Q::A``, and lines with clozes.

The answer is what follows up to a blank line, or to the plugin's id. A tag on a line of its own
below a question counts if the answer stands right below it: elsewhere, it is the tag of a note.
The rest is read only in vaults with the plugin.

Source: ``src/conf/regex.ts`` and ``src/services/parser.ts``, version 1.6.5.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kb.cards.rules import CardRules
from kb.cards.syntax.anki_cloze import anki_cloze
from kb.cards.syntax.cloze import take_cloze_cards
from kb.cards.syntax.lines import (
    HandwrittenCard,
    Page,
    QuestionAndAnswer,
    cleaned,
    is_field,
    mask_literals,
    question_cards,
)
from kb.cards.syntax.single_braces import with_anki_clozes

SYNTAX: Final = "flashcards-obsidian"
_MARK: Final = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)?(?:\[.\][ \t]+)?")
_BULLET: Final = re.compile(r"[ \t]*[-*+](?:[ \t]|$)")
_PROPERTY: Final = re.compile(r"\s*[a-z][a-z-]*::\s")
_HEADING: Final = re.compile(r" {0,3}#{1,6} ")
_ID: Final = re.compile(r"(?:(?<=\s)|^)\^(?P<id>\d{13})[ \t]*$")
_OPENING: Final = re.compile(r" {0,3}#{1,6} |[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_IS_TAG: Final = re.compile(r"#(?!\d+\s*$)[\w/-]+\s*$")
_LABEL: Final = re.compile(r"[^\s:]+(?: [^\s:]+)?::?")
_NO_QUESTION: Final = ("cards-deck", "tags")
_SCOPE: Final = re.compile(r"\bstd::\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A question, and its rows."""

    text: str
    row: int
    end: int
    """The row after the one with the tag."""
    both: bool
    """Whether it is asked both ways."""


def flashcards(page: Page, rules: CardRules) -> Iterator[HandwrittenCard]:
    """Yield the cards that flashcards-obsidian would make."""
    if rules.card_tag:
        yield from _tagged_cards(page, _tag(rules.card_tag))


def flashcard_lines(page: Page, rules: CardRules) -> Iterator[HandwrittenCard]:
    """Yield the cards of single lines: with a separator or with deletions."""
    marks = _separators(rules)
    if not marks and not rules.card_line_clozes:
        return
    formula = False
    for row, line in enumerate(page.rows):
        begins_within = formula
        formula ^= line.count("$$") % 2 == 1
        if begins_within or formula or not page.free(row) or not line.strip():
            continue
        below = page.rows[row + 1] if row + 1 < len(page.rows) else ""
        id_below = _ID.match(below)
        end = row + 2 if id_below else row + 1
        text, card_id = _without_id(line)
        card_id = card_id or (id_below["id"] if id_below else None)
        card = _inline(text, row, end, marks, card_id)
        if card is not None:
            page.take(row, end)
            yield from question_cards(SYNTAX, card)
        elif rules.card_line_clozes and ("{" in text or "==" in text):
            yield from _line_cloze(page, text, row, end, card_id)


@lru_cache(maxsize=16)
def _tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"#{re.escape(name)}(?:[/-](?P<kind>reverse|spaced))?(?!\S)", re.IGNORECASE)


def _tagged_cards(page: Page, tag: re.Pattern[str]) -> Iterator[HandwrittenCard]:
    floor = 0
    for row, line in enumerate(page.rows):
        if "#" not in line or not page.free(row) or not tag.search(line):
            continue
        before, tags = _split_tags(line)
        match = next(filter(None, map(tag.match, tags)), None)
        if match is None:
            continue
        both = (match["kind"] or "").casefold() == "reverse"
        question = _question(page, row, before, floor, both=both)
        floor = row + 1
        if question is not None:
            yield from _answered(page, question)


def _question(page: Page, row: int, before: str, floor: int, *, both: bool) -> _Question | None:
    """Return the question that ends with a tag; None if the tag is that of a note.

    Args:
        page: the note.
        row: the row with the tag.
        before: the text of that row without its tags.
        floor: the first row that may belong to the question.
        both: whether it is asked both ways.
    """
    start = row
    while start > floor and not _OPENING.match(page.rows[start]) and _is_text(page, start - 1):
        if _HEADING.match(page.rows[start - 1]) and (before or start < row):
            break  # It is the heading above the question.
        start -= 1
    text = "\n".join([*page.rows[start:row], before]).strip()
    text = text[_end_of_mark(text) :]
    if not before and (start == row or not _is_text(page, row + 1)):
        return None
    if not _split_tags(text.replace("\n", " "))[0] or is_field(text) or _LABEL.fullmatch(text):
        return None
    return _Question(text=text, row=start, end=row + 1, both=both)


def _is_text(page: Page, row: int) -> bool:
    if row >= len(page.rows) or page.commented[row] or page.taken[row]:
        return False
    return bool(page.rows[row].strip())


def _answered(page: Page, question: _Question) -> Iterator[HandwrittenCard]:
    row = question.end
    while row < len(page.rows) and not page.rows[row].strip():
        row += 1
    first = page.rows[row] if row < len(page.rows) and not page.taken[row] else ""
    tagged = page.rows[question.end - 1]
    nested = first and row == question.end and _is_below(first, tagged)
    if (_BULLET.match(tagged) and not nested) or _PROPERTY.match(first):
        return  # Logseq's, which has told what is wrong with it.
    answered = first and not _HEADING.match(first)
    end, card_id = _end_of_answer(page, row) if answered else (row, None)
    front, _ = cleaned(question.text)
    back, own_id = cleaned(page.text(row, end))
    if not back.strip():
        message = "This question has the tag of a card and no answer. Write it in the lines below."
        page.tell(question.end - 1, "card-without-answer", message)
    elif front.strip():
        end += card_id is not None
        page.take(question.row, end)
        sides = QuestionAndAnswer(
            front=front.strip(),
            back=back.strip(),
            row=question.row,
            end=end,
            both=question.both,
            card_id=card_id or own_id,
        )
        yield from question_cards(SYNTAX, sides)


def _end_of_answer(page: Page, row: int) -> tuple[int, str | None]:
    """Return the row after the last of an answer that begins at ``row``, and its id."""
    while row < len(page.rows) and not page.taken[row]:
        line = page.rows[row]
        if not page.code[row]:
            if id_line := _ID.match(line):
                return row, id_line["id"]
            if not line.strip():
                break
        row += 1
    return row, None


def _is_below(line: str, bullet: str) -> bool:
    """Return whether a line below a bullet belongs to it."""
    return not _BULLET.match(line) or _indent(line) > _indent(bullet)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _end_of_mark(text: str) -> int:
    """Return where a text begins behind the mark of a heading or of an item."""
    match = _MARK.match(text)
    return match.end() if match else 0


def _split_tags(line: str) -> tuple[str, list[str]]:
    """Return a line without the tags at its end, and these."""
    words = line.split(" ")
    at = len(words)
    while at and (not words[at - 1] or _IS_TAG.match(words[at - 1])):
        at -= 1
    return " ".join(words[:at]).rstrip(), [word.strip() for word in words[at:]]


def _separators(rules: CardRules) -> tuple[tuple[str, bool], ...]:
    """Return the marks between question and answer, with whether it is asked both ways."""
    marks = (
        (rules.card_inline_reversed_separator, True),
        (rules.card_inline_separator, False),
    )
    return tuple(sorted((mark for mark in marks if mark[0]), key=lambda mark: -len(mark[0])))


def _inline(
    line: str, row: int, end: int, marks: tuple[tuple[str, bool], ...], card_id: str | None
) -> QuestionAndAnswer | None:
    if not any(mark in line for mark, _ in marks):
        return None
    masked = mask_literals(line)
    places = [(masked.find(mark), mark, both) for mark, both in marks if mark in masked]
    if not places or _SCOPE.search(masked) or is_field(line):
        return None
    at, mark, both = min(places, key=lambda place: place[0])
    front = line[_end_of_mark(line) : at].strip()
    back = _split_tags(cleaned(line[at + len(mark) :])[0])[0].strip()
    if not front or not back or front.casefold().startswith(_NO_QUESTION):
        return None
    return QuestionAndAnswer(front=front, back=back, both=both, row=row, end=end, card_id=card_id)


def _line_cloze(
    page: Page, line: str, row: int, end: int, card_id: str | None
) -> Iterator[HandwrittenCard]:
    line = line[_end_of_mark(line) :]
    text = with_anki_clozes(cleaned(line)[0], highlights=True, together=True)
    cloze = anki_cloze(text, syntax=SYNTAX, row=row, end=end, card_id=card_id)
    yield from take_cloze_cards(page, cloze)


def _without_id(line: str) -> tuple[str, str | None]:
    match = _ID.search(line) if "^" in line else None
    return (line[: match.start()].rstrip(), match["id"]) if match else (line, None)
