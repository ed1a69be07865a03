"""Parse Markdown into a flat list of blocks. The only module that knows pyromark.

pyromark reads CommonMark, and it reads inside lines too. Notes need its blocks only, and without
raw HTML, link definitions, and headings that are underlined. So pyromark parses a mask of the text,
in which the characters that those rules look for are different ones. The mask is as long as the
text, and the texts of the blocks are cut from the text itself.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Any, cast

from pyromark import events_with_range

from kb.notes.markdown.blocks import CODE, HEADING, ITEM, RULE, TEXT, Block, Shape, fence_language
from kb.notes.markdown.fast_blocks import Rest, fast_blocks

_DEEPEST = 99
"""Lists, items and quotes inside one another that are read."""
_STRUCTURE = "\t\n #*+-.)>_`~0123456789"
"""The characters that block rules look for; in the mask every other one is a letter."""
_MASK = bytes(code if chr(code) in _STRUCTURE else ord("x") for code in range(256))
_DASHES = re.compile(r"(\n[ \t>]*+)(-++)(?=[ \t]*+(?:\n|\Z))")
"""A line that could underline a heading."""
_CONTAINERS = frozenset({"List", "Item", "BlockQuote"})
_BLOCKS = _CONTAINERS | {"Paragraph", "Heading", "CodeBlock", "Rule"}
_MARKER = re.compile(r"[\s>]*([-*+]|\d+[.)])([ \t]*)")
_QUOTE_MARK = re.compile(r"[ \t]*> ?")
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")


def blocks_of(text: str) -> tuple[list[Block], int | None]:
    """Return the blocks of ``text`` in order.

    Also the first row that was left out because it is nested too deep, if any.
    """
    blocks: list[Block] = []
    cut_row = None
    for part in fast_blocks(text):
        if isinstance(part, Block):
            blocks.append(part)
            continue
        reader = _Reader(part)
        reader.read(_masked(part.text))
        blocks += reader.blocks
        cut_row = reader.cut_row if cut_row is None else cut_row
    return join_underlined_headings(blocks), cut_row


def _masked(text: str) -> str:
    """Return what the parser is given: one ASCII character for each of ``text``.

    Dashes alone on a line become stars, which make the same rule or empty item, but no heading.
    Two dashes, which make nothing else, become letters.
    """
    mask = text.encode("ascii", "replace").translate(_MASK).decode("ascii")
    return _DASHES.sub(
        lambda match: match[1] + ("xx" if len(match[2]) == 2 else "*" * len(match[2])), mask
    )


def _step_and_tag(event: Any) -> tuple[str, str]:  # noqa: ANN401
    """Return whether an event starts or ends something, and what; for a text, empty strings."""
    if isinstance(event, str):
        return "", event
    if "Text" in event or "Code" in event:
        return "", ""
    ((step, content),) = event.items()
    return step, content if isinstance(content, str) else next(iter(content))


class _Reader:
    """Collects blocks from the parser's events."""

    def __init__(self, rest: Rest) -> None:
        self.blocks: list[Block] = []
        self.cut_row: int | None = None
        self._first_row = rest.row
        self._text = rest.text
        self._lines = rest.text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in self._lines), initial=0))
        self._lists = 0
        self._quotes = 0
        self._columns: list[int] = [0]
        """Of each container, where its content begins: counted from the innermost quote's mark."""
        self._marker = ""
        self._item_row = -1
        """The row of an item that has no paragraph yet; -1 for none."""

    def read(self, mask: str) -> None:
        """Read the blocks of the text that ``mask`` was made from.

        An event is a name, or a dictionary of one name and what it is about. What comes between
        the events of blocks is the text of a paragraph: one in a list has no events of its own.
        """
        start = end = -1
        skipped = 0
        """How many blocks are open whose content is not read: leaves, and what is too deep."""
        events = cast("Iterable[tuple[Any, dict[str, int]]]", events_with_range(mask))
        for event, span in events:
            step, tag = _step_and_tag(event)
            if tag not in _BLOCKS:
                if not skipped:
                    start, end = (span["start"] if start < 0 else start), span["end"]
                continue
            if start >= 0:
                self._add_paragraph(start, end)
                start = -1
            if skipped:
                skipped += (tag != "Paragraph") * ((step == "Start") - (step == "End"))
            elif step == "End":
                self._leave(tag)
            elif tag in _CONTAINERS and len(self._columns) <= _DEEPEST:
                self._enter(tag, span["start"])
            elif tag != "Paragraph":
                self._add_leaf(tag, event, span)
                skipped = int(tag != "Rule")
        if start >= 0:
            self._add_paragraph(start, end)

    def _enter(self, tag: str, start: int) -> None:
        if tag == "List":
            self._lists += 1
            self._columns.append(self._columns[-1])
        elif tag == "BlockQuote":
            self._quotes += 1
            self._columns.append(0)
        else:
            self._add_bare_item()
            self._columns.append(self._open_item(start))

    def _leave(self, tag: str) -> None:
        if tag not in _CONTAINERS:
            return
        self._columns.pop()
        if tag == "List":
            self._lists -= 1
        elif tag == "BlockQuote":
            self._quotes -= 1
        else:
            self._item_row = -1

    def _open_item(self, start: int) -> int:
        """Keep the marker of an item, and return the column where its content begins."""
        # The parser counts the end of the line above to an item that is indented by tabs, and the
        # mark of the quotation to one behind a tab.
        match = cast("re.Match[str]", _MARKER.match(self._text, start))
        self._marker = match[1]
        self._item_row = self._row(match.start(1))
        line = self._starts[self._item_row]
        column = _width(self._text[line : match.end(1)])
        gap = _width(self._text[line : match.end()]) - column
        is_empty = self._text[match.end() : match.end() + 1] in ("", "\n")
        return column + (1 if is_empty or gap > 4 else gap)

    def _row(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def _add(self, shape: Shape, row: int, end: int, text: str) -> Block:
        block = Block(shape, self._first_row + row, self._first_row + end, text, depth=self._lists)
        block.marker = self._marker if shape is ITEM else ""
        block.quoted = self._quotes > 0
        self.blocks.append(block)
        self._item_row = -1
        return block

    def _add_bare_item(self) -> None:
        if self._item_row >= 0:
            self._add(ITEM, self._item_row, self._item_row, "")

    def _add_paragraph(self, start: int, end: int) -> None:
        row, below = self._row(start), self._row(end - 1) + 1
        text = self._lines[row][start - self._starts[row] :]
        if below > row + 1:
            text = "\n".join([text, *self._dedented(row + 1, below, self._columns[-1])])
        self._add(TEXT if self._item_row < 0 else ITEM, row, below, text.strip())

    def _add_leaf(self, tag: str, event: Any, span: dict[str, int]) -> None:  # noqa: ANN401
        """Add a rule, a heading or code, or keep the row of what is nested too deep."""
        start, end = span["start"], span["end"]
        if tag == "Rule":
            # Its text is three of its characters; it is not the first paragraph of an item.
            row, item_row = self._row(end - 1), self._item_row
            self._add(RULE, row, row + 1, self._lines[row].rstrip()[-1] * 3)
            self._item_row = item_row
        elif tag == "Heading":
            self._add_heading(start, int(event["Start"][tag]["level"][1]))
        elif tag in _CONTAINERS:
            if self.cut_row is None:
                self.cut_row = self._first_row + self._row(start)
        else:
            self._add_bare_item()
            is_indented = event["Start"][tag] == "Indented"
            (self._add_indented_code if is_indented else self._add_fence)(start, end)

    def _add_heading(self, start: int, level: int) -> None:
        """Add a heading, without the number signs around it."""
        row = self._row(start)
        marked = self._lines[row][start - self._starts[row] :].lstrip()[level:].strip()
        text = marked.rstrip("#")
        is_closed = not text or text[-1] in " \t"
        self._add(HEADING, row, row + 1, text.strip() if is_closed else marked).level = level

    def _add_fence(self, start: int, end: int) -> None:
        """Add code between fences; the second one may be missing."""
        row, below = self._row(start), self._row(end - 1) + 1
        line = self._lines[row]
        fence = cast("re.Match[str]", _FENCE.search(line, start - self._starts[row]))
        lines = self._dedented(row + 1, below, _width(line[: fence.start()]))
        last = lines[-1] if lines else ""
        closing = last.strip()
        is_closed = len(closing) >= len(fence[1]) and not closing.strip(fence[1][0])
        if is_closed and not last.startswith("    "):
            lines.pop()
        block = self._add(CODE, row, below, "\n".join(lines).rstrip("\n"))
        block.language = fence_language(fence[2])

    def _add_indented_code(self, start: int, end: int) -> None:
        """Add code that is indented; in an item, it may begin behind the item's marker."""
        row, below = self._row(start), self._row(end - 1) + 1
        lines = self._dedented(row, below, self._columns[-1] + 4)
        line, position = self._lines[row], start - self._starts[row]
        if line[:position].strip(" \t>"):
            lines[0] = line[position:]
        self._add(CODE, row, below, "\n".join(lines).rstrip("\n"))

    def _dedented(self, row: int, below: int, column: int) -> list[str]:
        """Return lines without the marks of the quotes around them, and from a column on.

        A lazy line has neither, and goes on with its paragraph all the same.
        """
        lines = self._lines[row:below]
        if not (column or self._quotes):
            return lines
        for offset, line in enumerate(lines):
            position = width = 0
            for _ in range(self._quotes):
                mark = _QUOTE_MARK.match(line, position)
                position = mark.end() if mark else position
            while position < len(line) and line[position] in " \t" and width < column:
                width += 4 - width % 4 if line[position] == "\t" else 1
                position += 1
            lines[offset] = " " * (width - column) + line[position:]
        return lines


def _width(prefix: str) -> int:
    """Return the columns of what appears before a text, from the innermost quote's mark on."""
    return len(prefix.rpartition(">")[2].expandtabs(4)) - (">" in prefix)


def join_underlined_headings(blocks: list[Block]) -> list[Block]:
    """Return the blocks, paragraphs that are underlined with ``===`` or ``---`` as headings.

    A line of dashes directly under a single short line is an underline, unless that line is a
    label with a value (``Tags: #a``, as in a header that ends in ``----``) or the end of a list.
    """
    above: Block | None = None
    result: list[Block] = []
    for block in blocks:
        is_underline = block.shape is RULE and block.text == "---" and not block.depth
        if above is not None and is_underline and block.line == above.end:
            above.shape, above.level, above.end = HEADING, 2, block.end
            continue
        above = None
        if block.shape is TEXT and not block.depth and not block.quoted:
            heading, _, underline = block.text.rpartition("\n")
            if not heading:
                above = block if ":" not in block.text else None
            elif "\n" not in heading and underline and not underline.strip("="):
                block.shape, block.level, block.text = HEADING, 1, heading
        result.append(block)
    return result
