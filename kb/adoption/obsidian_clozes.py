"""In which order Obsidian Spaced Repetition counts the deletions of a text.

It counts what kb leaves alone, too: deletions in code or formulas, and numbers that no deletion
has. So a schedule's place in its comment is not the place of kb's card among its siblings.

Source: clozecraft 0.4.0, the plugin's parser.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from kb.cards.syntax.cloze import Deletion
from kb.cards.syntax.cloze_patterns import ClozePattern, cloze_pattern
from kb.cards.syntax.lines import COMMENT, mask_code

_SCHEDULE: Final = re.compile(r"<!--SR:.+-->")
"""As the plugin takes its schedules out of a text before it looks for deletions."""


class PluginClozes:
    """The cards that the plugin makes of one text with deletions."""

    count: int
    """How many there are."""

    def __init__(self, text: str, patterns: Sequence[str]) -> None:
        """Read a text.

        Args:
            text: the rows of the card as written.
            patterns: of the plugin.
        """
        self._text = _SCHEDULE.sub("", text)
        self._plain = _Plain(self._text)
        self._cards: list[tuple[int, int, tuple[int, ...]]] = []
        """The start and end of each deletion, and the cards that ask for it, from 0."""
        self.count = 0
        read = [cloze_pattern(pattern, literally=True) for pattern in patterns]
        self.is_numbered = self._read_numbers(read) or self._read_sequences(read)
        if not self.is_numbered:
            self._read_simple(read)

    def _read_numbers(self, patterns: Sequence[ClozePattern]) -> bool:
        for pattern in patterns:
            for match in pattern.numbered.finditer(self._text):
                number = int(match["number"])
                self._cards.append((*match.span(), (number - 1,)))
                self.count = max(self.count, number)
        return bool(self._cards)

    def _read_sequences(self, patterns: Sequence[ClozePattern]) -> bool:
        for pattern in patterns:
            for match in pattern.in_sequence.finditer(self._text):
                sequence = match["sequence"]
                asked = tuple(at for at, action in enumerate(sequence) if action == "a")
                self._cards.append((*match.span(), asked))
                self.count = max(self.count, len(sequence))
        return bool(self._cards)

    def _read_simple(self, patterns: Sequence[ClozePattern]) -> None:
        for pattern in patterns:
            for match in pattern.simple.finditer(self._text):
                self._cards.append((*match.span(), (self.count,)))
                self.count += 1

    def place(self, text: str, deletions: Sequence[Deletion], number: int) -> int | None:
        """Return the place, from 0, of kb's card with a number among the plugin's cards.

        Args:
            text: as kb reads it, which may lack comments.
            deletions: those of ``text`` that kb finds.
            number: of one of kb's cards of this text.
        """
        deletion = next((deletion for deletion in deletions if number in deletion.numbers), None)
        if deletion is None:
            return None
        mark = text[deletion.start : deletion.end]
        at = self._plain.position(mark, text.count(mark, 0, deletion.start))
        asking = next((cards for start, end, cards in self._cards if start <= at < end), ())
        if self.is_numbered and number - 1 in asking:
            return number - 1
        return asking[0] if len(asking) == 1 else None


class _Plain:
    """A text without comments, and where each part of it is in the text as written."""

    def __init__(self, text: str) -> None:
        parts, position, length = [], 0, 0
        self._starts: list[int] = []
        """Of each part here."""
        self._shifts: list[int] = []
        """By how much each part is further on as written."""
        comments = COMMENT.finditer(mask_code(text)) if "<!--" in text or "%%" in text else ()
        for start, end in [*(comment.span() for comment in comments), (len(text), len(text))]:
            self._starts.append(length)
            self._shifts.append(position - length)
            parts.append(text[position:start])
            length += start - position
            position = end
        self._text = "".join(parts)

    def position(self, mark: str, before: int) -> int:
        """Return where a mark is as written that follows ``before`` equal ones; -1 if nowhere."""
        at = self._text.find(mark)
        for _ in range(before):
            at = self._text.find(mark, at + len(mark)) if at >= 0 else at
        return at + self._shifts[bisect_right(self._starts, at) - 1] if at >= 0 else at
