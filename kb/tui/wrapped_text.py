"""Widgets that wrap their text to the width of the terminal: Markdown, and lines of a note."""

import re
from abc import abstractmethod
from collections.abc import Iterator
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kb.app.cards.inbox import Excerpt
from kb.app.sanitize import safe
from kb.tui.markdown.render import rendered

_LONGEST_LINE: Final = 1_000
"""Characters of an unmarked line."""
_GAP: Final = re.compile(r"\[\.\.\.\]")


class WrappedText(Widget):
    """A widget whose text depends on its width, and whose height on its text."""

    DEFAULT_CSS = "WrappedText { height: auto; }"

    @abstractmethod
    def wrapped(self, width: int) -> Content:
        """Return the text, no line of it wider than ``width`` columns."""

    def render(self) -> Content:
        """Return the text for the current width."""
        return self.wrapped(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines in ``width`` columns."""
        return self.wrapped(width).plain.count("\n") + 1 if width else 0


class MarkdownText(WrappedText):
    """Rendered Markdown."""

    def __init__(self, markdown: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._markdown = markdown
        self._gaps = False

    def show(self, markdown: str, *, gaps: bool = False) -> None:
        """Show another text; with ``gaps``, each ``[...]`` in it is highlighted."""
        self._markdown, self._gaps = markdown, gaps
        self.refresh(layout=True)

    def wrapped(self, width: int) -> Content:
        """Return the rendered Markdown."""
        content = rendered(self._markdown, width)
        return content.highlight_regex(_GAP, style="reverse bold") if self._gaps else content


class NoteLines(WrappedText):
    """Lines of a note with their numbers, one of them marked."""

    _excerpt = Excerpt(first=1, lines=())
    _marked = 0

    def show(self, excerpt: Excerpt, marked: int) -> None:
        """Show other lines; ``marked`` is the number of the marked one."""
        self._excerpt, self._marked = excerpt, marked
        self.refresh(layout=True)

    def wrapped(self, width: int) -> Content:
        """Return each line after its number and a rule, which shows the mark without colour."""
        rows = [row for _, rows in self._rows(width) for row in rows]
        return Content("\n").join(rows or [Content.styled("The note cannot be read.", "dim")])

    def place(self, width: int) -> tuple[int, int]:
        """Return the first row of the marked line, counted from 0, and how many rows it takes."""
        above = 0
        for number, rows in self._rows(width):
            if number == self._marked:
                return above, len(rows)
            above += len(rows)
        return 0, 1

    def _rows(self, width: int) -> Iterator[tuple[int, list[Content]]]:
        """Yield the number of each line, and the rows that it takes."""
        first, lines = self._excerpt.first, self._excerpt.lines
        digits = len(str(first + len(lines) - 1))
        for number, line in enumerate(lines, start=first):
            text = safe(line).expandtabs(4)  # whole sequences; see kb.tui.markdown.render
            if number == self._marked:
                gutter, gutter_style, style = f"{number:>{digits}} ▶ ", "bold", "bold"
            else:
                gutter, gutter_style, style = f"{number:>{digits}} │ ", "dim", ""
                text = text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}…"
            rows = Content.styled(text, style).wrap(max(width - len(gutter), 8)) or [Content()]
            gutters = [gutter] + [f"{' ' * digits} │ "] * (len(rows) - 1)
            yield (
                number,
                [
                    Content.assemble((gutter, gutter_style), row)
                    for gutter, row in zip(gutters, rows, strict=True)
                ],
            )
