"""A panel over the screen with something to read; any key closes it."""

from collections.abc import Mapping
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

_SCROLL_HINT: Final = "↑ ↓ scroll, any other key closes"


class Panel(ModalScreen[str | None]):
    """A text to read. Any key closes it, except those that scroll."""

    DEFAULT_CSS = """
    Panel { align: center middle; }
    Panel VerticalScroll {
        border: round; border-title-style: bold; padding: 0 1;
        width: auto; max-width: 100%; height: auto; max-height: 100%;
    }
    Panel VerticalScroll.-wide { width: 100%; max-width: 100; }
    Panel Static { width: auto; max-width: 100%; height: auto; }
    """
    _SCROLLING: ClassVar = {"up", "down", "pageup", "pagedown", "home", "end"}

    def __init__(
        self, title: str, *parts: Content | Widget, closing: Mapping[str, str] | None = None
    ) -> None:
        """Make a panel; ``closing`` has outcomes by Textual's names of the keys that give them."""
        super().__init__()
        self._title = title
        self._parts = parts
        self._outcomes = dict(closing or {})

    def compose(self) -> ComposeResult:
        """Yield the frame and its content."""
        box = VerticalScroll(
            *(part if isinstance(part, Widget) else Static(part) for part in self._parts)
        )
        box.set_class(any(isinstance(part, Widget) for part in self._parts), "-wide")
        box.border_title = self._title
        # The frame has a corner, a line and a space on each side of a title.
        box.styles.min_width = 6 + max(Content(self._title).cell_length, len(_SCROLL_HINT))
        yield box

    def on_resize(self) -> None:
        """Show the keys, once it is known whether the panel scrolls."""
        self.call_after_refresh(self._show_keys)

    def _show_keys(self) -> None:
        box = self.query_one(VerticalScroll)
        box.border_subtitle = _SCROLL_HINT if box.max_scroll_y else "any key closes"

    def on_key(self, event: Key) -> None:
        """Close the panel, unless the key scrolls it."""
        if event.key not in self._SCROLLING:
            event.stop()
            self._close(self._outcomes.get(event.key))

    def on_click(self) -> None:
        """Close the panel."""
        self._close(None)

    def _close(self, outcome: str | None) -> None:
        """Close once; a second key may come before the panel is gone."""
        if self.is_current:
            self.dismiss(outcome)
