"""Check links to a heading or a block inside a note."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from kb.notes.names import name_key

_NO_WORD: Final = re.compile(r"[\W_]+")
_LONGEST_LINE: Final = 250
"""Characters of a line that may stand for a heading; longer ones are paragraphs."""
_ANCHOR: Final = re.compile(r"(?:\bid|\bname)=[\"']?([^\s\"'>]+)|\{[^{}\n]*#([\w-]+)[^{}\n]*\}")
# The caret comes first, as a search for a character is many times faster than one for spaces.
_BLOCK: Final = re.compile(r"\^(?<!\S\^)([\w-]+)[ \t]*$", re.MULTILINE)
_REPEATED: Final = re.compile(r"\d+$")
_LEAST_SIMILARITY: Final = 50
"""Of 100; below it a heading is not what a broken link means."""
_MOST_SUGGESTIONS: Final = 3


def names_block(subpath: str) -> bool:
    """Return whether a subpath is a block reference such as ``#^id``."""
    return subpath.rpartition("#")[2].startswith("^")


class SubpathTargets:
    """What links may lead to inside one note. Each kind is looked for once, on demand."""

    def __init__(self, headings: Iterable[str], body: str, *, title: str = "") -> None:
        self._headings = tuple(headings)
        self._body = body
        self._title = title

    def has(self, subpath: str) -> bool:
        """Return whether the note has what ``subpath`` ends in.

        A subpath is ``#Heading``, ``#Heading#Subheading``, ``#a-slug`` or ``#^block``.
        """
        name = subpath.rpartition("#")[2].strip()
        if name.startswith("^"):
            return name[1:].casefold() in self._blocks
        key = heading_key(name)
        # The slug of a repeated heading ends in a number: the second in -1.
        if not key or self._is_heading(key) or self._is_heading(_REPEATED.sub("", key)):
            return True
        # A heading that was read as a field, or lost its markup, is a line of its own in the text.
        if _words_only(name) in self._lines:
            return True
        return name.casefold() in self._anchors

    def similar_headings(self, subpath: str) -> tuple[str, ...]:
        """Return up to three headings that a broken link may mean, the likeliest first."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415  # only where a link is broken

        matches = process.extract(
            heading_key(subpath.rpartition("#")[2]),
            self._keys.keys(),
            scorer=fuzz.ratio,
            score_cutoff=_LEAST_SIMILARITY,
            limit=_MOST_SUGGESTIONS,
        )
        return tuple(self._keys[key] for key, _, _ in matches)

    def _is_heading(self, key: str) -> bool:
        return key in self._keys or (bool(self._title) and key == heading_key(self._title))

    @cached_property
    def _blocks(self) -> frozenset[str]:
        return frozenset(block.casefold() for block in _BLOCK.findall(self._body))

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {heading_key(heading): heading for heading in self._headings}

    @cached_property
    def _lines(self) -> frozenset[str]:
        lines = self._body.split("\n")
        return frozenset(_words_only(line) for line in lines if len(line) <= _LONGEST_LINE)

    @cached_property
    def _anchors(self) -> frozenset[str]:
        anchors = _ANCHOR.findall(self._body)
        return frozenset((html or attribute).casefold() for html, attribute in anchors)


def _words_only(line: str) -> str:
    """Return the words of a line, without any punctuation between and around them."""
    return " ".join(filter(None, _NO_WORD.split(line.casefold())))


def heading_key(heading: str) -> str:
    """Return the key that a heading, a link to it, and its slug share.

    >>> heading_key("What's new?") == heading_key("whats-new") == heading_key("What’s New")
    True
    """
    return _NO_WORD.sub("", name_key(heading))
