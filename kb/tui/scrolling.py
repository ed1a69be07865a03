"""A screen with several scrolling parts that scroll like one page."""

from typing import ClassVar, Final

from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from kb.tui.keys import Key, bindings

SCROLL_KEYS: Final = (
    Key("down,j", "screen.scroll_on(1)", "", "Scroll a line down", "↓ j"),
    Key("up,k", "screen.scroll_on(-1)", "", "Scroll a line up", "↑ k"),
    Key("pagedown", "screen.page_on(1)", "", "Scroll a page down", "PgDn"),
    Key("pageup", "screen.page_on(-1)", "", "Scroll a page up", "PgUp"),
)


class ScrollingScreen(Screen[None]):
    """A screen whose keys scroll down its first part first, and up its last part first."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*SCROLL_KEYS)
    SCROLLS: ClassVar[tuple[str, ...]] = ()
    """Selectors of the parts, from top to bottom."""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012  # as Textual types it

    def action_scroll_on(self, lines: int) -> None:
        """Scroll ``lines`` down; up if negative."""
        part = self._part(lines)
        if part:
            part.scroll_relative(y=lines, animate=False)

    def action_page_on(self, pages: int) -> None:
        """Scroll ``pages`` down; up if negative."""
        part = self._part(pages)
        if part:
            lines = max(part.scrollable_content_region.height - 1, 1)
            part.scroll_relative(y=pages * lines, animate=False)

    def _part(self, direction: int) -> Widget | None:
        """Return the first part that can scroll in a direction: 1 down, -1 up."""
        parts = [self.query_one(part) for part in self.SCROLLS]
        shown = [part for part in parts if part.display]
        if direction > 0:
            return next((part for part in shown if part.scroll_y < part.max_scroll_y), None)
        return next((part for part in reversed(shown) if part.scroll_y > 0), None)
