"""The documents that are open in the editor, as they are typed.

In the protocol only a line feed, a carriage return, or both end a line: no text is split otherwise.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final

from lsprotocol import types

from kb.notes.positions import Encoding, column, index_at

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


class Document:
    """The text of an open file, and its lines without their ends."""

    def __init__(self, uri: str, file: Path, version: int, text: str) -> None:
        self.uri = uri
        self.file = file
        self.version: int | None = version
        self._text: str | None = text
        self._starts: list[int] | None = None
        """Where the lines begin; None if that was not asked for since the last change."""
        self.lines: list[str] = []
        self._ends: list[str] = []
        """What ends each of the lines; the last one has no end."""
        self._put(0, 0, text)

    @property
    def text(self) -> str:
        """All of it."""
        if self._text is None:
            self._text = "".join(map(str.__add__, self.lines, self._ends))
        return self._text

    def _put(self, first: int, behind: int, text: str) -> None:
        """Put a text in the place of some lines."""
        lines, ends, start = [], [], 0
        for end in _LINE_END.finditer(text):
            lines.append(text[start : end.start()])
            ends.append(end[0])
            start = end.end()
        if behind == len(self.lines):
            lines.append(text[start:])
            ends.append("")
        self.lines[first:behind] = lines
        self._ends[first:behind] = ends

    def change(
        self,
        changes: Sequence[types.TextDocumentContentChangeEvent],
        version: int,
        encoding: Encoding,
    ) -> None:
        """Take in what was typed, one change after the other."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                self._replace(change.range, change.text, encoding)
            else:
                self._put(0, len(self.lines), change.text)
            self._text = self._starts = None
        self.version = version

    def _replace(self, place: types.Range, text: str, encoding: Encoding) -> None:
        """Write a text in a place. Only the lines around it are read again, of however many."""
        row, at = self._place(place.start, encoding)
        last_row, last = max((row, at), self._place(place.end, encoding))
        # A line feed that comes to stand behind a carriage return ends one line with it.
        first, behind = max(row - 1, 0), min(last_row + 2, len(self.lines))
        before = self._between(first, row) + self.lines[row][:at]
        after = (self.lines[last_row] + self._ends[last_row])[last:]
        self._put(first, behind, f"{before}{text}{after}{self._between(last_row + 1, behind)}")

    def _between(self, first: int, behind: int) -> str:
        return "".join(map(str.__add__, self.lines[first:behind], self._ends[first:behind]))

    def _place(self, position: types.Position, encoding: Encoding) -> tuple[int, int]:
        """Return the line of a position, and its character there; beyond the text, its end."""
        if position.line >= len(self.lines):
            return len(self.lines) - 1, len(self.lines[-1])
        return position.line, index_at(self.lines[position.line], position.character, encoding)

    def offset(self, position: types.Position, encoding: Encoding) -> int:
        """Return where in the text a position is; beyond the last line, where the text ends."""
        row, at = self._place(position, encoding)
        return self._line_starts()[row] + at

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            lengths = (
                len(line) + len(end) for line, end in zip(self.lines, self._ends, strict=True)
            )
            self._starts = [0, *accumulate(lengths)][:-1]
        return self._starts

    def index(self, position: types.Position, encoding: Encoding) -> int:
        """Return the character of its line at which a position is."""
        if position.line >= len(self.lines):
            return 0
        return index_at(self.lines[position.line], position.character, encoding)

    def position(self, offset: int, encoding: Encoding) -> types.Position:
        """Return the position of a character of the text."""
        starts = self._line_starts()
        row = bisect_right(starts, offset) - 1
        line = self.lines[row]
        return types.Position(row, column(line, min(offset - starts[row], len(line)), encoding))
