"""Read files in several processes if there is enough to read, else in this one.

Workers get a few files at a time and send back rows, so that neither side ever holds much.
They load this module, so it imports neither the database nor, until it is needed, asyncio.
"""

import gc
import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import util
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from kb.app.importing.read_results import FilesRead, FileToRead
from kb.errors import KbError
from kb.notes.rules import Rules

if TYPE_CHECKING:
    import asyncio

PRELOADED: Final = (__name__, "kb.app.importing.read_files")
"""What a worker needs, loaded once, in the process that all are forked from."""
_PARALLEL_BYTES: Final = 1_000_000
"""Starting processes costs as much as reading this many bytes."""
_CHUNK_BYTES: Final = 200_000
_CHUNK_FILES: Final = 64
_CHUNKS_AHEAD: Final = 4
"""Chunks for each process that are being read or wait to be stored."""
_MOST_PROCESSES: Final = 8
"""More read faster than one process can store."""
_LONGEST_TEMPORARY: Final = 60
"""In bytes. The fork server's socket is in the temporary folder, and a socket's name has at most
104."""


class ReaderDiedError(KbError):
    """A process that reads notes ended before its work did."""

    code = "reader-died"
    exit_code = 70


class Sized(Protocol):
    """A file to read."""

    @property
    def size(self) -> int:
        """In bytes, or about that."""


File = TypeVar("File", bound=Sized)
Read = TypeVar("Read")


def read_in_parallel(files: Sequence[FileToRead], rules: Rules) -> AsyncGenerator[FilesRead, None]:
    """Yield what the files hold, some files at a time, in any order.

    Raises:
        ReaderDiedError: a process was killed, or ran out of memory.
    """
    return in_parallel(files, partial(_read, rules=rules))


async def in_parallel(
    files: Sequence[File], read: Callable[[Sequence[File]], Read]
) -> AsyncGenerator[Read, None]:
    """Yield what ``read`` returns for some of the files at a time, in any order.

    Args:
        files: all of them.
        read: a function of a module, or a partial one of such: processes are sent it.

    Raises:
        ReaderDiedError: a process was killed, or ran out of memory.
    """
    import asyncio  # noqa: PLC0415  # workers do without it

    count = processes_for(files)
    if count < 2:
        for file in files:
            yield read([file])
            await asyncio.sleep(0)
        return
    chunks = chunked(files)
    pending: set[asyncio.Future[Read]] = set()
    with _worker_pool(count) as pool:
        while True:
            with _interrupts_blocked():
                for chunk in islice(chunks, _CHUNKS_AHEAD * count - len(pending)):
                    future = asyncio.wrap_future(_submit(pool, read, chunk))
                    future.add_done_callback(_retrieve)
                    pending.add(future)
            if not pending:
                return
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for future in done:
                yield future.result()


def processes_for(files: Sequence[Sized]) -> int:
    """Return how many processes should read the files; 1 means this one."""
    if sum(file.size for file in files) < _PARALLEL_BYTES:
        return 1
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, _MOST_PROCESSES, len(files))


def chunked(files: Sequence[File]) -> Iterator[list[File]]:
    """Yield the files in chunks of bounded size."""
    chunk: list[File] = []
    size = 0
    for file in files:
        size += file.size
        if chunk and (size > _CHUNK_BYTES or len(chunk) >= _CHUNK_FILES):
            yield chunk
            chunk, size = [], file.size
        chunk.append(file)
    if chunk:
        yield chunk


def _submit(
    pool: ProcessPoolExecutor, read: Callable[[Sequence[File]], Read], chunk: Sequence[File]
) -> Future[Read]:
    try:
        return pool.submit(read, chunk)
    except OSError as error:
        # If a process dies while another is started, the pool closes its pipes under the latter.
        raise BrokenProcessPool from error


@contextmanager
def _worker_pool(count: int) -> Iterator[ProcessPoolExecutor]:
    """Yield a pool whose processes end with the block, whatever they are doing.

    Raises:
        ReaderDiedError: one of the processes died.
    """
    context = _context()
    earlier = set(multiprocessing.active_children())
    litter = util.get_temp_dir() if context.get_start_method() == "forkserver" else None
    pool = ProcessPoolExecutor(
        count, mp_context=context, initializer=_start_worker, initargs=(litter,)
    )
    try:
        yield pool
    except BrokenProcessPool:
        message = (
            "a process that read notes was killed, perhaps for lack of memory. "
            "The store is unchanged. Try again."
        )
        raise ReaderDiedError(message) from None
    finally:
        # Do not wait until a large file is parsed. From Python 3.14 on: pool.terminate_workers().
        for process in set(multiprocessing.active_children()) - earlier:
            process.terminate()
        pool.shutdown(cancel_futures=True)


def _context() -> Any:  # noqa: ANN401  # each platform has its own class
    methods = multiprocessing.get_all_start_methods()
    reachable = len(os.fsencode(gettempdir())) <= _LONGEST_TEMPORARY
    method = "forkserver" if "forkserver" in methods and reachable else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(list(PRELOADED))
    return context


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Let processes that start meanwhile inherit a blocked SIGINT.

    A terminal sends Ctrl-C to all processes, and each would print a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker  # noqa: PLC0415  # not on Windows

    resource_tracker.ensure_running()  # It would lift the block when it starts.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(litter: str | None) -> None:
    """Prepare a process for reading.

    Args:
        litter: the temporary folder of the import, with the socket of its fork server.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_import, args=(litter,), daemon=True).start()
    # Notes and rows hold no cycles. Looking for some would take a fifteenth of the time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _end_with_import(litter: str | None) -> None:
    """End this process, and clean up, if the import is killed."""
    importing = multiprocessing.parent_process()
    if importing:
        importing.join()
        if litter:
            shutil.rmtree(litter, ignore_errors=True)
        os._exit(1)


def _read(files: Sequence[FileToRead], rules: Rules) -> FilesRead:
    from kb.app.importing.read_files import read_files  # noqa: PLC0415  # slow, and workers may read

    return read_files(files, rules)


def _retrieve(future: "asyncio.Future[Any]") -> None:
    """Mark an error as seen: if the import ends early, no other code looks at it."""
    if not future.cancelled():
        future.exception()
