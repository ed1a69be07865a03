"""The part of a note's text that ``#Heading`` or ``#^block`` names, for what is embedded of it."""

import re
from typing import Final

from kb.html.parser import anchor_of

_HEADING: Final = re.compile(r"(?P<marks>#{1,6})[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*$")
_FENCE: Final = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})")
_BLOCK_NAME: Final = re.compile(r"(?:^|[ \t])\^(?P<name>[A-Za-z0-9-]+)[ \t]*$")
_ITEM: Final = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]")


def part_of(body: str, subpath: str) -> str | None:
    """Return the Markdown of a part of a note; None if it has no such part.

    A heading's part goes on to the next one of its level or above. A block is a paragraph or an
    entry of a list; a name that stands alone is that of the block before.

    Args:
        body: of the note.
        subpath: such as ``#Heading#Sub`` or ``#^block``; empty for the whole.
    """
    if not subpath:
        return body
    name = subpath.rpartition("#")[2].strip()
    lines = body.split("\n")
    return _block(lines, name[1:]) if name.startswith("^") else _section(lines, subpath)


def _section(lines: list[str], subpath: str) -> str | None:
    wanted = anchor_of(subpath)
    level = start = 0
    fence = ""
    for row, line in enumerate(lines):
        marks = _FENCE.match(line)
        if marks and (not fence or marks["marks"].startswith(fence)):
            fence = "" if fence else marks["marks"]
        heading = None if fence or marks else _HEADING.match(line)
        if heading is None:
            continue
        if level and len(heading["marks"]) <= level:
            return "\n".join(lines[start:row]).rstrip()
        if not level and anchor_of(f"#{heading['text']}") == wanted:
            level, start = len(heading["marks"]), row
    return "\n".join(lines[start:]).rstrip() if level else None


def _block(lines: list[str], name: str) -> str | None:
    for row, line in enumerate(lines):
        match = _BLOCK_NAME.search(line)
        if match is None or match["name"].casefold() != name.casefold():
            continue
        end = row + 1
        if not line[: match.start()].strip():  # it stands alone
            end = row
            while end and not lines[end - 1].strip():
                end -= 1
        start = end - 1
        while start > 0 and lines[start - 1].strip() and not _ITEM.match(lines[start]):
            start -= 1
        return "\n".join(lines[max(start, 0) : end]).strip("\n") or None
    return None
