"""Texts that are laid out for the width that they get."""

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kb.app.sanitize import safe
from kb.tui.markdown.render import rendered

_LONGEST_LINE: Final = 1_000
"""Characters of a line, unless it is the one that matters."""
_GAP: Final = re.compile(r"\[\.\.\.\]")


class Fitted(Widget):
    """A widget whose lines depend on its width, and whose height on its lines."""

    DEFAULT_CSS = "Fitted { height: auto; }"

    @abstractmethod
    def fitted(self, width: int) -> Content:
        """Returns what to show, no line of it wider than ``width`` columns."""

    def render(self) -> Content:
        """Returns what to show in the width that there is."""
        return self.fitted(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Returns how many lines there are in ``width`` columns."""
        return self.fitted(width).plain.count("\n") + 1 if width else 0


class Passage(Fitted):
    """Markdown, as it is meant to look."""

    def __init__(self, markdown: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._markdown = markdown
        self._gaps = False

    def show(self, markdown: str, *, gaps: bool = False) -> None:
        """Shows another text, in which ``[...]`` may stand out as the gap that is asked for."""
        self._markdown, self._gaps = markdown, gaps
        self.refresh(layout=True)

    def fitted(self, width: int) -> Content:
        """Returns the text in lines."""
        content = rendered(self._markdown, width)
        return content.highlight_regex(_GAP, style="reverse bold") if self._gaps else content


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Some lines of a file as they stand there, one of which matters."""

    first: int
    """The number of the first of them; counted from 1."""
    marked: int
    """The number of the one that matters."""
    texts: Sequence[str]


class NoteLines(Fitted):
    """Lines of a note with their numbers, one of them marked."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = Lines(first=1, marked=0, texts=())

    def show(self, lines: Lines) -> None:
        """Shows other lines."""
        self._lines = lines
        self.refresh(layout=True)

    def fitted(self, width: int) -> Content:
        """Returns numbers, a rule whose mark is more than colour, and the lines, wrapped."""
        rows = [row for _, rows in self._wrapped(width) for row in rows]
        return Content("\n").join(rows or [Content.styled("The note cannot be read.", "dim")])

    def place(self, width: int) -> tuple[int, int]:
        """Returns the row where the marked line begins, counted from 0, and how many it takes."""
        above = 0
        for number, rows in self._wrapped(width):
            if number == self._lines.marked:
                return above, len(rows)
            above += len(rows)
        return 0, 1

    def _wrapped(self, width: int) -> Iterator[tuple[int, list[Content]]]:
        """Yields the number of each line, and the rows that it takes."""
        lines = self._lines
        digits = len(str(lines.first + len(lines.texts) - 1))
        for number, text in enumerate(lines.texts, start=lines.first):
            clean = safe(text).expandtabs(4)
            if number == lines.marked:
                gutter, beside, style = f"{number:>{digits}} ▶ ", "bold", "bold"
            else:
                gutter, beside, style = f"{number:>{digits}} │ ", "dim", ""
                clean = clean if len(clean) <= _LONGEST_LINE else f"{clean[:_LONGEST_LINE]}…"
            below = f"{' ' * digits} │ "
            rows = Content.styled(clean, style).wrap(max(width - len(gutter), 8)) or [Content()]
            yield (
                number,
                [
                    Content.assemble((gutter if at == 0 else below, beside), row)
                    for at, row in enumerate(rows)
                ],
            )
