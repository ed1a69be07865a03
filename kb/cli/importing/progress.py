"""A progress bar on the terminal, for work that takes long."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kb import clock
from kb.cli.output import console

if TYPE_CHECKING:
    from rich.progress import Progress

_DELAY_SECONDS: Final = 0.7
"""No bar is shown for work that is done sooner."""

OnProgress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


@contextmanager
def progress_bar(what: str, *, silent: bool) -> Iterator[OnProgress | None]:
    """Yield a function to call with (done, total), or None if a bar could not be seen."""
    if silent or not sys.stderr.isatty():
        yield None
        return
    bar = _Bar(what)
    try:
        yield bar.update
    finally:
        bar.close()


class _Bar:
    def __init__(self, what: str) -> None:
        self._what = what
        self._begin = clock.monotonic_seconds()
        self._progress: Progress | None = None

    def update(self, done: int, total: int) -> None:
        if self._progress is None:
            if clock.monotonic_seconds() - self._begin < _DELAY_SECONDS:
                return
            from rich.progress import Progress  # slow, only for long work

            self._progress = Progress(console=console(sys.stderr), transient=True)
            self._progress.add_task(self._what, total=total)
            self._progress.start()
        self._progress.update(self._progress.task_ids[0], completed=done, total=total)

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()
