"""Blocks that one regular expression can read: most of what people write.

Python spends more time on a parser's events than the parser on the text. So headings, paragraphs,
fences, lists and quotes are read here if they begin at the margin and hold nothing unusual. All
else is left to the parser, up to a line that ends every list and quote above it.
:mod:`kb.notes.markdown.parse` joins both; a test compares them with another parser on any text.
"""

import re
from typing import NamedTuple

from kb.notes.markdown.blocks import CODE, HEADING, ITEM, TEXT, Block, fence_language

_LINE = (
    r"(?:[^\W\d_]"  # what most lines begin with, tried first
    r"|[^\s\w#>+*`~-]"
    r"|[*_]{1,3}[^\s*_]|[-+][^\s+-]|`{1,2}(?!`)|~{1,2}(?!~)"
    r"|\#++(?![ \t]|$)|[0-9]++(?![.)](?:[ \t]|$))).*"
)
"""A line that begins a paragraph, or goes on with one."""
_PLAIN = re.compile(
    r"(?P<mark>\#{1,6})[ \t]+(?P<heading>[^\s#](?:.*[^\s#])?)[ \t]*(?:\n++|\Z)"
    rf"|(?P<text>{_LINE}(?>(?:\n{_LINE})*))(?:\n\n++|\n?\Z)"
    rf"|(?P<items>[-*+][ ]{_LINE}(?>(?:\n[-*+][ ]{_LINE})*))(?:\n\n++(?=\S)|\n*+\Z)"
    r"|(?P<fence>`{3,}+)(?P<info>[^`\n]*+)\n(?P<code>(?:.*\n)*?)"
    r"[ ]{0,3}(?P=fence)`*+[ \t]*+(?:\n++|\Z)"
    rf"|(?P<quote>>[ ]{_LINE}(?>(?:\n>[ ]{_LINE})*))(?:\n\n++|\n?\Z)",
    re.MULTILINE,
)
"""A heading, paragraph, list of short texts, code or quoted paragraph, and empty lines below."""
_FENCE = re.compile(r"([ \t>]*+(?>(?:(?:[-*+]|\d++[.)])[ \t]++)*))(`{3,}+|~{3,}+)([^`]*+)$")


class Rest(NamedTuple):
    """Lines for the parser."""

    row: int
    text: str


def fast_blocks(text: str) -> list[Block | Rest]:
    """Return the blocks of ``text`` that need no parser, and between them what needs it."""
    parts: list[Block | Rest] = []
    lines: list[str] = []
    """Split when they are first asked for, for many texts are plain throughout."""
    row = position = len(text) - len(text.lstrip("\n"))
    while position < len(text):
        match = _PLAIN.match(text, position)
        if match is not None:
            parts += _blocks(match, row)
            row += text.count("\n", position, match.end())
            position = match.end()
            continue
        lines = lines or text.split("\n")
        below = _end_of_rest(lines, row)
        rest = "\n".join(lines[row:below])
        parts.append(Rest(row, rest))
        position += len(rest) + 1
        row = below
    return parts


def _blocks(match: re.Match[str], row: int) -> list[Block]:
    if match.lastgroup == "text":
        text = match["text"]
        return [Block(TEXT, row, row + 1 + text.count("\n"), text.strip())]
    if match.lastgroup == "heading":
        return [Block(HEADING, row, row + 1, match["heading"], level=len(match["mark"]))]
    if match.lastgroup == "items":
        return [
            Block(ITEM, at, at + 1, line[2:].strip(), depth=1, marker=line[0])
            for at, line in enumerate(match["items"].split("\n"), start=row)
        ]
    if match.lastgroup == "quote":
        text = match["quote"][2:].replace("\n> ", "\n")
        return [Block(TEXT, row, row + 1 + text.count("\n"), text.strip(), quoted=True)]
    code, language = match["code"], fence_language(match["info"])
    return [Block(CODE, row, row + 2 + code.count("\n"), code.rstrip("\n"), language=language)]


def _end_of_rest(lines: list[str], start: int) -> int:
    """Return where a line at the margin, below an empty one, ends all lists and quotes.

    A fence at the margin may hold such lines. One inside a list ends with it, but only where its
    two lines are indented alike can that be told without the parser.
    """
    fence: tuple[str, str] | None = None
    """What appears before an open fence, and its sign."""
    for row in range(start, len(lines)):
        line = lines[row]
        is_outside = not line[:1].isspace() and line and not lines[row - 1].strip()
        if fence is None and row > start and is_outside:
            return row
        if fence and fence[0] and line.strip() and not line.expandtabs().startswith(fence[0]):
            return len(lines)
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if match is None:
            continue
        if fence is None:
            # The markers of a list become the spaces by which the lines below it are indented.
            fence = (re.sub(r"[^>\s]", " ", match[1].expandtabs()), match[2])
        elif match[2].startswith(fence[1]) and not match[3].strip():
            if match[1].expandtabs() != fence[0]:
                return len(lines)
            fence = None
    return len(lines)
