"""A question that wants a yes or a no."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from kb.tui.keys import Key, KeyBar, bindings

_KEYS = (
    Key(key="y", written="y", action="screen.answer(True)", label="Yes", meaning="Yes"),
    Key(key="n,escape,q", written="n", action="screen.answer(False)", label="No", meaning="No"),
)


class YesOrNo(ModalScreen[bool]):
    """A question over the screen; what is neither y nor n changes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(*_KEYS)
    DEFAULT_CSS = """
    YesOrNo { align: center middle; }
    YesOrNo Vertical {
        border: round; padding: 0 1; width: 60; max-width: 100%; height: auto; max-height: 100%;
    }
    YesOrNo KeyBar { dock: none; padding: 1 0 0 0; }
    """

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Yields question and keys."""
        yield Vertical(Static(self._question, markup=False), KeyBar(_KEYS))

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001  # Textual calls it so
        """Goes back with the answer."""
        if self.is_current:  # A second key may come before the question has gone.
            self.dismiss(answer)
