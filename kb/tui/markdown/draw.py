"""Markdown and code as lines of the terminal, in the terminal's own colours."""

import io
from collections.abc import Iterable, Iterator
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

# Colours that can be read on a dark ground and on a light one; none says anything by itself.
_LOOKS: Final = {
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
_CODE_LOOKS: Final[dict[tuple[str, ...], RichStyle]] = {
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
"""By the kinds of Pygments' tokens."""


def drawn(markdown: str, width: int) -> list[Content]:
    """Returns Markdown as it is meant to look, each line as wide as its text.

    Args:
        markdown: without anything that a terminal would obey.
        width: how many columns there are, at least 20.
    """
    options = _console().options.update(width=width, height=None)
    lines = [_line(line) for line in _console().render_lines(_Shown(markdown), options, pad=False)]
    filled = [at for at, line in enumerate(lines) if line.plain] or [0]
    return lines[filled[0] : filled[-1] + 1]


class _Heading(Heading):
    """A heading at the left edge, as the rest."""

    LEVEL_ALIGN: ClassVar = {f"h{level}": "left" for level in range(1, 7)}


class _Code(CodeBlock):
    """Code, indented, without a ground of its own."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        looks = ANSISyntaxTheme(_CODE_LOOKS)
        yield Syntax(code, self.lexer_name, theme=looks, word_wrap=True, padding=(0, 0, 0, 2))


class _Shown(Markdown):
    """Rich's drawing of Markdown, from tokens of our own."""

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
        theme=Theme(_LOOKS),
        markup=False,
        emoji=False,
        highlight=False,
    )


def _line(segments: Iterable[Segment]) -> Content:
    return Content.assemble(*_parts(segments)).rstrip()


def _parts(segments: Iterable[Segment]) -> Iterator[tuple[str, Style] | str]:
    for text, style, _ in segments:
        yield (text, Style.from_rich_style(style)) if style else text
