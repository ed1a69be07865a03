"""How editors count the characters of a line: in the code units of an encoding."""

from enum import StrEnum


class Encoding(StrEnum):
    """What a column counts, by its name in the Language Server Protocol."""

    UTF8 = "utf-8"
    """Bytes."""
    UTF16 = "utf-16"
    """Units of two bytes: a character beyond the first 65,536, such as an emoji, has two."""
    UTF32 = "utf-32"
    """Characters, as Python counts them."""


def column(line: str, index: int, encoding: Encoding) -> int:
    """Return the column of a character of a line.

    >>> [column("🐍 b", 2, encoding) for encoding in Encoding]
    [5, 3, 2]
    """
    if encoding is Encoding.UTF32 or line.isascii():
        return index
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
    for index, character in enumerate(line):
        at -= _width(character, encoding)
        if at < 0:
            return index
    return len(line)


def _width(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.UTF8:
        return len(character.encode("utf-8", "surrogatepass"))
    return 2 if character > "\uffff" else 1
