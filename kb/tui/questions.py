"""Questions over the screen: answered by a key, or by a line of text."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from kb.tui.keys import Key, KeyBar, bindings

Answer = TypeVar("Answer")
_BOX: Final = """
    border: round; padding: 0 1; width: 60; max-width: 100%; height: auto; max-height: 100%;
"""


class ConfirmScreen(ModalScreen[str]):
    """A question over the screen, closed with the answer; keys of no answer do nothing."""

    DEFAULT_CSS = f"""
    ConfirmScreen {{ align: center middle; }}
    ConfirmScreen Vertical {{ {_BOX} }}
    ConfirmScreen KeyBar {{ dock: none; padding: 1 0 0 0; }}
    """

    def __init__(self, question: str, keys: Sequence[Key]) -> None:
        super().__init__()
        self._question = question
        self._keys = keys
        for key in keys:
            for name in key.key.split(","):
                self._bindings.bind(name, key.action, show=False)

    def compose(self) -> ComposeResult:
        """Yield the question and its keys."""
        yield Vertical(Static(self._question, markup=False), KeyBar(self._keys))

    def action_answer(self, answer: str) -> None:
        """Close with the answer."""
        if self.is_current:  # a second key may come before the question is gone
            self.dismiss(answer)


class AskScreen(ModalScreen[Answer | None], Generic[Answer]):
    """A question that is answered by a line of text; closed with its meaning, or None."""

    _KEYS: Final = (
        Key("enter", "screen.submit", "OK", "OK", "Enter"),
        Key("escape", "screen.cancel", "Cancel", "Cancel", "Esc"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(*_KEYS)
    DEFAULT_CSS = f"""
    AskScreen {{ align: center middle; }}
    AskScreen Vertical {{ {_BOX} }}
    AskScreen Input {{ border: none; height: 1; margin: 1 0 0 0; }}
    AskScreen #wrong {{ display: none; text-style: bold; }}
    AskScreen.-wrong #wrong {{ display: block; }}
    AskScreen KeyBar {{ dock: none; padding: 1 0 0 0; }}
    """

    def __init__(self, question: str, parse: Callable[[str], Answer]) -> None:
        """Ask for what ``parse`` reads; it raises a ValueError that says what it wants."""
        super().__init__()
        self._question = question
        self._parse = parse

    def compose(self) -> ComposeResult:
        """Yield the question, the line, what is wrong with it, and the keys."""
        yield Vertical(
            Static(self._question, markup=False),
            Input(compact=True),
            Static(id="wrong", markup=False),
            KeyBar(self._KEYS),
        )

    def on_input_submitted(self) -> None:
        """Close with the answer."""
        self.action_submit()

    def action_submit(self) -> None:
        """Close with the answer, if it can be read."""
        try:
            answer = self._parse(self.query_one(Input).value)
        except ValueError as error:
            self.query_one("#wrong", Static).update(f"Give {error}.")
            self.add_class("-wrong")
            return
        self._close(answer)

    def action_cancel(self) -> None:
        """Close without an answer."""
        self._close(None)

    def _close(self, answer: Answer | None) -> None:
        """Close once; a second key may come before the question is gone."""
        if self.is_current:
            self.dismiss(answer)
