"""Draws Markdown with Rich, in the terminal's own colours, for :mod:`kb.tui.markdown.render`."""

import io
from collections.abc import Iterable
from functools import cache
from typing import ClassVar, Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.segment import Segment
from rich.style import Style as RichStyle
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.theme import Theme
from textual.content import Content
from textual.style import Style

from kb.tui.markdown.parse import tokens

# Colours that are readable on dark and light backgrounds; none carries meaning.
_STYLES: Final = {
    "markdown.code": "bold cyan",
    "markdown.block_quote": "italic",
    "markdown.item.bullet": "none",
    "markdown.item.number": "none",
    "markdown.h1": "bold underline",
    "markdown.h2": "bold underline",
    "markdown.h3": "bold",
    "markdown.table.border": "dim",
    "markdown.table.header": "bold",
}
_CODE_STYLES: Final[dict[tuple[str, ...], RichStyle]] = {
    ("Comment",): RichStyle(dim=True, italic=True),
    ("Keyword",): RichStyle(color="magenta", bold=True),
    ("Literal", "Number"): RichStyle(color="cyan"),
    ("Literal", "String"): RichStyle(color="green"),
    ("Name", "Builtin"): RichStyle(color="cyan"),
    ("Name", "Class"): RichStyle(bold=True),
    ("Name", "Decorator"): RichStyle(color="magenta"),
    ("Name", "Exception"): RichStyle(color="cyan"),
    ("Name", "Function"): RichStyle(bold=True),
    ("Name", "Tag"): RichStyle(color="magenta", bold=True),
    ("Operator", "Word"): RichStyle(color="magenta", bold=True),
}
"""By Pygments' token types."""


def drawn(markdown: str, width: int) -> list[Content]:
    """Return Markdown rendered for at least 20 columns, each line without padding."""
    options = _console().options.update(width=width, height=None)
    lines = [
        _line(line) for line in _console().render_lines(_Rendering(markdown), options, pad=False)
    ]
    filled = [row for row, line in enumerate(lines) if line.plain] or [0]
    return lines[filled[0] : filled[-1] + 1]


class _Heading(Heading):
    """A heading that is not centered."""

    LEVEL_ALIGN: ClassVar = {f"h{level}": "left" for level in range(1, 7)}


class _Code(CodeBlock):
    """Indented code, without a background."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        theme = ANSISyntaxTheme(_CODE_STYLES)
        yield Syntax(code, self.lexer_name, theme=theme, word_wrap=True, padding=(0, 0, 0, 2))


class _Rendering(Markdown):
    """Rich's Markdown, but from kb's tokens."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
    }

    def __init__(self, text: str) -> None:
        super().__init__("", hyperlinks=False)
        self.parsed = tokens(text)


@cache
def _console() -> Console:
    return Console(
        file=io.StringIO(),
        color_system="standard",
        force_terminal=True,
        legacy_windows=False,
        theme=Theme(_STYLES),
        markup=False,
        emoji=False,
        highlight=False,
    )


def _line(segments: Iterable[Segment]) -> Content:
    return Content.assemble(
        *((text, Style.from_rich_style(style)) if style else text for text, style, _ in segments)
    ).rstrip()
