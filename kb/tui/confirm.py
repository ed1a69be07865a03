"""A question that needs a yes or a no."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from kb.tui.keys import Key, KeyBar, bindings

_KEYS = (
    Key("y", "screen.answer(True)", "Yes", "Yes"),
    Key("n,escape,q", "screen.answer(False)", "No", "No"),
)


class ConfirmScreen(ModalScreen[bool]):
    """A yes-or-no question over the screen; other keys do nothing."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*_KEYS)
    DEFAULT_CSS = """
    ConfirmScreen { align: center middle; }
    ConfirmScreen Vertical {
        border: round; padding: 0 1; width: 60; max-width: 100%; height: auto; max-height: 100%;
    }
    ConfirmScreen KeyBar { dock: none; padding: 1 0 0 0; }
    """

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Yield the question and its keys."""
        yield Vertical(Static(self._question, markup=False), KeyBar(_KEYS))

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001  # called by Textual
        """Close with the answer."""
        if self.is_current:  # a second key may come before the question is gone
            self.dismiss(answer)
