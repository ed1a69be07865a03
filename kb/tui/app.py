"""The app that shows one screen on the whole terminal; commands call :func:`show`."""

import asyncio
import os
import signal
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.events import Event, Key, Paste
from textual.filter import LineFilter
from textual.message import Message
from textual.screen import Screen

from kb.app.notes.editor import editor_command, open_in_editor
from kb.app.sanitize import safe_in_place
from kb.app.signals import lost_terminal_as_interrupt
from kb.tui.driver import TerminalDriver

# SIGHUP comes when the terminal is closed; Windows has no such signal.
_EXIT_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


_PATIENCE_S: Final = 0.2
"""How long the next key waits for the effect of the one before."""


class _SafeLines(LineFilter):
    """Lets no text through that a terminal would obey."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments of a line as wide as before."""
        return [
            Segment(text if control else safe_in_place(text, cell_len), style, control)
            for text, style, control in segments
        ]


SAFE_LINES: Final = _SafeLines()


class InputHandled(Message):
    """Follows a key through the same widgets: all that the key caused is done."""


class ScreenApp(App[None]):
    """An app with one screen, in the terminal's own colours and without animations."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "Quit", show=False, system=True),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, system=True),
    ]
    CSS: ClassVar[str] = """
    * {
        scrollbar-size-vertical: 1;
        scrollbar-color: ansi_default;
        scrollbar-color-hover: ansi_default;
        scrollbar-color-active: ansi_default;
        scrollbar-background: ansi_default;
        scrollbar-background-hover: ansi_default;
        scrollbar-background-active: ansi_default;
    }
    """

    def __init__(self, first: Screen[Any]) -> None:
        # Without its own colours, NO_COLOR gives shades of grey.
        super().__init__(driver_class=TerminalDriver, ansi_color=True)
        self.theme = "ansi-dark"  # uses the terminal's own text and background
        self.animation_level = "none"
        self.fault: Exception | None = None
        """The error that ended the app."""
        self._first = first
        self._typed: deque[Key | Paste] = deque()
        self._handling = 0
        """Which key is being handled, counted from 1; 0 if none is."""
        self._handled = 0

    def get_default_screen(self) -> Screen[Any]:
        """Return the screen to show."""
        return self._first

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what each line of each widget passes last."""
        return [*super().get_line_filters(), SAFE_LINES]

    def edit(self, file: Path, line: int) -> bool:
        """Open a file at a line, counted from 1, and return whether the user's editor changed it.

        Raises:
            EditorError: there is no such file or editor, or it failed. The screen is back then.
        """
        editor_command(file, line, os.environ)  # fails before the screen goes
        changed, fault = False, None
        try:
            with self.suspend():
                # An error that leaves this block would not restore the screen.
                try:
                    changed = open_in_editor(file, line, os.environ)
                except Exception as error:  # noqa: BLE001  # raised below
                    fault = error
        except SuspendNotSupported:
            return open_in_editor(file, line, os.environ)
        if fault:
            raise fault
        return changed

    async def on_event(self, event: Event) -> None:
        """Hand on what is typed only when what was typed before has had its effect.

        Textual would give keys that come at once to the screen that the first of them closes.
        """
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self._typed.append(event)
            if not self._handling:
                await self._hand_on()
        else:
            await super().on_event(event)

    async def on_input_handled(self, message: InputHandled) -> None:
        """Hand on the next key."""
        message.stop()
        await self._hand_on()

    async def _hand_on(self) -> None:
        self._handling = 0
        if not self._typed:
            return
        self._handled += 1
        self._handling = number = self._handled
        if not self.screen.is_mounted:  # it has no focus yet
            self.set_timer(0.01, self._hand_on)
            return
        target = self.focused or self.screen
        await super().on_event(self._typed.popleft())
        target.post_message(InputHandled())
        # What closes before the message comes does not hand it on.
        self.set_timer(_PATIENCE_S, lambda: self._hand_on_if(number))

    async def _hand_on_if(self, number: int) -> None:
        if self._handling == number:
            await self._hand_on()

    def _handle_exception(self, error: Exception) -> None:
        self.fault = self.fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Exit without Textual's traceback; :func:`show` raises the error."""
        self._close_messages_no_wait()


async def show(screen: Screen[Any]) -> None:
    """Show a screen until the user leaves it.

    Raises:
        KbError: an action on the store failed.
        KeyboardInterrupt: a signal ended the app, or its terminal has gone. A terminal that is
            there is restored.
    """
    with lost_terminal_as_interrupt():
        _assume_a_size()
        await _run(ScreenApp(screen))


def _assume_a_size() -> None:
    """Give a terminal that tells no size the usual one.

    Textual and Rich would assume different ones, and draw the screen anew for ever.
    """
    if 0 in os.get_terminal_size():
        os.environ.setdefault("COLUMNS", "80")
        os.environ.setdefault("LINES", "24")


async def _run(app: ScreenApp) -> None:
    signals: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        signals.append(number)
        app.exit()

    loop = asyncio.get_running_loop()
    for number in _EXIT_SIGNALS:
        loop.add_signal_handler(number, end, number)
    try:
        await app.run_async()
    finally:
        for number in _EXIT_SIGNALS:
            loop.remove_signal_handler(number)
    if app.fault:
        raise app.fault
    if signals:
        raise KeyboardInterrupt
