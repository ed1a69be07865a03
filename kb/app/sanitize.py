"""Texts of notes as a terminal may show them.

Notes are other people's text: an escape sequence in one could recolour, rewrite or retitle the
terminal that shows it.
"""

import re
from typing import Final

BIDI: Final = "\u202a-\u202e\u2066-\u2069"
"""Characters that turn the direction of text, as in a set of a regular expression."""
_SEQUENCE: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]P^_X][^\x07\x1b\n]*(?:\x07|\x1b\\)"  # OSC and kin: titles, links, clipboard
    r"|\x1b[ -/]*[0-~]"
)
_CONTROL: Final = re.compile(f"[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f{BIDI}]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WIKILINK: Final = re.compile(r"!?\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
_EMPHASIS: Final = re.compile(r"(\*\*|__|`)(?=\S)(.+?)(?<=\S)\1")


def safe(text: str) -> str:
    """Returns ``text`` without what a terminal would obey instead of show.

    Escape sequences, C0 controls but newline and tab, C1 controls and bidirectional overrides
    go; bytes of a file name that are no UTF-8 become U+FFFD.
    """
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", _SEQUENCE.sub("", text)))


def one_line(text: str) -> str:
    """Returns ``text``, safe, with every run of white space as one blank."""
    return " ".join(safe(text).split())


def plain(markdown: str) -> str:
    """Returns one line of Markdown as it reads: ``[[loop|the **loop**]]`` is ``the loop``."""
    return _EMPHASIS.sub(r"\2", _without_wikilinks(one_line(markdown)))


def _without_wikilinks(text: str) -> str:
    """Returns ``text`` with ``[[loop|the loop]]`` as ``the loop``."""
    return _WIKILINK.sub(lambda link: link[2] or link[1], text)


def counted(count: int, noun: str) -> str:
    """Returns ``1 card`` or ``2 cards``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
