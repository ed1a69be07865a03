"""Traces of cards that no syntax has read: nobody shall miss a card without being told."""

import re
from typing import Final

from kb.cards.rules import CardRules
from kb.cards.syntax.lines import SCHEDULE, Page, mask_inline_code

_NEVER: Final = re.compile(r"<!--SR:(?:!2000-01-01,1,250)+\s*-->")
"""The plugin's mark of a card that was never reviewed."""
_ID: Final = re.compile(r"<!--\s*ID:\s*\d+\s*-->|^\s*\^\d{13}\s*$")
_OTHER_CLOZE: Final = re.compile(r"\{@\{[^\n]+?\}@\}|\{\{[^{}\n]*;;[^{}\n]*\}\}")
"""A cloze in another pattern than the default."""
_LEFTOVER: Final = "No card was read here with the marks that are set."
_CHANGE: Final = "Correct the card, or its mark: “kb config” shows which are set."


def tell_traces(page: Page, rules: CardRules, *, deck: bool) -> None:
    """Report what looks like a part of a card in the rows that no card has taken."""
    kept = [row for row, line in enumerate(page.rows) if SCHEDULE in line and not page.code[row]]
    if kept:
        _tell_schedules(page, kept, deck=deck)
    for row, line in enumerate(page.rows):
        if not line or page.taken[row] or page.code[row]:
            continue
        if "ID:" in line or "^" in line:
            _tell_id(page, row, line)
        if deck and not page.commented[row]:
            _tell_marks(page, row, line, rules)


def _tell_schedules(page: Page, kept: list[int], *, deck: bool) -> None:
    lost = [row for row in kept if not page.taken[row]]
    if lost:
        why = _LEFTOVER if deck else "The note has none of the deck tags that are set."
        message = f"A schedule without a card, {_count(lost)}: {why} {_CHANGE}"
        page.tell(lost[0], "schedule-without-card", message)
    begun = [row for row in kept if page.taken[row] and not _NEVER.search(page.rows[row])]
    if begun:
        message = (
            f"A schedule of Obsidian Spaced Repetition, {_count(begun)}. "
            "“kb adopt” takes it over; without it the card begins as a new one."
        )
        page.tell(begun[0], "schedule-not-used", message)


def _count(rows: list[int]) -> str:
    return "here" if len(rows) == 1 else f"here and {len(rows) - 1} more times in this note"


def _tell_id(page: Page, row: int, line: str) -> None:
    if _ID.search(mask_inline_code(line)):
        page.tell(row, "id-without-card", f"An id of a card without one. {_LEFTOVER} {_CHANGE}")


def _tell_marks(page: Page, row: int, line: str, rules: CardRules) -> None:
    if line.strip() in {rules.separator, rules.reversed_separator} - {""}:
        message = f"A “{line.strip()}” with nothing above or below it. {_CHANGE}"
        page.tell(row, "card-without-answer", message)
    elif "{" in line and _OTHER_CLOZE.search(mask_inline_code(line)):
        message = (
            "This looks like a cloze, but not by a pattern that is set. "
            "Add its pattern to cards.cloze_patterns."
        )
        page.tell(row, "cloze-pattern-unknown", message)
