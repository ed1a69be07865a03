"""Markdown as lines of the terminal; what has no mark-up is spared the parser."""

import re
from functools import lru_cache
from typing import Final

from textual.content import Content

from kb.app.sanitize import safe

_LONGEST: Final = 20_000
"""Characters that are read as Markdown. No card is longer, but for one that went wrong."""
_LONGEST_SHOWN: Final = 100_000
_NARROWEST: Final = 20
"""Columns. What is drawn for fewer is cut."""
_BARE: Final = re.compile(r"[^\n`*_\[\]<>#|~$&\\{}+=-][^\n`*_\[\]<>|~$&\\]*")
"""One line in which no character can be mark-up, or begin a list."""
_NUMBERED: Final = re.compile(r"\s*\d+[.)]")


@lru_cache(maxsize=64)
def rendered(markdown: str, width: int) -> Content:
    """Returns Markdown as it is meant to look, a line of the terminal a line.

    Nothing in it can command the terminal, and what is not blank never looks blank.

    Args:
        markdown: what to show, as it came out of a note.
        width: how many columns there are.
    """
    text = safe(markdown).expandtabs(4)
    width = max(width, _NARROWEST)
    lines: list[Content] = []
    if len(text) <= _LONGEST and not _is_bare(text):
        from kb.tui.markdown.draw import drawn  # noqa: PLC0415  # 60 ms that most prompts can spare

        lines = drawn(text, width)
    if not any(line.plain.strip() for line in lines):
        lines = Content(text[:_LONGEST_SHOWN].strip("\n")).wrap(width)
    return Content("\n").join(line.rstrip() for line in lines)


def _is_bare(text: str) -> bool:
    """Returns whether Markdown would make nothing of a text but the text."""
    bare = text.strip()
    return (
        bool(_BARE.fullmatch(bare))
        and "==" not in bare
        and not _NUMBERED.match(bare)
        and text[:1] != " "
    )
