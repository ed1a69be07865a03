"""One screen over the whole terminal, and what all such screens have in common."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Final

from textual.app import App, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.screen import Screen

from kb.app.notes.editor import editor_command, open_in_editor

# A terminal that is closed hangs up; the other systems have no such signal.
_ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class ScreenApp(App[None]):
    """A screen, in the terminal's own colours, without anything that moves."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "Quit", show=False, system=True),
        Binding("ctrl+z", "suspend_process", "To the background", show=False, system=True),
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
        super().__init__(ansi_color=True)  # else NO_COLOR would mean shades of grey
        self.theme = "ansi-dark"  # which leaves ground and text to the terminal, dark or light
        self.animation_level = "none"
        self.fault: Exception | None = None
        """What went wrong, if it did."""
        self._first = first

    def get_default_screen(self) -> Screen[Any]:
        """Returns the screen to begin with."""
        return self._first

    def edit(self, file: Path, line: int) -> bool:
        """Gives the terminal to the user's editor, until that has ended.

        Returns:
            Whether the file holds something else then.

        Args:
            file: what to edit.
            line: where to begin; counted from 1.

        Raises:
            EditorError: there is no such file, or no such editor, or it failed. The screen is
                there again.
        """
        editor_command(file, line, os.environ)  # what can be told before stays on the screen
        changed, fault = False, None
        try:
            with self.suspend():
                # An error that left this block would leave the terminal without the screen.
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
        """Ends without the traceback that Textual would show: whoever started this says it."""
        self._close_messages_no_wait()


async def show(screen: Screen[Any]) -> None:
    """Shows a screen until the user leaves it.

    Raises:
        KbError: the store refused something.
        KeyboardInterrupt: the process was asked to end; the terminal is in order again.
    """
    app = ScreenApp(screen)
    with _asked_to_end(app) as asked:
        await app.run_async()
    if app.fault:
        raise app.fault
    if asked:
        raise KeyboardInterrupt


@contextmanager
def _asked_to_end(app: ScreenApp) -> Iterator[list[signal.Signals]]:
    """Has signals end the app instead of the process, and gives those that came."""
    asked: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        asked.append(number)
        app.exit()

    loop = asyncio.get_running_loop()
    for number in _ENDING:
        loop.add_signal_handler(number, end, number)
    try:
        yield asked
    finally:
        for number in _ENDING:
            loop.remove_signal_handler(number)
