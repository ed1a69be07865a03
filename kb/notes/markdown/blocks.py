"""Blocks: the flat list of headings, paragraphs, items and code that a note's text becomes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from itertools import islice

from kb.notes.markdown.inline import Span, spans

MOST_SPANS = 10_000
"""Links, addresses and tags that are read of one block."""


class Shape(StrEnum):
    """What a block is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    """The first paragraph of a list item."""
    CODE = "code"
    RULE = "rule"


HEADING, TEXT, ITEM, CODE, RULE = Shape
"""By themselves, for every block is asked for them: an enumeration takes five times as long."""


@dataclass(slots=True)
class Block:
    """A heading, a paragraph, the first paragraph of a list item, code, or a rule.

    Made without the names of what every block has: a note has many.
    """

    shape: Shape
    line: int
    """The first line, counted from 0 in the text that was parsed."""
    end: int
    """The line after the last."""
    text: str
    """What it says, without its own marks (``#``, ``-``, ``>``, fences)."""
    _: KW_ONLY
    depth: int = 0
    """How many lists it appears in."""
    level: int = 0
    """A heading's level, 1 to 6."""
    marker: str = ""
    """An item's marker: ``-``, or ``1.``."""
    language: str | None = None
    quoted: bool = False
    _spans: tuple[Span, ...] | None = field(init=False, default=None, compare=False, repr=False)

    def spans(self) -> tuple[Span, ...]:
        """Return the links, addresses and tags in the text, looked for once."""
        if self._spans is None:
            self._spans = tuple(islice(spans(self.text), MOST_SPANS))
        return self._spans

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield each line with its row in the text; those that one link goes over as one."""
        lines = self.text.split("\n")
        if len(lines) == 1 or "](" not in self.text:
            yield from enumerate(lines)
            return
        over = {
            row
            for span in self.spans()
            for row in range(span.row, span.row + self.text.count("\n", span.start, span.end))
        }
        start = 0
        for row in range(len(lines)):
            if row not in over:
                yield start, " ".join(lines[start : row + 1])
                start = row + 1

    def some_lines(self, shape: Shape, text: str, *, line: int, end: int) -> "Block":
        """Return lines of the block as a block that appears in the same lists and quotes."""
        depth, marker, quoted = self.depth, self.marker, self.quoted
        return Block(shape, line, end, text, depth=depth, marker=marker, quoted=quoted)

    def rewrite(self, text: str) -> None:
        """Give the block another text of as many lines."""
        self.text = text
        self._spans = None


def fence_language(info: str) -> str | None:
    """Return the first word of a fence's info string, without Pandoc's or R's brackets."""
    words = info.strip().strip("{}").replace(",", " ").split()
    return words[0].lstrip(".").casefold() or None if words else None


def markdown_of(blocks: Sequence[Block]) -> str:
    """Return the Markdown that ``blocks`` came from, lists and code included, dedented."""
    if not blocks:
        return ""
    if len(blocks) == 1 and blocks[0].shape is TEXT:
        return blocks[0].text.strip()
    levels = [block.depth - (block.shape is ITEM) for block in blocks]
    base = min(levels)
    width = max(len(block.marker) for block in blocks) + 1 if max(levels) > base else 0
    parts: list[str] = []
    after_item = False
    for block, level in zip(blocks, levels, strict=True):
        is_item = block.shape is ITEM
        parts.append("\n" if is_item and after_item else "\n\n")
        after_item = is_item
        text = block.text if block.shape is TEXT else _marked(block)
        indent = " " * (width * (level - base))
        parts.append(re.sub(r"^(?=.)", indent, text, flags=re.MULTILINE) if indent else text)
    return "".join(parts).strip()


def _marked(block: Block) -> str:
    """Return the text of a block that is no paragraph with its own marks."""
    if block.shape is ITEM:
        text = block.text.replace("\n", "\n" + " " * (len(block.marker) + 1))
        return f"{block.marker} {text}"
    if block.shape is HEADING:
        return f"{'#' * block.level} {block.text}"
    if block.shape is CODE:
        fence = "```"
        while fence in block.text:
            fence += "`"
        return f"{fence}{block.language or ''}\n{block.text}\n{fence}"
    return "---"
