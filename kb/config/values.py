"""Parsers of the values that settings can have.

A parser takes a value as TOML gives it, and returns the setting's value or raises ``ValueError``
with what the value must be.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

Words = tuple[str, ...]
Number = TypeVar("Number", bound=float)

_DURATION: Final = re.compile(r"[1-9][0-9]{0,3}[smh]|[1-9][0-9]?d|[12][0-9]{2}d|3[0-5][0-9]d")
_EASY_DAY: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day:(?:0(?:\.[0-9]+)?|1(?:\.0+)?)"
)
_EXTENSIONS: Final = 'file name extensions, such as [".md", ".txt"]'


def path(value: object) -> Path:
    """Parse a path, in which ``~`` is a home folder."""
    expected = 'a path, such as "~/notes/kb.db"'
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError(expected)
    try:
        return Path(value).expanduser()
    except RuntimeError:  # ~unknown
        raise ValueError(expected) from None


def flag(value: object) -> bool:
    """Parse true or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004  # the file is wrong, not the program
    return value


def word_list(value: object, expected: str = 'a list of words, such as ["one", "two"]') -> Words:
    """Parse a list of words, or one word."""
    values = value if isinstance(value, list) else [value]
    words = [word.strip() for word in values if isinstance(word, str)]
    if len(words) < len(values) or not all(words):
        raise ValueError(expected)
    return tuple(dict.fromkeys(words))


def tag_list(value: object) -> Words:
    """Parse tags, with or without ``#``."""
    return tuple(tag.removeprefix("#") for tag in word_list(value))


def text(value: object) -> str:
    """Parse a text of any length."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError('text of any length, such as """# {{title}}"""')
    return value


def line(value: object) -> str:
    """Parse a line of text, which may be empty."""
    if not isinstance(value, str) or "\n" in value:
        raise ValueError('a line of text, such as "::"')
    return value.strip()


def tag(value: object) -> str:
    """Parse a tag, with or without ``#``; may be empty."""
    return line(value).removeprefix("#")


def number(least: Number, most: Number) -> Callable[[object], Number]:
    """Return a parser of numbers in a range: of whole numbers if its bounds are."""
    kind = type(least)
    what = "a whole number" if kind is int else "a number"

    def parse(value: object) -> Number:
        # Not isinstance: to Python, true is a whole number.
        if type(value) is not kind or not least <= value <= most:
            raise ValueError(f"{what} from {least:g} to {most:g}")
        return value

    return parse


def durations(value: object) -> Words:
    """Parse durations such as ``1m``; ``"1m 10m"`` is short for ``["1m", "10m"]``."""
    values = value.split() if isinstance(value, str) else value
    if not isinstance(values, list) or not all(
        isinstance(word, str) and _DURATION.fullmatch(word) for word in values
    ):
        raise ValueError('durations up to a year, such as ["1m", "10m"] or "1d"')
    return tuple(values)


def easy_days(value: object) -> Words:
    """Parse days of the week with shares from 0 to 1, such as ``saturday:0.5``."""
    expected = 'days of the week with shares from 0 to 1, such as ["saturday:0.5", "sunday:0"]'
    words = tuple(word.casefold() for word in word_list(value, expected))
    days = [word.partition(":")[0] for word in words]
    if not all(map(_EASY_DAY.fullmatch, words)) or len({*days}) < len(days):
        raise ValueError(expected)
    return words


def extensions(value: object) -> Words:
    """Parse file name extensions, each as :func:`extension`."""
    return tuple(dict.fromkeys(map(extension, word_list(value, _EXTENSIONS))))


def extension(name: str) -> str:
    """Return ``.txt`` for ``txt``, ``.TXT`` and ``*.txt``.

    Raises:
        ValueError: ``name`` is not a file name extension.
    """
    bare = name.strip().removeprefix("*").removeprefix(".").casefold()
    if not bare or re.search(r"[\s/\\*?]", bare):
        raise ValueError(_EXTENSIONS)
    return f".{bare}"
