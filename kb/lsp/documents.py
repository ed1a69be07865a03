"""The documents that are open in the editor, as they are typed.

In the protocol only a line feed, a carriage return, or both end a line: no text is split otherwise.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
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
        self._set(text)

    def _set(self, text: str) -> None:
        self.text = text
        self.lines: list[str] = []
        self._starts: list[int] = []
        start = 0
        for end in _LINE_END.finditer(text):
            self._starts.append(start)
            self.lines.append(text[start : end.start()])
            start = end.end()
        self._starts.append(start)
        self.lines.append(text[start:])

    def change(
        self,
        changes: Sequence[types.TextDocumentContentChangeEvent],
        version: int,
        encoding: Encoding,
    ) -> None:
        """Take in what was typed, one change after the other."""
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start = self.offset(change.range.start, encoding)
                end = max(start, self.offset(change.range.end, encoding))
                self._set(self.text[:start] + change.text + self.text[end:])
            else:
                self._set(change.text)
        self.version = version

    def offset(self, position: types.Position, encoding: Encoding) -> int:
        """Return where in the text a position is; beyond the last line, where the text ends."""
        if position.line >= len(self.lines):
            return len(self.text)
        line = self.lines[position.line]
        return self._starts[position.line] + index_at(line, position.character, encoding)

    def index(self, position: types.Position, encoding: Encoding) -> int:
        """Return the character of its line at which a position is."""
        if position.line >= len(self.lines):
            return 0
        return index_at(self.lines[position.line], position.character, encoding)

    def position(self, offset: int, encoding: Encoding) -> types.Position:
        """Return the position of a character of the text."""
        row = bisect_right(self._starts, offset) - 1
        line = self.lines[row]
        return types.Position(
            row, column(line, min(offset - self._starts[row], len(line)), encoding)
        )
