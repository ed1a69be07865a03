"""What a link names inside a note: a heading, or a block."""

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
    """Returns whether a subpath such as ``#^id`` names a block."""
    return subpath.rpartition("#")[2].startswith("^")


def is_found(subpath: str, headings: Iterable[str], body: str) -> bool:
    """Returns whether a note has what the last part of ``subpath`` names.

    Args:
        subpath: ``#Heading``, ``#Heading#Subheading``, ``#a-slug`` or ``#^block``.
        headings: the note's, its title included.
        body: its Markdown.
    """
    wanted = subpath.rpartition("#")[2].strip()
    if wanted.startswith("^"):
        return wanted[1:].casefold() in {each.casefold() for each in _BLOCK.findall(body)}
    key = heading_key(wanted)
    if not key:
        return True
    known = {heading_key(each) for each in headings}
    # As slugs of a heading that stands there several times, the second ends in -1.
    if key in known or _REPEATED.sub("", key) in known:
        return True
    # What became a field, or lost its mark-up, stands in the text on a line of its own.
    if _has_line(wanted.strip(_AROUND).casefold(), body.casefold()):
        return True
    anchors = {(one or other).casefold() for one, other in _ANCHOR.findall(body)}
    return wanted.casefold() in anchors


def _has_line(wanted: str, text: str) -> bool:
    """Returns whether a text has a line with just these words, whatever stands around them."""
    words = [word for word in _NO_WORD.split(wanted) if word]
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
    """Returns the form in which a heading, a link to it, and its slug are equal.

    >>> heading_key("What's new?") == heading_key("whats-new") == heading_key("What’s New")
    True
    """
    return _NO_WORD.sub("", name_key(heading))


def nearest(subpath: str, headings: Collection[str]) -> tuple[str, ...]:
    """Returns the headings that the link may mean, the likeliest first."""
    by_key = {heading_key(heading): heading for heading in headings}
    wanted = heading_key(subpath.rpartition("#")[2])
    return tuple(by_key[key] for key in get_close_matches(wanted, by_key, n=3, cutoff=0.5))
