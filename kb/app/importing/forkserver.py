"""The process that readers are forked from, which may start before there is anything to read.

It loads what reads notes while the import loads the database, so nothing here loads either.
"""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate, islice
from pathlib import Path
from tempfile import gettempdir
from types import ModuleType
from typing import Any, Final

ENOUGH_BYTES: Final = 1_000_000
"""Starting processes costs as much as reading so much."""
_MOST_FOLDERS: Final = 1_000
"""That are looked into beforehand, lest a look at a whole home costs more than it gains."""
_LONGEST_TEMPORARY: Final = 60
"""Bytes; with what the server adds, a name of a socket has at most 104."""


def start_server_for(targets: Sequence[Path], extensions: Sequence[str]) -> None:
    """Starts the server at once if the targets hold enough new notes for several readers.

    Whether they do is judged by a quick look; it is only a matter of speed. The server ends with
    this process.
    """
    context = fork_context()
    if context.get_start_method() != "forkserver" or usable_processors() < 2:
        return
    sizes = (size for target in targets for size in _sizes(target, tuple(extensions)))
    if any(total >= ENOUGH_BYTES for total in accumulate(sizes)):
        from multiprocessing import forkserver  # noqa: PLC0415  # not on Windows

        with quietly_started():
            forkserver.ensure_running()


def usable_processors() -> int:
    """Returns how many processors this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return usable or 1


def fork_context() -> Any:  # noqa: ANN401  # each platform has its own class
    """Returns the way in which processes are started here."""
    methods = multiprocessing.get_all_start_methods()
    # The server listens in the folder for temporary files, and names of sockets are short.
    reachable = len(os.fsencode(gettempdir())) <= _LONGEST_TEMPORARY
    method = "forkserver" if "forkserver" in methods and reachable else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["kb.app.importing.read_files", "kb.app.importing.worker"])
    return context


@contextmanager
def quietly_started() -> Iterator[None]:
    """Keeps Ctrl-C, and the program that runs, from processes that are started meanwhile.

    A terminal sends Ctrl-C to all of them, and each would show a traceback; this process ends
    them. And multiprocessing would import the main module into each, which none of them needs.
    """
    main = sys.modules["__main__"]
    masked = None
    if hasattr(signal, "pthread_sigmask"):
        from multiprocessing import resource_tracker  # noqa: PLC0415  # not on Windows

        resource_tracker.ensure_running()  # It would lift the mask below when it starts.
        masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)


def _sizes(target: Path, extensions: tuple[str, ...]) -> Iterator[int]:
    """Yields the sizes of the files in a folder that may be notes, in bytes."""
    for place, _, names in islice(os.walk(target), _MOST_FOLDERS):
        for name in names:
            if name.lower().endswith(extensions):
                try:
                    yield os.stat(os.path.join(place, name)).st_size  # noqa: PTH116, PTH118
                except OSError:
                    continue
