"""The part of the app that takes the terminal and gives it back."""

import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from textual.app import App

if sys.platform == "win32":
    from textual.drivers.windows_driver import WindowsDriver as _PlatformDriver
else:
    from textual.drivers.linux_driver import LinuxDriver as _PlatformDriver


class TerminalDriver(_PlatformDriver):
    """The driver of the platform, which gets over the loss of its terminal."""

    def __init__(
        self,
        app: "App[object]",
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if self._file is not None:
            self._file = cast("TextIOWrapper", _LossyStream(self._file))
        self._is_suspended = False

    def suspend_application_mode(self) -> None:
        """Give the terminal away."""
        self._is_suspended = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        """Take the terminal back, if it was given away.

        SIGCONT comes not only after a stop: a session's leader gets it when its terminal goes.
        Textual would begin to read the terminal a second time then, and never end.
        """
        if self._is_suspended:
            self._is_suspended = False
            super().resume_application_mode()


class _LossyStream:
    """A stream that drops what cannot be written.

    Textual's thread that writes would end with the error, and the app wait for it for ever.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> object:
        """Return what else the stream has."""
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write ``text`` and return its length."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush the stream."""
        with suppress(OSError):
            self._stream.flush()
