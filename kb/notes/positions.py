"""How editors count the characters of a line: in the code units of an encoding."""

import re
from bisect import bisect_left, bisect_right
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple


class Encoding(StrEnum):
    """What a column counts, by its name in the Language Server Protocol."""

    UTF8 = "utf-8"
    """Bytes."""
    UTF16 = "utf-16"
    """Units of two bytes: a character beyond the first 65,536, such as an emoji, has two."""
    UTF32 = "utf-32"
    """Characters, as Python counts them."""


_LONG: Final = 500
"""Characters of a line for which it is worth keeping where its wide ones stand."""
_ASTRAL: Final = re.compile(r"[\U00010000-\U0010ffff]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")


def column(line: str, index: int, encoding: Encoding) -> int:
    """Return the column of a character of a line.

    >>> [column("🐍 b", 2, encoding) for encoding in Encoding]
    [5, 3, 2]
    """
    if encoding is Encoding.UTF32 or line.isascii():
        return index
    if len(line) > _LONG:
        wide = _wide(line, encoding)
        return index + wide.surplus[bisect_left(wide.indices, index)]
    before = line[:index]
    if encoding is Encoding.UTF8:
        return len(before.encode("utf-8", "surrogatepass"))
    return index + sum(character > "\uffff" for character in before)


def index_at(line: str, at: int, encoding: Encoding) -> int:
    """Return which character stands at a column; beyond the end of the line, where it ends.

    Inside a character it is that character.

    >>> [index_at("🐍 b", at, Encoding.UTF16) for at in (0, 1, 2, 3, 9)]
    [0, 0, 1, 2, 3]
    """
    if encoding is Encoding.UTF32 or line.isascii():
        return min(max(at, 0), len(line))
    if len(line) > _LONG:
        wide = _wide(line, encoding)
        before = bisect_right(wide.columns, at) - 1
        if before < 0:
            return max(at, 0)
        behind = wide.columns[before] + _width(line[wide.indices[before]], encoding)
        return min(wide.indices[before] + max(at - behind + 1, 0), len(line))
    for index, character in enumerate(line):
        at -= _width(character, encoding)
        if at < 0:
            return index
    return len(line)


def _width(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF8:
        return len(character.encode("utf-8", "surrogatepass"))
    return 2 if character > "\uffff" else 1


class _Wide(NamedTuple):
    """The characters of a line that take more than one column."""

    indices: list[int]
    columns: list[int]
    """Where they begin."""
    surplus: list[int]
    """How many columns more than characters are before each of them, and in all."""


@lru_cache(maxsize=4)
def _wide(line: str, encoding: Encoding) -> _Wide:
    """Return what counts the columns of a long line, of which thousands may be asked for."""
    wide = _Wide([], [], [0])
    for match in (_NOT_ASCII if encoding is Encoding.UTF8 else _ASTRAL).finditer(line):
        wide.indices.append(match.start())
        wide.columns.append(match.start() + wide.surplus[-1])
        wide.surplus.append(wide.surplus[-1] + _width(match[0], encoding) - 1)
    return wide
