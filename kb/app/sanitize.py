"""Texts of notes as a terminal may show them.

Notes are other people's text: an escape sequence in one could recolour, rewrite or retitle the
terminal that shows it.
"""

import re
from typing import Final

from kb.notes.plain_text import Markdown, plain

BIDI: Final = "\u202a-\u202e\u2066-\u2069"
"""Characters that turn the direction of text, as in a set of a regular expression."""
_SEQUENCE: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]P^_X][^\x07\x1b\n]*(?:\x07|\x1b\\)"  # OSC and kin: titles, links, clipboard
    r"|\x1b[ -/]*[0-~]"
)
_CONTROL: Final = re.compile(f"[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f{BIDI}]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def safe(text: str) -> str:
    """Returns ``text`` without what a terminal would obey instead of show.

    Escape sequences, C0 controls but newline and tab, C1 controls and bidirectional overrides
    go; bytes of a file name that are no UTF-8 become U+FFFD.
    """
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", _SEQUENCE.sub("", text)))


def one_line(text: str) -> str:
    """Returns ``text``, safe, with every run of white space as one blank."""
    return " ".join(safe(text).split())


def plain_line(markdown: str) -> str:
    """Return Markdown as it reads, on one line, and safe."""
    return plain(Markdown(one_line(markdown)))


def counted(count: int, noun: str) -> str:
    """Returns ``1 card`` or ``2 cards``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
