"""Finding the label at the start of a line: ``**Tags:** …``, ``Links :: …``, ``Definition``."""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_LONGEST_KEY = 48
_MARKS = "*_"
_NOT_IN_KEYS = frozenset("[]`<>{}|#")
_SYMBOLS = frozenset({"So", "Sk", "Cf", "Mn"})
"""Unicode categories of emoji and what modifies them."""


class Label(NamedTuple):
    """A key at the start of a line, and what follows it there. A tuple, for every line is asked."""

    key: str
    """Plain text."""
    value: str
    """The rest of the line, stripped; empty if the value follows on other lines."""
    separator: str
    """``:``, ``::``, or empty where the key appears alone on its line."""
    emphasised: bool
    """Whether the key is bold or italic."""


@lru_cache(maxsize=64)
def label_of(line: str) -> Label | None:
    """Return the label at the start of ``line``, or None if the line cannot begin with one.

    The key is any short text; whether it names a field is for the caller to say. ``12:30`` and
    ``std::vector`` are no labels, for nothing separates the colon from what follows it.

    Kept for a while, because a line is asked first for its field and then for what it says.
    """
    line = line.strip()
    if not line.isascii():
        line = _in_plain_signs(line)
    if not (line[:1].isalpha() or line[:1] in _MARKS):
        return None
    head, colon, rest = line.partition(":")
    return _separated(head, rest) if colon else _standalone(line)


def may_have_label(line: str) -> bool:
    """Return quickly whether a line is short, or has a colon near its beginning."""
    return len(line) <= _LONGEST_KEY or line.find(":", 0, _LONGEST_KEY + 8) >= 0 or "：" in line


def _separated(head: str, rest: str) -> Label | None:
    if len(head) > _LONGEST_KEY or not head or rest[:2] == "//":
        return None
    separator = "::" if rest[:1] == ":" else ":"
    rest = rest.removeprefix(":")
    key = head.rstrip()
    emphasised = key[:1] in _MARKS
    if emphasised:
        bare = key.lstrip(_MARKS)
        closing = key[: len(key) - len(bare)][::-1]
        if bare.endswith(closing):
            key = bare[: -len(closing)].strip()
        elif rest.startswith(closing):
            key, rest = bare.strip(), rest[len(closing) :]
        else:
            return None
    elif rest and rest[0] not in "[#" and not rest[0].isspace():
        # What follows touches the colon, as in `std::vector`; not so in `Related Notes::Loop`.
        words = key.split()
        if separator == ":" or len(words) < 2 or not all(word[0].isupper() for word in words):
            return None
    if not key[:1].isalpha() or not _NOT_IN_KEYS.isdisjoint(key):
        return None
    return Label(key=key, value=rest.strip(), separator=separator, emphasised=emphasised)


def _in_plain_signs(line: str) -> str:
    """Return a line without the emoji before its key, and with an ASCII colon behind it."""
    start = 0
    while start < len(line) and unicodedata.category(line[start]) in _SYMBOLS:
        start += 1
    line = line[start:].lstrip()
    head, wide, rest = line.partition("：")
    return f"{head}: {rest}" if wide and ":" not in head else line


def _standalone(line: str) -> Label | None:
    if not line or len(line) > _LONGEST_KEY:
        return None
    key = line.strip(_MARKS).strip()
    if not key or not key[0].isalpha():
        return None
    return Label(key=key, value="", separator="", emphasised=line[0] in _MARKS)
