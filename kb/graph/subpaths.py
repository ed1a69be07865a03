"""Check links to a heading or a block inside a note."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches
from functools import cached_property
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


class SubpathTargets:
    """What links may lead to inside one note. Each kind is looked for once, on demand."""

    def __init__(self, headings: Iterable[str], body: str) -> None:
        self._headings = headings
        self._body = body

    def has(self, subpath: str) -> bool:
        """Return whether the note has what ``subpath`` ends in.

        A subpath is ``#Heading``, ``#Heading#Subheading``, ``#a-slug`` or ``#^block``.
        """
        name = subpath.rpartition("#")[2].strip()
        if name.startswith("^"):
            return name[1:].casefold() in self._blocks
        key = heading_key(name)
        # The slug of a repeated heading ends in a number: the second in -1.
        if not key or key in self._keys or _REPEATED.sub("", key) in self._keys:
            return True
        # A heading that was read as a field, or lost its markup, is a line of its own in the text.
        if _has_line(name.strip(_AROUND).casefold(), self._folded):
            return True
        return name.casefold() in self._anchors

    @cached_property
    def _blocks(self) -> frozenset[str]:
        return frozenset(block.casefold() for block in _BLOCK.findall(self._body))

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(map(heading_key, self._headings))

    @cached_property
    def _folded(self) -> str:
        return self._body.casefold()

    @cached_property
    def _anchors(self) -> frozenset[str]:
        anchors = _ANCHOR.findall(self._body)
        return frozenset((html or attribute).casefold() for html, attribute in anchors)


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
