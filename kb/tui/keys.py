"""Keys of a screen: the bar at its bottom, which can be clicked, and the list of all of them."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click

from kb.tui.panel import Panel
from kb.tui.wrapped_text import WrappedText

_GAP: Final = 2
"""Columns between two keys of the bar."""


class Key(NamedTuple):
    """A key, and what it does."""

    key: str
    """As Textual names it; several are separated by commas."""
    action: str
    label: str
    """In the bar; without one, the key is only in the list."""
    meaning: str
    """In the list."""
    symbol: str = ""
    """How the user reads it, if not as Textual names the first key."""

    @property
    def written(self) -> str:
        """The key as the user reads it."""
        return self.symbol or self.key.partition(",")[0]


def bindings(*keys: Key) -> list[BindingType]:
    """Return keys as bindings of a screen."""
    return [Binding(key.key, key.action, key.meaning, show=False) for key in keys]


class KeyBar(WrappedText):
    """The keys that work now, on as many lines as they need."""

    DEFAULT_CSS = "KeyBar { dock: bottom; padding: 0 0 0 1; }"

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__()
        self._keys = keys

    def show(self, keys: Sequence[Key]) -> None:
        """Show other keys."""
        self._keys = keys
        self.refresh(layout=True)

    def wrapped(self, width: int) -> Content:
        """Return the keys in lines, none broken."""
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
        """Run the action of the key that was clicked."""
        at = event.get_content_offset(self)
        for key, row, column in self._placed(self.content_size.width):
            if at and at.y == row and column <= at.x < column + _width(key):
                await self.screen.run_action(key.action)

    def _placed(self, width: int) -> Iterator[tuple[Key, int, int]]:
        """Yield each key with its row and column, both counted from 0.

        They stand closer together where that saves a row.
        """
        wide, close = (list(self._in_rows(width, gap)) for gap in (_GAP, 1))
        yield from close if wide and close[-1][1] < wide[-1][1] else wide

    def _in_rows(self, width: int, gap: int) -> Iterator[tuple[Key, int, int]]:
        row = column = 0
        for key in self._keys:
            if not key.label:
                continue
            if column and column + _width(key) > width:
                row, column = row + 1, 0
            yield key, row, column
            column += _width(key) + gap


def _width(key: Key) -> int:
    return len(key.written) + 1 + len(key.label)


def keys_panel(keys: Sequence[Key]) -> Panel:
    """Return a panel that lists keys and what they do."""
    width = max(len(key.written) for key in keys)
    lines = [
        Content.assemble((f"{key.written:>{width}}", "bold"), f"  {key.meaning}") for key in keys
    ]
    return Panel("Keys", Content("\n").join(lines))
