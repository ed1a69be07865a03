"""Keys: what they do, in a bar at the bottom that a mouse can use, and in a list of all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click

from kb.tui.panel import Panel
from kb.tui.wrapped_text import Fitted

_BETWEEN: Final = 2
"""Columns between two keys of the bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key, and what it does."""

    key: str
    """As Textual calls it; several with commas between."""
    written: str
    """As it is written for people."""
    action: str
    label: str = ""
    """In the bar; without one it stands in the list alone."""
    meaning: str
    """In the list."""

    @property
    def binding(self) -> Binding:
        """The key as Textual takes it."""
        return Binding(self.key, self.action, self.meaning, show=False)


def bindings(*keys: Key) -> list[BindingType]:
    """Returns keys as a screen takes them."""
    return [key.binding for key in keys]


class KeyBar(Fitted):
    """The keys that mean something now, in as many lines as they take; each can be clicked."""

    DEFAULT_CSS = "KeyBar { dock: bottom; padding: 0 0 0 1; }"

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self._keys = tuple(keys)

    def show(self, keys: Sequence[Key]) -> None:
        """Shows other keys."""
        self._keys = tuple(keys)
        self.refresh(layout=True)

    def fitted(self, width: int) -> Content:
        """Returns the keys in lines; none is broken."""
        lines: list[Content] = []
        for key, row, column in self._placed(width):
            item = Content.assemble((key.written, "bold"), f" {key.label}")
            if row == len(lines):
                lines.append(item)
            else:
                gap = " " * (column - lines[row].cell_length)
                lines[row] = Content.assemble(lines[row], gap, item)
        return Content("\n").join(lines)

    async def on_click(self, event: Click) -> None:
        """Does what the key that was clicked does."""
        at = event.get_content_offset(self)
        for key, row, column in self._placed(self.content_size.width):
            if at and at.y == row and column <= at.x < column + _width(key):
                await self.screen.run_action(key.action)

    def _placed(self, width: int) -> Iterator[tuple[Key, int, int]]:
        """Yields each key with its row and column, both counted from 0."""
        row = column = 0
        for key in self._keys:
            if not key.label:
                continue
            if column and column + _width(key) > width:
                row, column = row + 1, 0
            yield key, row, column
            column += _width(key) + _BETWEEN


def _width(key: Key) -> int:
    return len(key.written) + 1 + len(key.label)


def keys_panel(keys: Sequence[Key]) -> Panel:
    """Returns a panel with all keys of a screen, and what they do."""
    width = max(len(key.written) for key in keys)
    lines = [
        Content.assemble((f"{key.written:>{width}}", "bold"), f"  {key.meaning}") for key in keys
    ]
    return Panel("Keys", Content("\n").join(lines))
