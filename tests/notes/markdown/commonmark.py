"""Markdown's blocks as markdown-it-py reads them: another parser for kb's to agree with."""

from collections.abc import Iterator, Sequence
from functools import cache, partial

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.notes.markdown.blocks import CODE, HEADING, ITEM, RULE, TEXT, Block, fence_language


@cache
def parser() -> MarkdownIt:
    """Return the parser, without the rules that notes do not have."""
    unused = ["table", "reference", "html_block", "lheading"]
    return MarkdownIt("commonmark", {"maxNesting": 100}).disable(unused)


def parsed_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text."""
    tokens: list[Token] = []
    parser().block.parse(text, parser(), {}, tokens)
    yield from blocks_from(tokens)


def blocks_from(tokens: Sequence[Token]) -> Iterator[Block]:
    """Yield the blocks that the parser's tokens describe."""
    lists = quotes = level = 0
    marker, row = "", -1
    for token in tokens:
        start, end = token.map or (0, 1)
        block = partial(Block, depth=lists, quoted=quotes > 0)
        if row >= 0 and token.type in {"fence", "code_block", "list_item_open"}:
            yield block(ITEM, row, row, "", marker=marker)
            row = -1
        if token.type == "inline":
            shape = HEADING if level else TEXT if row < 0 else ITEM
            own = marker if shape is ITEM else ""
            yield block(shape, start, end, token.content, level=level, marker=own)
            level, row = 0, -1
        elif token.type in {"fence", "code_block"}:
            language = fence_language(token.info) if token.type == "fence" else None
            yield block(CODE, start, end, token.content.rstrip("\n"), language=language)
        elif token.type == "list_item_open":
            marker, row = f"{token.info}{token.markup}", start
        elif token.type == "list_item_close":
            row = -1
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "hr":
            yield block(RULE, start, end, token.markup[:3])
        lists += token.nesting * ("_list_" in token.type)
        quotes += token.nesting * ("quote" in token.type)
