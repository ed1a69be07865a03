"""A panel over the screen: something to read, that any key closes again."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static


class Panel(ModalScreen[str | None]):
    """Something to read. It closes at any key, but for those that scroll."""

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
        """Makes a panel.

        Args:
            title: what it is about.
            parts: what is to be read, from top to bottom.
            closing: keys, as Textual calls them, that close it with a word of their own.
        """
        super().__init__()
        self._title = title
        self._parts = parts
        self._outcomes = dict(closing or {})

    def compose(self) -> ComposeResult:
        """Yields the frame and what is in it."""
        box = VerticalScroll(
            *(part if isinstance(part, Widget) else Static(part) for part in self._parts)
        )
        box.set_class(any(isinstance(part, Widget) for part in self._parts), "-wide")
        box.border_title = self._title
        yield box

    def on_resize(self) -> None:
        """Says which keys there are, when it is known whether all is seen."""
        self.call_after_refresh(self._say_keys)

    def _say_keys(self) -> None:
        box = self.query_one(VerticalScroll)
        box.border_subtitle = (
            "↑ ↓ scroll, any other key goes back" if box.max_scroll_y else "any key goes back"
        )

    def on_key(self, event: Key) -> None:
        """Goes back, unless it is scrolled."""
        if event.key not in self._SCROLLING:
            event.stop()
            self._close(self._outcomes.get(event.key))

    def on_click(self) -> None:
        """Goes back."""
        self._close(None)

    def _close(self, outcome: str | None) -> None:
        """Goes back once; a second key may come before the panel has gone."""
        if self.is_current:
            self.dismiss(outcome)
