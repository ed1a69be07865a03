"""Draws Markdown with Rich, in the terminal's own colours, for :mod:`kb.tui.markdown.render`."""

import io
from collections.abc import Iterable
from functools import cache

from rich.console import Console
from rich.segment import Segment
from textual.content import Content
from textual.style import Style

from kb.tui.markdown.links import Links, opens_links
from kb.tui.markdown.rich_markdown import THEME, NoteMarkdown


def drawn(markdown: str, width: int) -> list[Content]:
    """Return Markdown rendered for at least 20 columns, each line without padding."""
    options = _console().options.update(width=width, height=None)
    links = Links.CLICKABLE if opens_links() else Links.TEXT
    note = NoteMarkdown(markdown, links=links)
    lines = [_line(line) for line in _console().render_lines(note, options, pad=False)]
    filled = [row for row, line in enumerate(lines) if line.plain] or [0]
    return lines[filled[0] : filled[-1] + 1]


@cache
def _console() -> Console:
    return Console(
        file=io.StringIO(),
        color_system="standard",
        force_terminal=True,
        legacy_windows=False,
        theme=THEME,
        markup=False,
        emoji=False,
        highlight=False,
    )


def _line(segments: Iterable[Segment]) -> Content:
    return Content.assemble(
        *((text, Style.from_rich_style(style)) if style else text for text, style, _ in segments)
    ).rstrip()
