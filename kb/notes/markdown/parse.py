"""Markdown text becomes a flat list of blocks. The only module that knows markdown-it-py.

Only block structure is parsed; :mod:`kb.notes.markdown.inline` reads what stands inside a block.
Rules that a note does not need are switched off: parsing is most of an import's time. Set-ext
headings
are recognised here, after the parser: CommonMark would read "prose, newline, -" as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kb.notes.markdown.blocks import CODE, HEADING, ITEM, RULE, TEXT, Block, language_of
from kb.notes.markdown.fast_blocks import Structure, stretches

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST = 100
"""Levels of nesting that are read; a list takes two."""
_UNUSED_RULES = ("table", "reference", "html_block", "lheading")


@cache
def _parser() -> "MarkdownIt":
    """Returns the parser, with the rules that notes need."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 -- slow to import, and seldom needed

    return MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).disable(list(_UNUSED_RULES))


def blocks_of(text: str) -> tuple[list[Block], int | None]:
    """Returns the blocks of ``text``, in their order.

    Also the row from which on something was not read because it is nested too deep, if any.
    """
    blocks: list[Block] = []
    cut = None
    for stretch in stretches(text):
        if isinstance(stretch, Block):
            blocks.append(stretch)
            continue
        found, deep = _parsed(stretch)
        blocks += found
        cut = deep if cut is None else cut
    return _with_underlined_headings(blocks), cut


def parsed_whole(text: str) -> list[Block]:
    """Returns the blocks of ``text`` without the short cut for prose: what it must agree with."""
    return _with_underlined_headings(_parsed(Structure(start=0, text=text))[0])


def _parsed(stretch: Structure) -> tuple[list[Block], int | None]:
    """Returns the blocks of a stretch, and the row where nesting was cut off, if it was."""
    parser = _parser()
    tokens: list[Token] = []
    parser.block.parse(stretch.text, parser, {}, tokens)
    blocks = list(_blocks(tokens))
    for block in blocks:
        block.line += stretch.start
        block.end += stretch.start
    cut = next((token.map for token in tokens if token.level == _DEEPEST - 1 and token.map), None)
    return blocks, cut[0] + stretch.start if cut else None


def _blocks(tokens: "Sequence[Token]") -> Iterator[Block]:
    """Yields the blocks that ``tokens`` describe."""
    place = _Place()
    for token in tokens:
        kind = token.type
        if kind == "inline":
            yield place.text_block(token)
        elif kind in {"fence", "code_block"}:
            if place.fresh_item:
                yield place.bare_item(token)
            yield place.code_block(token)
        elif kind == "list_item_open":
            if place.fresh_item:
                yield place.bare_item(token)
            place.marker = f"{token.info}{token.markup}"
            place.fresh_item = True
        elif kind == "heading_open":
            place.level = int(token.tag[1])
        elif kind == "hr":
            start, end = token.map or (0, 1)
            yield Block(RULE, start, end, token.markup, depth=place.lists)
        else:
            place.move(kind)


@dataclass(slots=True)
class _Place:
    """Where in the document the parser's tokens have led."""

    lists: int = 0
    quotes: int = 0
    level: int = 0
    """The level of the heading whose text comes next; 0 for none."""
    marker: str = ""
    fresh_item: bool = False
    """Whether a list item has begun and has no paragraph yet."""

    def move(self, kind: str) -> None:
        """Goes into or out of a list, an item or a quote."""
        if kind in {"bullet_list_open", "ordered_list_open"}:
            self.lists += 1
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self.lists -= 1
        elif kind == "list_item_close":
            self.fresh_item = False
        elif kind == "blockquote_open":
            self.quotes += 1
        elif kind == "blockquote_close":
            self.quotes -= 1

    def text_block(self, token: "Token") -> Block:
        """Returns a heading, an item or a paragraph."""
        shape = TEXT
        if self.level:
            shape = HEADING
        elif self.fresh_item:
            shape = ITEM
        start, end = token.map or (0, 1)
        block = Block(
            shape,
            start,
            end,
            token.content,
            depth=self.lists,
            level=self.level,
            marker=self.marker if shape is ITEM else "",
            quoted=self.quotes > 0,
        )
        self.fresh_item = False
        self.level = 0
        return block

    def code_block(self, token: "Token") -> Block:
        """Returns a block of code."""
        start, end = token.map or (0, 1)
        return Block(
            CODE,
            start,
            end,
            token.content.rstrip("\n"),
            depth=self.lists,
            language=language_of(token.info) if token.type == "fence" else None,
            quoted=self.quotes > 0,
        )

    def bare_item(self, token: "Token") -> Block:
        """Returns an item without a paragraph of its own, such as one that begins with code."""
        start, _ = token.map or (0, 1)
        self.fresh_item = False
        return Block(
            ITEM,
            start,
            start,
            "",
            depth=max(self.lists, 1),
            marker=self.marker,
            quoted=self.quotes > 0,
        )


def _with_underlined_headings(blocks: list[Block]) -> list[Block]:
    """Returns the blocks, paragraphs that are underlined with ``===`` or ``---`` as headings.

    A line of dashes directly under a single short line is an underline, unless that line is a
    label with a value (``Tags: #a``, as in a header that ends in ``----``) or the end of a list.
    """
    suspects = [
        each for each in blocks if each.shape is RULE or (each.shape is TEXT and "\n" in each.text)
    ]
    if not suspects:
        return blocks
    above: Block | None = None
    result: list[Block] = []
    for block in blocks:
        if block.shape is RULE and above is not None and _underlines(block, above):
            above.shape, above.level, above.end = HEADING, 2, block.end
            continue
        above = None
        if block.shape is TEXT and block.depth == 0 and not block.quoted:
            heading, _, underline = block.text.rpartition("\n")
            if not heading:
                above = block if ":" not in block.text else None
            elif "\n" not in heading and underline and not underline.strip("="):
                block.shape, block.level, block.text = HEADING, 1, heading
        result.append(block)
    return result


def _underlines(rule: Block, paragraph: Block) -> bool:
    """Returns whether ``rule`` is a row of dashes right under ``paragraph``."""
    return (
        rule.shape is RULE
        and rule.line == paragraph.end
        and rule.depth == 0
        and rule.text.startswith("--")
    )
