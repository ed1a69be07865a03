"""Lists whose items are short texts, as deep as they go: read without a Markdown parser."""

import re
from collections.abc import Iterator

from kb.notes.markdown.blocks import ITEM, Block
from kb.notes.markdown.line_kinds import ENDS_PARAGRAPH, PLAIN

_ITEM = re.compile(rf"( *)([-+*]|[0-9]{{1,9}}[.)])( {{1,4}})(?={PLAIN.pattern})(.*)")
_FIRST = frozenset({"-", "*", "+", "1.", "1)"})
"""Markers with which a list can begin right below a text."""
_FURTHEST = 3
"""Spaces; what stands further in is code, or goes on with the text above it."""
_DEEPEST = 40
"""Lists in lists; deeper ones are for the parser, which knows where to stop."""


def outline(lines: list[str], start: int) -> tuple[list[Block], int]:
    """Returns the items of the list that begins at a line, and the row behind them.

    The list is cut before its first item at the margin that holds more than short texts; there are
    no items, if that is the very first.
    """
    blocks: list[Block] = []
    offsets: list[int] = []
    """Of each item that is open, the column where what it holds begins."""
    columns: list[int] = []
    """The same of each item."""
    end = start
    last, known = start, 0
    """The last item at the margin, where the list may be cut, and how many stand before it."""
    for row, line in _filled(lines, start):
        match = _ITEM.fullmatch(line if line[0] != "\t" else _with_spaces(line))
        if match is None:
            if _ends_list(line, apart=row > end):
                break
            if row == end and blocks and PLAIN.match(line.lstrip(" ")):
                blocks[-1].end = end = row + 1
                continue
        if match is None or not _enter(offsets, match, apart=row > end):
            blocks, end = blocks[:known], last
            break
        if len(offsets) == 1:
            last, known = row, len(blocks)
        columns.append(offsets[-1])
        depth, end = len(offsets), row + 1
        marker, text = match[2], match[4].strip()
        blocks.append(Block(ITEM, row, end, text, depth=depth, marker=marker))
    for block, column in zip(blocks, columns, strict=False):
        if block.end > block.line + 1:
            block.text = _joined(lines[block.line : block.end], column)
    return blocks, end


def _filled(lines: list[str], start: int) -> Iterator[tuple[int, str]]:
    """Yields the lines from a row on that are not empty, each with its row."""
    for row in range(start, len(lines)):
        line = lines[row]
        if line and (not line.isspace() or line.strip(" \t")):
            yield row, line


def _ends_list(line: str, *, apart: bool) -> bool:
    """Returns whether a line that is no item, after an empty one or not, ends the list above."""
    return line[0] not in " \t" and (apart or ENDS_PARAGRAPH.match(line) is not None)


def _enter(offsets: list[int], item: re.Match[str], *, apart: bool) -> bool:
    """Leaves the items that one more is not inside of, and enters it; False if it may be no item.

    Args:
        offsets: of each item that is open, the column where what it holds begins.
        item: the one more.
        apart: whether an empty line stands before it.
    """
    at = item.end(1)
    below_text = bool(offsets) and at >= offsets[-1] and not apart
    while offsets and at < offsets[-1]:
        offsets.pop()
    if at - (offsets[-1] if offsets else 0) > _FURTHEST or len(offsets) > _DEEPEST:
        return False
    if below_text and item[2] not in _FIRST:
        return False
    offsets.append(item.start(4))
    return True


def _joined(lines: list[str], column: int) -> str:
    """Returns the text of an item of several lines, without the indentation that it gives them."""
    text = [_with_spaces(lines[0])[column:]]
    for line in lines[1:]:
        indent = len(line) - len(line.lstrip(" "))
        text.append(line[min(indent, column) :])
    return "\n".join(text).strip()


def _with_spaces(line: str) -> str:
    """Returns ``line`` with its indentation in spaces, a tab going on to the next fourth column."""
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)].expandtabs(4) + body
