"""Text of notes made safe for a terminal.

Notes may be other people's: an escape sequence in one could recolour, rewrite or retitle the
terminal. Whatever decodes a note, such as the address ``%1B``, can make one from harmless text, so
text is made safe at the last step, where it is written: by the streams of :mod:`kb.cli.output`, the
console of :mod:`kb.cli.console` and the screens of :mod:`kb.tui.app`.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from kb.notes.plain_text import Markdown, plain

BIDI: Final = "\u202a-\u202e\u2066-\u2069"
"""Characters that change the direction of text, for a set in a regular expression."""
_SEQUENCE: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]P^_X][^\x07\x1b\n]*(?:\x07|\x1b\\)"  # OSC and kin: titles, links, clipboard
    r"|\x1b[ -/]*[0-~]"
)
_CONTROL: Final = re.compile(f"[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f{BIDI}]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def safe(text: str) -> str:
    """Return ``text`` without what a terminal would obey instead of show.

    Removed are escape sequences, C0 controls except newline and tab, C1 controls and
    bidirectional overrides; bytes of a file name that are not UTF-8 become U+FFFD.
    """
    if text.isprintable():  # most text, and quicker to ask
        return text
    return _SURROGATE.sub("\ufffd", _CONTROL.sub("", _SEQUENCE.sub("", text)))


def without_sequences(text: str) -> str:
    """Return ``text`` without the sequences that style it, as wide as it is shown."""
    return _SEQUENCE.sub("", text)


def safe_in_place(text: str, columns_of: Callable[[str], int]) -> str:
    """Return ``text``, safe, and with blanks at its end as wide as it was laid out."""
    shown = safe(text)
    return shown if shown == text else shown + " " * (columns_of(text) - columns_of(shown))


def one_line(text: str) -> str:
    """Return ``text`` as it is shown, with every run of white space as one space."""
    return " ".join(safe(text).split())


def plain_line(markdown: str) -> str:
    """Return Markdown as it reads, on one line, and safe."""
    return plain(Markdown(one_line(markdown)))


def place_in_query(query: str, at: int, *, columns: int) -> tuple[str, str]:
    """Return a query, as much of it as there is room for, and a line with a caret under a place.

    ``columns`` is the room on each side of it.
    """
    query = "".join(" " if char.isspace() else char for char in query)
    before = safe(query[:at])
    while sum(map(_columns, before)) > columns:
        before = before[1:]
    after = safe(query[at:])
    while sum(map(_columns, after)) > columns:
        after = after[:-1]
    return f"{before}{after}".rstrip(), f"{' ' * sum(map(_columns, before))}^"


def _columns(char: str) -> int:
    return 0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")


def counted(count: int, noun: str) -> str:
    """Return ``1 card`` or ``2 cards``, ``1 entry`` or ``2 entries``."""
    if count == 1:
        return f"{count} {noun}"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{count} {noun[:-1]}ies"
    return f"{count} {noun}s"


def about(minutes: float) -> str:
    """Return an expected time in whole minutes: at least one, unless there is nothing to do."""
    return f"about {counted(max(round(minutes), 1) if minutes else 0, 'minute')}"
