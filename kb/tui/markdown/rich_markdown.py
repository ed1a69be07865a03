"""Markdown as Rich draws it from kb's tokens: on the screens, and where a command prints it."""

from typing import ClassVar, Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, MarkdownElement
from rich.style import Style
from rich.syntax import ANSISyntaxTheme, Syntax
from rich.theme import Theme

from kb.tui.markdown.links import Links
from kb.tui.markdown.parse import tokens

# Colours that are readable on dark and light backgrounds; none carries meaning.
THEME: Final = Theme(
    {
        "markdown.code": "bold cyan",
        "markdown.block_quote": "italic",
        "markdown.item.bullet": "none",
        "markdown.item.number": "none",
        "markdown.h1": "bold underline",
        "markdown.h2": "bold underline",
        "markdown.h3": "bold",
        "markdown.table.border": "dim",
        "markdown.table.header": "bold",
        "markdown.link_url": "underline",
    }
)
_CODE_STYLES: Final[dict[tuple[str, ...], Style]] = {
    ("Comment",): Style(dim=True, italic=True),
    ("Keyword",): Style(color="magenta", bold=True),
    ("Literal", "Number"): Style(color="cyan"),
    ("Literal", "String"): Style(color="green"),
    ("Name", "Builtin"): Style(color="cyan"),
    ("Name", "Class"): Style(bold=True),
    ("Name", "Decorator"): Style(color="magenta"),
    ("Name", "Exception"): Style(color="cyan"),
    ("Name", "Function"): Style(bold=True),
    ("Name", "Tag"): Style(color="magenta", bold=True),
    ("Operator", "Word"): Style(color="magenta", bold=True),
}
"""By Pygments' token types."""


class _Heading(Heading):
    """A heading that is not centered."""

    LEVEL_ALIGN: ClassVar = {f"h{level}": "left" for level in range(1, 7)}


class _Code(CodeBlock):
    """Indented code, without a background."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        code = str(self.text).rstrip()
        theme = ANSISyntaxTheme(_CODE_STYLES)
        yield Syntax(code, self.lexer_name, theme=theme, word_wrap=True, padding=(0, 0, 0, 2))


class NoteMarkdown(Markdown):
    """Rich's Markdown, but from kb's tokens."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
    }

    def __init__(
        self, text: str, *, links: Links, line_breaks: bool = True, columns: int | None = None
    ) -> None:
        super().__init__("", hyperlinks=True)
        self.parsed = tokens(text, line_breaks=line_breaks, links=links, columns=columns)
