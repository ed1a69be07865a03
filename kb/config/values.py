"""What a setting can hold, and how each kind of value is read.

A reader takes what TOML gives, and returns the value or raises ``ValueError`` with what it wants.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, cast

Names = tuple[str, ...]

_DURATION: Final = re.compile(r"[1-9][0-9]{0,3}[smh]|[1-9][0-9]?d|[12][0-9]{2}d|3[0-5][0-9]d")
_ENDINGS: Final = 'endings of file names, such as [".md", ".txt"]'


def path(given: object) -> Path:
    """Returns a path, with ``~`` as the folder that it stands for."""
    wanted = 'a path, such as "~/notes/kb.db"'
    if not isinstance(given, str) or not given.strip() or "\0" in given:
        raise ValueError(wanted)
    try:
        return Path(given).expanduser()
    except RuntimeError:  # ~nobody
        raise ValueError(wanted) from None


def flag(given: object) -> bool:
    """Returns true or false."""
    if not isinstance(given, bool):
        raise ValueError("true or false")  # noqa: TRY004  # the file is wrong, not the program
    return given


def names(given: object, wanted: str = 'a list of words, such as ["one", "two"]') -> Names:
    """Returns the words of a list; one word may stand alone."""
    words = given if isinstance(given, list) else [given]
    names = [word.strip() for word in words if isinstance(word, str)]
    if len(names) < len(words) or not all(names):
        raise ValueError(wanted)
    return tuple(dict.fromkeys(names))


def page(given: object) -> str:
    """Returns a text of any length."""
    if not isinstance(given, str) or "\0" in given:
        raise ValueError('a text of any length, such as """# {{title}}"""')
    return given


def text(given: object) -> str:
    """Returns a text on one line, perhaps empty."""
    if not isinstance(given, str) or "\n" in given:
        raise ValueError('a text, such as "::"')
    return given.strip()


def mark(given: object) -> str:
    """Returns a text on one line that is not empty."""
    if not text(given):
        raise ValueError('a text, such as "::"')
    return text(given)


def number(least: float, most: float) -> Callable[[object], float]:
    """Returns what reads a number within bounds."""

    def read(given: object) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise ValueError(f"a number from {least:g} to {most:g}")  # noqa: TRY004  # as in flag
        if not least <= given <= most:
            raise ValueError(f"a number from {least:g} to {most:g}")
        return float(given)

    return read


def count(least: int, most: int) -> Callable[[object], int]:
    """Returns what reads a whole number within bounds."""

    def read(given: object) -> int:
        whole = isinstance(given, int) and not isinstance(given, bool)
        if not whole or not least <= cast("int", given) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return cast("int", given)

    return read


def steps(given: object) -> Names:
    """Returns durations, such as ``1m``; ``"1m 10m"`` is ``["1m", "10m"]``."""
    words = given.split() if isinstance(given, str) else given
    if not isinstance(words, list) or not all(
        isinstance(word, str) and _DURATION.fullmatch(word) for word in words
    ):
        raise ValueError('durations up to a year, such as ["1m", "10m"] or "1d"')
    return tuple(words)


def tag_names(given: object) -> Names:
    """Returns tags, written with # or without."""
    return tuple(name.removeprefix("#") for name in names(given))


def extensions(given: object) -> Names:
    """Returns endings of file names, each as :func:`extension`."""
    return tuple(dict.fromkeys(extension(name) for name in names(given, _ENDINGS)))


def extension(name: str) -> str:
    """Returns ``.txt`` for ``txt``, ``.TXT`` and ``*.txt``.

    Raises:
        ValueError: ``name`` is no ending of a file name.
    """
    ending = name.strip().removeprefix("*").removeprefix(".").casefold()
    if not ending or re.search(r"[\s/\\*?]", ending):
        raise ValueError(_ENDINGS)
    return f".{ending}"
