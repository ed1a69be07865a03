"""Renders the Markdown of a card for a widget; plain text skips the parser, which loads slowly."""

import re
from functools import lru_cache
from typing import Final

from textual.content import Content

from kb.app.sanitize import safe

_LONGEST: Final = 20_000
"""Characters that are parsed as Markdown; only a broken card is longer."""
_LONGEST_SHOWN: Final = 100_000
_NARROWEST: Final = 20
"""Columns; text for fewer is cut off."""
_PLAIN: Final = re.compile(r"[^\n`*_\[\]<>#|~$&\\{}+=-][^\n`*_\[\]<>|~$&\\]*")
"""One line without a character that can be markup or begin a list."""
_NUMBERED: Final = re.compile(r"\s*\d+[.)]")


@lru_cache(maxsize=64)
def rendered(markdown: str, width: int) -> Content:
    """Return a note's Markdown rendered for ``width`` columns; blank only if the text is."""
    # Rich and Textual drop some controls, which would leave the rest of a sequence as text.
    text = safe(markdown).expandtabs(4)
    width = max(width, _NARROWEST)
    lines: list[Content] = []
    if len(text) <= _LONGEST and not _is_plain(text):
        from kb.tui.markdown.draw import drawn  # noqa: PLC0415  # 60 ms, not needed for most prompts

        lines = drawn(text, width)
    if not any(line.plain.strip() for line in lines):
        lines = Content(text[:_LONGEST_SHOWN].strip("\n")).wrap(width)
    return Content("\n").join(line.rstrip() for line in lines)


def _is_plain(text: str) -> bool:
    stripped = text.strip()
    return (
        bool(_PLAIN.fullmatch(stripped))
        and "==" not in stripped
        and "%%" not in stripped
        and not _NUMBERED.match(stripped)
        and text[:1] != " "
    )
