"""Obsidian Spaced Repetition: ``::``, ``:::``, ``?``, ``??`` and ``==clozes==``.

They are read in the notes of a deck, as the plugin reads them: a card of several lines is what
touches its ``?``; blank lines end it, but not inside fenced code.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from kb.cards.rules import DEFAULT_CLOZE_PATTERN, CardRules
from kb.cards.syntax.cloze import ClozeText, Deletion, take_cloze_cards
from kb.cards.syntax.cloze_patterns import ClozePattern, cloze_pattern, pattern_deletions
from kb.cards.syntax.lines import (
    SCHEDULE,
    HandwrittenCard,
    Page,
    QuestionAndAnswer,
    cleaned,
    is_field,
    mask_code,
    mask_literals,
    question_cards,
)

SYNTAX: Final = "obsidian-sr"
_SCHEDULE_CALLOUT: Final = "> [!sr|card-metadata]"
_BESIDE: Final = (
    "A card of one line in this paragraph leaves its cloze without a card, as in the plugin. "
    "Write a blank line between them."
)
_SEQUENCES: Final = r"==answer==[^\[hint\]][\[^123\]]"
"""A pattern that many write although the default is set; only its sequences are sure signs."""
_SEQUENCE: Final = re.compile(r"==\S[^\n]*?==(?:\^\[[^\]\n]*\])?\[\^(?P<name>[sh]*a[ash]*)\]")
_SCOPE: Final = re.compile(r"\bstd::\w")
_TAGS_IN_FRONT: Final = re.compile(r"\A(?:#[^\s#]+\s+)+")
_HEADING_MARK: Final = re.compile(r"^#{1,6}\s+")
_ITEM_MARK: Final = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+")


class _Separator(NamedTuple):
    """A separator in a line."""

    start: int
    end: int
    both: bool
    """Whether the card is asked both ways."""


def obsidian_cards(page: Page, rules: CardRules) -> Iterator[HandwrittenCard]:
    """Yield the cards that the plugin would read in a note of a deck."""
    start: int | None = None
    row = 0
    patterns = tuple(map(cloze_pattern, patterns_of(page, rules)))
    cards = _CardRows(page, rules, patterns)
    while row < len(page.rows):
        line = page.rows[row]
        if page.code[row]:
            start = row if start is None and not page.taken[row] else start
        elif page.commented[row] or (line.startswith("<!--") and not line.startswith(SCHEDULE)):
            pass
        elif page.taken[row] or _ends(line, rules, cards, start):
            yield from _multi_line_cards(page, start, row, rules, patterns)
            start = None
        elif (separator := _separator(line, rules)) and not cards.asks(start, row):
            if start is not None and cards.any(start, row):
                page.tell(start, "cloze-beside-card", _BESIDE)
            end = _end_of_schedule(page, row + 1)
            yield from _single_line_cards(page, row, end, separator)
            start, row = None, end - 1
        elif start is None:
            start = row
        row += 1
    yield from _multi_line_cards(page, start, len(page.rows), rules, patterns)


def patterns_of(page: Page, rules: CardRules) -> tuple[str, ...]:
    """Return the patterns of a note's deletions; its author may use another than the default."""
    if rules.cloze_patterns == (DEFAULT_CLOZE_PATTERN,):
        text = "\n".join(page.rows)
        for sequence in _SEQUENCE.finditer(text) if "==[^" in text or "][^" in text else ():
            if f"[^{sequence['name']}]:" not in text:
                return (_SEQUENCES,)
    return rules.cloze_patterns


def _end_of_schedule(page: Page, row: int) -> int:
    """Return the row after the schedule that begins at ``row``; ``row`` if there is none."""
    line = page.rows[row] if row < len(page.rows) else ""
    if line.startswith(SCHEDULE):
        return row + 1
    if not line.startswith(_SCHEDULE_CALLOUT):
        return row
    while row < len(page.rows) and page.rows[row].startswith(">"):
        row += 1
        if SCHEDULE in page.rows[row - 1]:
            break
    return row


def _ends(line: str, rules: CardRules, cards: "_CardRows", start: int | None) -> bool:
    if not rules.end_marker:
        return not line.strip()
    if line.strip() == rules.end_marker:
        return True
    return not line.strip() and (start is None or not cards.any(start, cards.count))


class _CardRows:
    """Which rows make a card of those around them, each looked at once."""

    def __init__(self, page: Page, rules: CardRules, patterns: Sequence[ClozePattern]) -> None:
        self.count = len(page.rows)
        self._page = page
        self._rules = rules
        self._patterns = patterns
        self._separators: list[int] = []
        """For each row the next separator; as the next two, empty until it is needed."""
        self._blanks: list[int] = []
        self._clozes: list[int] = []

    def any(self, start: int, row: int) -> bool:
        """Return whether the rows from ``start`` already are a card of several lines or a cloze."""
        if start >= row:
            return False
        self._clozes = self._clozes or self._next_rows(self._has_cloze)
        return self.asks(start, row) or self._is_first(self._clozes[start], start, row)

    def asks(self, start: int | None, row: int) -> bool:
        """Return whether the rows from ``start`` are a question with a separator below it.

        In its answer a line is no card of its own; below a cloze it is, as in the plugin.
        """
        if start is None or start >= row:
            return False
        if not self._separators:
            marks = {self._rules.separator, self._rules.reversed_separator} - {""}
            self._separators = self._next_rows(lambda line: line.strip() in marks)
            self._blanks = self._next_rows(lambda line: not line.strip())
        return self._is_first(self._separators[start + 1], start, row)

    def _is_first(self, found: int, start: int, row: int) -> bool:
        """Return whether a row is before ``row``, and before the next blank one if that ends."""
        return found < row and (bool(self._rules.end_marker) or found < self._blanks[start])

    def _next_rows(self, is_sought: Callable[[str], bool]) -> list[int]:
        """Return for each row the next one, or itself, that is sought; the last is none."""
        page = self._page
        rows = [self.count] * (self.count + 1)
        for row in range(self.count - 1, -1, -1):
            is_text = not (page.code[row] or page.commented[row])
            rows[row] = row if is_text and is_sought(page.rows[row]) else rows[row + 1]
        return rows

    def _has_cloze(self, line: str) -> bool:
        return bool(_deletions(line, self._patterns))


def _separator(line: str, rules: CardRules) -> _Separator | None:
    if not (rules.inline_separator in line or rules.inline_reversed_separator in line):
        return None
    marks = [(rules.inline_reversed_separator, True), (rules.inline_separator, False)]
    marks = [(mark, both) for mark, both in marks if mark and mark in line]
    masked = mask_code(line) if marks else ""
    if not marks or _SCOPE.search(masked) or is_field(line):
        return None
    for mark, both in sorted(marks, key=lambda mark: -len(mark[0])):
        at = masked.find(mark)
        if at >= 0:
            return _Separator(start=at, end=at + len(mark), both=both)
    return None


def _single_line_cards(
    page: Page, row: int, end: int, separator: _Separator
) -> Iterator[HandwrittenCard]:
    text = page.text(row, end)
    front = _ITEM_MARK.sub("", cleaned(text[: separator.start])[0])
    back = text[separator.end :]
    sides = QuestionAndAnswer(front=front, back=back, both=separator.both, row=row, end=end)
    yield from _cards(page, sides)


def _multi_line_cards(
    page: Page, start: int | None, end: int, rules: CardRules, patterns: Sequence[ClozePattern]
) -> Iterator[HandwrittenCard]:
    """Yield the cards of the rows from ``start``: around a separator, or with deletions."""
    if start is None:
        return
    for mark, both in ((rules.reversed_separator, True), (rules.separator, False)):
        for row in range(start + 1, end) if mark else ():
            if mark in page.rows[row] and not page.code[row] and page.rows[row].strip() == mark:
                front, back = page.text(start, row), page.text(row + 1, end)
                sides = QuestionAndAnswer(front=front, back=back, both=both, row=start, end=end)
                yield from _cards(page, sides)
                return
    yield from take_cloze_cards(page, cloze_text(page, start, end, patterns))


def cloze_text(page: Page, start: int, end: int, patterns: Sequence[ClozePattern]) -> ClozeText:
    """Return the rows from ``start`` as a text, with its deletions if it has any."""
    text, card_id = cleaned(page.text(start, end))
    text = _without_deck_tags(text)
    return ClozeText(
        syntax=SYNTAX,
        text=text,
        deletions=_deletions(text, patterns),
        row=start,
        end=end,
        card_id=card_id,
    )


def _cards(page: Page, sides: QuestionAndAnswer) -> Iterator[HandwrittenCard]:
    front = _HEADING_MARK.sub("", _without_deck_tags(_below_fields(sides.front))).strip()
    back, card_id = cleaned(sides.back)
    if front and back.strip():
        page.take(sides.row, sides.end)
        sides = replace(sides, front=front, back=back.strip(), card_id=card_id)
        yield from question_cards(SYNTAX, sides)


def _below_fields(text: str) -> str:
    """Return a question without the fields of the note that stand right above it."""
    text = cleaned(text)[0]
    while "\n" in text and is_field(text.partition("\n")[0]):
        text = text.partition("\n")[2]
    return text


def _without_deck_tags(text: str) -> str:
    return _TAGS_IN_FRONT.sub("", f"{text} ").strip() if text.startswith("#") else text.strip()


def _deletions(text: str, patterns: Sequence[ClozePattern]) -> Sequence[Deletion]:
    if not any(pattern.opening in text for pattern in patterns):
        return ()
    return pattern_deletions(text, mask_literals(text), patterns)
