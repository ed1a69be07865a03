"""The screen that edits the prompt and the answer of a proposed card."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Label, TextArea

from kb.app.sanitize import safe
from kb.tui.keys import Key, KeyBar, bindings
from kb.tui.rule import TitledRule

_KEYS = (
    Key("ctrl+s", "screen.save", "Save", "Save", "Ctrl+S"),
    Key("tab", "app.focus_next", "Prompt, answer", "Switch between prompt and answer", "Tab"),
    Key("escape", "screen.cancel", "Cancel", "Cancel", "Esc"),
)

Wording = tuple[str, str]
"""A prompt and an answer, in Markdown."""


class EditScreen(Screen[Wording | None]):
    """Prompt and answer in two text fields. Closes with the new wording, or None if unchanged."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*_KEYS)
    DEFAULT_CSS = """
    EditScreen Label { text-style: bold; padding: 0 1; }
    EditScreen TextArea { height: 1fr; border: round; }
    EditScreen TextArea:focus { border: heavy; }
    """

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._before = (safe(wording[0]), safe(wording[1]))
        self._warned = False

    def compose(self) -> ComposeResult:
        """Yield the fields, a message and the keys."""
        front, back = self._before
        yield Label("Prompt")
        yield TextArea(front, id="front", tab_behavior="focus")
        yield Label("Answer")
        yield TextArea(back, id="back", tab_behavior="focus")
        yield TitledRule("This edits the card only; the note stays as it is.")
        yield KeyBar(_KEYS)

    def on_mount(self) -> None:
        """Put the cursor at the end of the prompt."""
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)
        self.query_one("#front").focus()

    def action_save(self) -> None:
        """Close with the new wording, if neither side is empty."""
        if not all(side.strip() for side in self._wording):
            self.query_one(TitledRule).show("A card needs both a prompt and an answer.")
            return
        self._close(self._wording if self._wording != self._before else None)

    def action_cancel(self) -> None:
        """Close without saving; changes are discarded only at the second time."""
        if self._wording == self._before or self._warned:
            self._close(None)
            return
        self._warned = True
        self.query_one(TitledRule).show("Esc again discards your changes; Ctrl+S saves them.")

    def on_text_area_changed(self) -> None:
        """Warn again, as there is something new to lose."""
        self._warned = False

    def _close(self, wording: Wording | None) -> None:
        """Close once; a second key may come before the screen is gone."""
        if self.is_current:
            self.dismiss(wording)

    @property
    def _wording(self) -> Wording:
        front, back = (self.query_one(f"#{side}", TextArea).text for side in ("front", "back"))
        return front, back
