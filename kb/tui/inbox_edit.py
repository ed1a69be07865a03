"""A card's wording, to be made the user's own."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Label, TextArea

from kb.app.sanitize import safe
from kb.tui.keys import Key, KeyBar, bindings
from kb.tui.rule import Ruled

_KEYS = (
    Key(key="ctrl+s", written="Ctrl+S", action="screen.save", label="Save", meaning="Save"),
    Key(
        key="tab",
        written="Tab",
        action="app.focus_next",
        label="Prompt, answer",
        meaning="Go between prompt and answer",
    ),
    Key(key="escape", written="Esc", action="screen.cancel", label="Cancel", meaning="Cancel"),
)

Wording = tuple[str, str]
"""A prompt and an answer, in Markdown."""


class EditScreen(Screen[Wording | None]):
    """Prompt and answer as Markdown in two fields. It hands back another wording, or nothing."""

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
        """Yields the two fields."""
        front, back = self._before
        yield Label("Prompt")
        yield TextArea(front, id="front", tab_behavior="focus")
        yield Label("Answer")
        yield TextArea(back, id="back", tab_behavior="focus")
        yield Ruled("The card's wording only; the note stays as it is.")
        yield KeyBar(_KEYS)

    def on_mount(self) -> None:
        """Puts the cursor behind the prompt, where most changes begin."""
        for area in self.query(TextArea):
            area.move_cursor(area.document.end)
        self.query_one("#front").focus()

    def action_save(self) -> None:
        """Hands the wording back, if both sides have one."""
        if not all(side.strip() for side in self._wording):
            self.query_one(Ruled).show("A card needs a prompt and an answer. Write both.")
            return
        self._close(self._wording if self._wording != self._before else None)

    def action_cancel(self) -> None:
        """Goes back; what was changed is thrown away only when it is said twice."""
        if self._wording == self._before or self._warned:
            self._close(None)
            return
        self._warned = True
        self.query_one(Ruled).show("Esc again throws your changes away; Ctrl+S keeps them.")

    def on_text_area_changed(self) -> None:
        """Forgets the warning: there is something new to lose."""
        self._warned = False

    def _close(self, wording: Wording | None) -> None:
        """Goes back once; a second key may come before the screen has gone."""
        if self.is_current:
            self.dismiss(wording)

    @property
    def _wording(self) -> Wording:
        front, back = (self.query_one(f"#{side}", TextArea).text for side in ("front", "back"))
        return front, back
