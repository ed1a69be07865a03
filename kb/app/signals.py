"""What signals of the terminal and of the system mean while something of ours runs."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


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
