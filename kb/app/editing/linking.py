"""How one note writes a link to another, so that it means that one."""

import re
from typing import Final
from urllib.parse import quote

from kb.graph.index import IndexedNote
from kb.graph.resolve import Names

ADDRESS_SIGNS: Final = "/.,;!@&=+$*'~-_"
"""What stands in an address as it is. A colon could end a scheme: ``Part:two``."""
_NOT_IN_SUBPATHS: Final = re.compile(r"\s*(?:[#^|]|\[\[|\]\])+\s*")


def link_target(names: Names, note: IndexedNote, source: IndexedNote | None) -> str:
    """Return the shortest target that means a note, seen from another."""
    path = _without_extension(note.named.path)
    parts = path.split("/")
    for length in range(1, len(parts) + 1):
        written = "/".join(parts[-length:])
        if means(names, written, note, source):
            return written
    return f"/{path}" if source and means(names, f"/{path}", note, source) else path


def means(names: Names, written: str, note: IndexedNote, source: IndexedNote | None) -> bool:
    """Return whether a target, written in a note, means another."""
    resolution = names.resolution(written, source.named if source else note.named)
    return resolution.note is not None and resolution.note.id == note.id


def wikilink(names: Names, note: IndexedNote, source: IndexedNote | None, shown: str = "") -> str:
    """Return what stands between the brackets of a link to a note, shown as ``shown``."""
    target = link_target(names, note, source)
    name = target.rpartition("/")[2]
    return f"{target}|{shown}" if shown and shown != name and "|" not in shown else target


def relative_address(note: IndexedNote, source: IndexedNote | None) -> str:
    """Return the address of a note in a Markdown link, from another note of its folder."""
    own = source.named.path.split("/")[:-1] if source else []
    parts = note.named.path.split("/")
    while own and len(parts) > 1 and own[0] == parts[0]:
        own, parts = own[1:], parts[1:]
    return quote("/".join([".."] * len(own) + parts), safe=ADDRESS_SIGNS)


def subpath_of(heading: str) -> str:
    """Return a heading as a link names it: without the signs that mean something there."""
    return _NOT_IN_SUBPATHS.sub(" ", heading).strip()


def slug_of(heading: str) -> str:
    """Return a heading as web pages of notes name it.

    >>> slug_of("How it works: a guide")
    'how-it-works-a-guide'
    """
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def _without_extension(path: str) -> str:
    stem, dot, _ = path.rpartition(".")
    return stem if dot and not stem.endswith("/") and stem else path
