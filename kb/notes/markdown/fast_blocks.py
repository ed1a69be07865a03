"""What can be read without a Markdown parser: most of what people write.

A parser written in Python spends most of an import on headings, paragraphs, fences, quotes and
lists. Where they begin at the margin and hold nothing unusual, this module reads them: the
plainest of them whole, by one regular expression, the others line by line. The rest it leaves to
the parser, up to a line at the margin, after an empty one, that ends every list and quote above
it. :mod:`kb.notes.markdown.parse` joins both; a test compares them on any text.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.notes.markdown.blocks import CODE, HEADING, ITEM, RULE, TEXT, Block, language_of
from kb.notes.markdown.fast_lists import outline
from kb.notes.markdown.line_kinds import ENDS_PARAGRAPH, HORIZONTAL, PLAIN, is_empty

_LINE = rf"(?:{PLAIN.pattern}).*"
_PLAINEST = re.compile(
    r"(?P<mark>\#{1,6})[ \t]+(?P<heading>[^\s#](?:.*[^\s#])?)[ \t]*(?:\n++|\Z)"
    rf"|(?P<text>{_LINE}(?:\n{_LINE})*+)(?:\n\n++|\n?\Z)"
    rf"|(?P<items>[-*+][ ]{_LINE}(?:\n[-*+][ ]{_LINE})*+)(?:\n\n++(?=\S)|\n*+\Z)"
    r"|(?P<fence>`{3,}+)(?P<info>[^`\n]*+)\n(?P<code>(?:.*\n)*?)"
    r"[ ]{0,3}(?P=fence)`*+[ \t]*+(?:\n++|\Z)"
    rf"|(?P<quote>>[ ]{_LINE}(?:\n>[ ]{_LINE})*+)(?:\n\n++|\n?\Z)",
    re.MULTILINE,
)
"""A heading, a paragraph, a list of short texts, code, or a quoted paragraph, if it is plain.

With the empty lines below it, and the fence below code.
"""
_OPENING = re.compile(r"(`{3,}|~{3,})([^`]*)")
_FENCE = re.compile(r"([ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*)(`{3,}|~{3,})([^`]*)$")


Found = tuple[list[Block], int]
"""Blocks, and the row behind them; the row where they begin, if only the parser can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Lines that only the parser can tell."""

    start: int
    """The first line, counted from 0."""
    text: str


def stretches(text: str) -> list[Block | Structure]:
    """Returns the blocks of ``text`` that need no parser, and what needs it between them."""
    found: list[Block | Structure] = []
    lines: list[str] = []
    """Split when they are first asked for, for many texts are plain throughout."""
    row = position = len(text) - len(text.lstrip("\n"))
    while position < len(text):
        match = _PLAINEST.match(text, position)
        if match is None:
            lines = lines or text.split("\n")
            read, below = _others(lines, row)
            found += read
            position += sum(map(len, lines[row:below])) + below - row
            row = below
            continue
        kind = match.lastgroup
        if kind == "text":
            words = match["text"]
            end = row + 1 + words.count("\n")
            found.append(Block(TEXT, row, end, words.strip()))
        elif kind == "heading":
            mark, words = match.group("mark", "heading")
            level = len(mark)
            found.append(Block(HEADING, row, row + 1, words, level=level))
        elif kind == "items":
            found += _items(match["items"], row)
        else:
            found.append(_code(match, row) if kind == "code" else _quoted(match["quote"], row))
        row += text.count("\n", position, match.end())
        position = match.end()
    return found


def _items(text: str, row: int) -> list[Block]:
    """Returns the items of a list that holds one short text on each line."""
    return [
        Block(ITEM, at, at + 1, line[2:].strip(), depth=1, marker=line[0])
        for at, line in enumerate(text.split("\n"), start=row)
    ]


def _code(match: re.Match[str], row: int) -> Block:
    """Returns the code between two fences that were matched at a row."""
    info, text = match.group("info", "code")
    end = row + 2 + text.count("\n")
    code, language = text.rstrip("\n"), language_of(info)
    return Block(CODE, row, end, code, language=language)


def _quoted(text: str, row: int) -> Block:
    """Returns a paragraph, each of whose lines has the mark of a quote."""
    end = row + 1 + text.count("\n")
    words = text[2:].replace("\n> ", "\n").strip()
    return Block(TEXT, row, end, words, quoted=True)


def _others(lines: list[str], row: int) -> tuple[Sequence[Block | Structure], int]:
    """Returns what begins at a row and is not of the plainest, and the row behind it."""
    line = lines[row]
    if is_empty(line):
        return [], row + 1
    blocks, end = _READERS.get(line[0], _paragraph)(lines, row)
    if end > row:
        return blocks, end
    end = _end_of_structure(lines, row)
    return [Structure(start=row, text="\n".join(lines[row:end]))], end


def _paragraph(lines: list[str], start: int) -> Found:
    """Reads a paragraph of plain lines."""
    end = _end_of_paragraph(lines, start)
    text = "\n".join(lines[start:end]).strip()
    return [Block(TEXT, start, end, text)], end


def _end_of_paragraph(lines: list[str], start: int) -> int:
    """Returns where a paragraph of plain lines ends; ``start``, if there is none."""
    for row in range(start, len(lines)):
        line = lines[row]
        if not line:
            return row
        if not PLAIN.match(line):
            ended = row > start and (is_empty(line) or ENDS_PARAGRAPH.match(line))
            return row if ended else start
    return len(lines)


def _fence(lines: list[str], start: int) -> Found:
    """Reads the code between two fences; nothing, if the second is missing."""
    opening = _OPENING.fullmatch(lines[start])
    if opening is None:
        return _paragraph(lines, start)
    mark, is_closing = opening[1], _closing(opening[1]).fullmatch
    for row in range(start + 1, len(lines)):
        if mark in lines[row] and is_closing(lines[row]):
            text = "\n".join(lines[start + 1 : row]).rstrip("\n")
            block = Block(CODE, start, row + 1, text, language=language_of(opening[2]))
            return [block], row + 1
    return [], start


@lru_cache(maxsize=16)
def _closing(mark: str) -> re.Pattern[str]:
    """Returns what the line below a fence's code looks like."""
    return re.compile(rf" {{0,3}}{mark}{mark[0]}*[ \t]*")


def _marked(lines: list[str], row: int) -> Found:
    """Reads a rule, a list, or a paragraph that begins with a mark."""
    line = lines[row]
    rule = HORIZONTAL.fullmatch(line)
    if rule is not None:
        text = rule[1] * (line.count(rule[1]) + 1)
        return [Block(RULE, row, row + 1, text)], row + 1
    blocks, end = outline(lines, row)
    return (blocks, end) if blocks else _paragraph(lines, row)


def _quote(lines: list[str], start: int) -> Found:
    """Reads what is quoted; nothing, if a line without a mark could belong to it."""
    end = start
    inner = []
    while end < len(lines) and lines[end].startswith(">"):
        inner.append(lines[end][1:].removeprefix(" "))
        end += 1
    text = "\n".join(inner)
    # What a tab means depends on where the quote begins; quotes may nest without end.
    if "\t" in text or "\n>" in f"\n{text}" or (end < len(lines) and lines[end].strip(" \t")):
        return [], start
    blocks = []
    for block in stretches(text):
        if isinstance(block, Structure):
            return [], start
        block.line += start
        block.end += start
        block.quoted = block.shape is not RULE
        blocks.append(block)
    return blocks, end


_READERS: dict[str, Callable[[list[str], int], Found]] = {
    "`": _fence,
    "~": _fence,
    ">": _quote,
    **dict.fromkeys("-+*_0123456789", _marked),
}
"""By a line's first character, what may begin there; a paragraph otherwise."""


def _end_of_structure(lines: list[str], start: int) -> int:
    """Returns where a plain line at the margin, after an empty one, ends all lists and quotes.

    A fence at the margin may hold such lines. One inside a list ends with it, but only where
    its two lines stand alike can that be told without the parser.
    """
    fence: tuple[str, str] | None = None
    for row in range(start, len(lines)):
        line = lines[row]
        if fence is None and row > start and _begins_anew(lines, row):
            return row
        if fence and fence[0] and line.strip() and not line.expandtabs().startswith(fence[0]):
            return len(lines)
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if match is None:
            continue
        if fence is None:
            fence = (_blank(match[1]), match[2])
        elif match[2].startswith(fence[1]) and not match[3].strip():
            if match[1].expandtabs() != fence[0]:
                return len(lines)
            fence = None
    return len(lines)


def _blank(prefix: str) -> str:
    """Returns what stands before a fence, its list markers as the spaces that continue them."""
    return re.sub(r"[^>\s]", " ", prefix.expandtabs())


def _begins_anew(lines: list[str], row: int) -> bool:
    """Returns whether a line stands outside every list and quote above it."""
    line = lines[row]
    return is_empty(lines[row - 1]) and not is_empty(line) and not line[0].isspace()
