"""Several parts that scroll, one after the other, as if they were one page."""

from typing import ClassVar, Final

from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from kb.tui.keys import Key, bindings

SCROLL_KEYS: Final = (
    Key(key="down,j", written="↓ j", action="screen.scroll_on(1)", meaning="Scroll a line down"),
    Key(key="up,k", written="↑ k", action="screen.scroll_on(-1)", meaning="Scroll a line up"),
    Key(key="pagedown", written="PgDn", action="screen.page_on(1)", meaning="Scroll a page down"),
    Key(key="pageup", written="PgUp", action="screen.page_on(-1)", meaning="Scroll a page up"),
)


class Scrolled(Screen[None]):
    """A screen whose parts are scrolled by keys: down the first first, up the last first."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*SCROLL_KEYS)
    SCROLLS: ClassVar[tuple[str, ...]] = ()
    """The parts, from top to bottom, as selectors."""
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012  # Textual's own

    def action_scroll_on(self, lines: int) -> None:
        """Scrolls so many lines down, or up if there are fewer than none."""
        part = self._part(lines)
        if part:
            part.scroll_relative(y=lines, animate=False)

    def action_page_on(self, pages: int) -> None:
        """Scrolls so many pages down, or up if there are fewer than none."""
        part = self._part(pages)
        if part:
            lines = max(part.scrollable_content_region.height - 1, 1)
            part.scroll_relative(y=pages * lines, animate=False)

    def _part(self, direction: int) -> Widget | None:
        """Returns the part that can still go that way."""
        parts = [self.query_one(part) for part in self.SCROLLS]
        shown = [part for part in parts if part.display]
        if direction > 0:
            return next((each for each in shown if each.scroll_y < each.max_scroll_y), None)
        return next((each for each in reversed(shown) if each.scroll_y > 0), None)
