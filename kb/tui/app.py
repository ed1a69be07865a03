"""The app that shows one screen on the whole terminal; commands call :func:`show`."""

import asyncio
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.filter import LineFilter
from textual.screen import Screen

from kb.app.notes.editor import editor_command, open_in_editor
from kb.app.sanitize import safe_in_place

# SIGHUP comes when the terminal is closed; Windows has no such signal.
_EXIT_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class _SafeLines(LineFilter):
    """Lets no text through that a terminal would obey."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments of a line as wide as before."""
        return [
            Segment(text if control else safe_in_place(text, cell_len), style, control)
            for text, style, control in segments
        ]


SAFE_LINES: Final = _SafeLines()


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
        super().__init__(ansi_color=True)  # else NO_COLOR gives shades of grey
        self.theme = "ansi-dark"  # uses the terminal's own text and background
        self.animation_level = "none"
        self.fault: Exception | None = None
        """The error that ended the app."""
        self._first = first

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
        KeyboardInterrupt: a signal ended the app; the terminal is restored.
    """
    app = ScreenApp(screen)
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
