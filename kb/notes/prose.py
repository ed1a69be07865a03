"""What begins at the margin and can be read without a Markdown parser.

Headings, paragraphs, fences and plain lists are most of a note, and a parser written in Python
spends most of an import on them. A line that begins with a letter at the margin, after an empty
line, ends every list and quote above it, so what stands between such lines can be parsed alone.
:mod:`kb.notes.markdown` does that, and a test compares both ways on any text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.notes.blocks import Block, Shape, language_of

_HEADING = re.compile(r"(#{1,6})[ \t]+([^\s#](?:.*[^\s#])?)[ \t]*")
_PLAIN = re.compile(r"(?:\*\*?|__?)?[^\W\d_]|[\[(\"“‘'`](?!``)")
"""How a line begins that starts no block but a paragraph, and goes on with one."""
_ITEM = re.compile(rf"([-*+]) (?={_PLAIN.pattern})(.*)")
_OPENING = re.compile(r"(`{3,}|~{3,})([^`]*)")
_FENCE = re.compile(r"([ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*)(`{3,}|~{3,})([^`]*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """Lines that only the parser can tell."""

    start: int
    """The first line, counted from 0."""
    text: str


def stretches(text: str) -> Iterator[Block | Structure]:
    """Yields the blocks of ``text`` that need no parser, and what needs it between them."""
    lines = text.split("\n")
    row = 0
    while row < len(lines):
        if _is_empty(lines[row]):
            row += 1
            continue
        blocks = _blocks_at(lines, row)
        if blocks:
            yield from blocks
            row = blocks[-1].end
            continue
        end = _end_of_structure(lines, row)
        yield Structure(start=row, text="\n".join(lines[row:end]))
        row = end


def _blocks_at(lines: list[str], row: int) -> list[Block]:
    """Returns the heading, paragraph, fence or plain list that begins at a line; else nothing."""
    line = lines[row]
    heading = _HEADING.fullmatch(line)
    if heading is not None:
        level = len(heading[1])
        return [Block(shape=Shape.HEADING, line=row, end=row + 1, text=heading[2], level=level)]
    end = _end_of_paragraph(lines, row)
    if end > row:
        text = "\n".join(lines[row:end]).strip()
        return [Block(shape=Shape.TEXT, line=row, end=end, text=text)]
    if line.startswith(("```", "~~~")):
        return _fence(lines, row)
    return _plain_list(lines, row)


def _end_of_paragraph(lines: list[str], start: int) -> int:
    """Returns where a paragraph of plain lines ends; ``start``, if there is none."""
    row = start
    while row < len(lines) and _PLAIN.match(lines[row]):
        row += 1
    return row if row == len(lines) or _is_empty(lines[row]) else start


def _fence(lines: list[str], start: int) -> list[Block]:
    """Returns the code between two fences at the margin; nothing, if the second is missing."""
    opening = _OPENING.fullmatch(lines[start])
    if opening is None:
        return []
    closing = re.compile(rf" {{0,3}}{opening[1][0]}{{{len(opening[1])},}}[ \t]*")
    for row in range(start + 1, len(lines)):
        if closing.fullmatch(lines[row]):
            return [
                Block(
                    shape=Shape.CODE,
                    line=start,
                    end=row + 1,
                    text="\n".join(lines[start + 1 : row]).rstrip("\n"),
                    language=language_of(opening[2]),
                )
            ]
    return []


def _plain_list(lines: list[str], start: int) -> list[Block]:
    """Returns the items of a list in which each has one line; nothing, if any has more."""
    blocks: list[Block] = []
    row = start
    while row < len(lines) and (match := _ITEM.fullmatch(lines[row])) is not None:
        text = match[2].strip()
        blocks.append(
            Block(shape=Shape.ITEM, line=row, end=row + 1, text=text, depth=1, marker=match[1])
        )
        row += 1
    if row < len(lines) and not _is_empty(lines[row]):
        return []
    after = next((line for line in lines[row:] if not _is_empty(line)), "")
    return [] if after[:1] in {" ", "\t"} else blocks


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
    """Tells whether a line stands outside every list and quote above it."""
    if not _is_empty(lines[row - 1]):
        return False
    return bool(_HEADING.fullmatch(lines[row])) or _end_of_paragraph(lines, row) > row


def _is_empty(line: str) -> bool:
    """Tells whether a line holds nothing but spaces."""
    return not line or line.isspace()
