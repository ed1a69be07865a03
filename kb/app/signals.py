"""What signals of the terminal and of the system mean while something of ours runs."""

import os
import select
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, TextIO

_LOST: Final = 0 if sys.platform == "win32" else select.POLLHUP | select.POLLERR
"""What poll reports of a terminal that has gone, whatever it was asked for."""


@contextmanager
def termination_as_interrupt() -> Iterator[None]:
    """Ends as at Ctrl-C when the process is asked to, so that the terminal is left in order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(*_: object) -> None:
    if callable(signal.getsignal(signal.SIGINT)):
        signal.raise_signal(signal.SIGINT)
    else:  # A shell lets what it runs in the background ignore Ctrl-C.
        raise KeyboardInterrupt


@contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Leaves Ctrl-C to another program on the same terminal, to which it may mean something."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # not SIG_IGN: it would inherit that
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(slots=True)
class Terminal:
    """The terminal that a process talks to."""

    numbers: tuple[int, ...]
    """Those of its standard streams that are a terminal."""
    is_lost: bool = False

    def look(self) -> None:
        """Point the streams at the null device, if the terminal has gone.

        A stream of a lost terminal cannot be written, and is always ready to be read.
        """
        if sys.platform == "win32":
            return
        poll = select.poll()
        for number in self.numbers:
            poll.register(number, 0)
        lost = [number for number, what in poll.poll(0) if what & _LOST]
        if lost:
            self.is_lost = True
            null = os.open(os.devnull, os.O_RDWR)
            for number in lost:
                os.dup2(null, number)
            os.close(null)


@contextmanager
def lost_terminal_as_interrupt(streams: Sequence[TextIO] | None = None) -> Iterator[Terminal]:
    """Ends as at a request to terminate when the terminal goes, though SIGHUP be ignored.

    Args:
        streams: those to watch; the three standard ones by default.

    Raises:
        KeyboardInterrupt: it has gone.
    """
    with termination_as_interrupt(), _watched(streams) as terminal:
        yield terminal
        terminal.look()
        if terminal.is_lost:
            raise KeyboardInterrupt


@contextmanager
def _watched(streams: Sequence[TextIO] | None) -> Iterator[Terminal]:
    """Watches the terminal in a thread, and asks this process to terminate when it goes."""
    chosen = (sys.stdin, sys.stdout, sys.stderr) if streams is None else streams
    terminal = Terminal(tuple(stream.fileno() for stream in chosen if stream and stream.isatty()))
    in_main = threading.current_thread() is threading.main_thread()
    if sys.platform == "win32" or not (terminal.numbers and in_main):
        yield terminal
        return
    ends, end = os.pipe()
    watcher = threading.Thread(target=_watch, args=(terminal, ends), daemon=True)
    watcher.start()
    try:
        yield terminal
    finally:
        os.write(end, b"x")
        watcher.join()
        os.close(ends)
        os.close(end)


def _watch(terminal: Terminal, ends: int) -> None:
    poll = select.poll()
    poll.register(ends, select.POLLIN)
    for number in terminal.numbers:
        poll.register(number, 0)
    poll.poll()
    terminal.look()
    if terminal.is_lost:
        with suppress(ProcessLookupError):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
