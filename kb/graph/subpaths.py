"""Check links to a heading or a block inside a note."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Final

from kb.notes.names import name_key

_NO_WORD: Final = re.compile(r"[\W_]+")
_AROUND: Final = "_-*.,:;!?()'\"` "
_ANCHOR: Final = re.compile(r"(?:\bid|\bname)=[\"']?([^\s\"'>]+)|\{[^{}\n]*#([\w-]+)[^{}\n]*\}")
_BLOCK: Final = re.compile(r"(?:^|\s)\^([\w-]+)[ \t]*$", re.MULTILINE)
_REPEATED: Final = re.compile(r"\d+$")


def names_block(subpath: str) -> bool:
    """Return whether a subpath is a block reference such as ``#^id``."""
    return subpath.rpartition("#")[2].startswith("^")


def is_found(subpath: str, headings: Iterable[str], body: str) -> bool:
    """Return whether a note with these headings and this Markdown has what ``subpath`` ends in.

    A subpath is ``#Heading``, ``#Heading#Subheading``, ``#a-slug`` or ``#^block``.
    """
    name = subpath.rpartition("#")[2].strip()
    if name.startswith("^"):
        return name[1:].casefold() in {block.casefold() for block in _BLOCK.findall(body)}
    key = heading_key(name)
    if not key:
        return True
    keys = {heading_key(heading) for heading in headings}
    # The slug of a repeated heading ends in a number: the second in -1.
    if key in keys or _REPEATED.sub("", key) in keys:
        return True
    # A heading that was read as a field, or lost its markup, is a line of its own in the text.
    if _has_line(name.strip(_AROUND).casefold(), body.casefold()):
        return True
    anchors = {(html or attribute).casefold() for html, attribute in _ANCHOR.findall(body)}
    return name.casefold() in anchors


def _has_line(heading: str, text: str) -> bool:
    """Return whether a line has just the heading's words, with any punctuation around them."""
    words = [word for word in _NO_WORD.split(heading) if word]
    line = re.compile(r"[\W_]*" + r"[\W_]+".join(map(re.escape, words)) + r"\W*")
    at = text.find(words[0]) if words else -1
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        if line.fullmatch(text, start, end):
            return True
        at = text.find(words[0], end)
    return False


def heading_key(heading: str) -> str:
    """Return the key that a heading, a link to it, and its slug share.

    >>> heading_key("What's new?") == heading_key("whats-new") == heading_key("What’s New")
    True
    """
    return _NO_WORD.sub("", name_key(heading))


def similar_headings(subpath: str, headings: Collection[str]) -> tuple[str, ...]:
    """Return up to three headings that a broken link may mean, the likeliest first."""
    by_key = {heading_key(heading): heading for heading in headings}
    name = heading_key(subpath.rpartition("#")[2])
    return tuple(by_key[key] for key in get_close_matches(name, by_key, n=3, cutoff=0.5))
