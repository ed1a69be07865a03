"""Long answers on a terminal go through the user's pager, as git's do."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import wraps
from io import StringIO
from typing import Any, Final, TextIO

import click

from kb.app.sanitize import without_sequences
from kb.cli import output

_USUAL: Final = "less"
_LESS: Final = "FRX"
"""Ends at once if all fits, shows colours, and leaves the text on the screen."""


def pager_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--no-pager`` to a command, and page what it prints unless it, or kb, is given that."""

    @wraps(command)
    def paging(*values: object, no_pager: bool, **options: object) -> object:
        unpaged = no_pager or click.get_current_context().find_root().params.get("no_pager")
        if unpaged or not output.on_terminal():
            return command(*values, **options)
        with paged():
            return command(*values, **options)

    return click.option("--no-pager", is_flag=True, help="Do not use a pager.")(paging)


def pager_of(environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the words of the user's pager: ``KB_PAGER``, else ``PAGER``, else less.

    None if it is empty or ``cat``, if it is not installed, or if the terminal is too simple.
    """
    written = environ.get("KB_PAGER", environ.get("PAGER", _USUAL))
    try:
        words = tuple(shlex.split(written))
    except ValueError:
        words = ()
    if environ.get("TERM", "") in {"", "dumb"} or not words or words == ("cat",):
        return None
    return words if shutil.which(words[0]) else None


@contextmanager
def paged() -> Iterator[None]:
    """Hold back what is printed, and show it in the end: by the pager if it is long."""
    program = pager_of(os.environ)
    if program is None:
        yield
        return
    terminal = sys.stdout
    held = _Held(terminal)
    sys.stdout = output.SafeStream(held)
    try:
        yield
    finally:
        sys.stdout = terminal
        text = held.getvalue()
        if _fits(text):
            _unguarded(terminal).write(text)
        else:
            _show(program, text, terminal)


class _Held(StringIO):
    """Text on its way to a terminal."""

    def __init__(self, terminal: TextIO) -> None:
        super().__init__()
        self._terminal = terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """That of the terminal."""
        return self._terminal.encoding

    def isatty(self) -> bool:
        """Return True: what is printed is for a terminal."""
        return True

    def fileno(self) -> int:
        """Return the terminal's number."""
        return self._terminal.fileno()


def _unguarded(stream: TextIO) -> TextIO:
    """Return the stream below a guard: what was held back has passed one."""
    return getattr(stream, "unguarded", stream)


def _fits(text: str) -> bool:
    """Return whether a text fits on the screen, with a line for the next prompt."""
    rows = shutil.get_terminal_size().lines - 1
    lines = text.split("\n")
    if len(lines) - 1 > rows:
        return False
    return sum(output.height(without_sequences(line)) for line in lines[:-1]) <= rows


def _show(program: tuple[str, ...], text: str, terminal: TextIO) -> None:
    import subprocess

    environ = {"LESS": _LESS, "LV": "-c", **os.environ}
    try:
        pager = subprocess.Popen(program, stdin=subprocess.PIPE, env=environ)  # noqa: S603  # the user's own
    except OSError:
        _unguarded(terminal).write(text)
        return
    encoded = text.encode(terminal.encoding or "utf-8", "replace")
    while True:
        # The pager decides what Ctrl-C means, as long as it runs.
        with suppress(KeyboardInterrupt):
            pager.communicate(encoded)
            return
        encoded = b""
