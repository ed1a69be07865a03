"""Reading in several processes, where there is enough to read.

A process gets few files at a time and hands back rows, so that neither side ever holds much. It
ends when its pipe does: whatever kills the import, no process outlives it.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import fields
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.util import get_temp_dir
from typing import Any, Final, Self

from kb.app.importing.forkserver import (
    ENOUGH_BYTES,
    fork_context,
    quietly_started,
    usable_processors,
)
from kb.app.importing.messages import FilesRead, FileToRead
from kb.app.importing.worker import serve
from kb.cards.rules import CardRules
from kb.errors import KbError
from kb.notes.rules import Rules

_CHUNK_BYTES: Final = 200_000
_CHUNK_FILES: Final = 64
_CHUNK_PATHS: Final = 20_000
"""Characters. Two chunks must fit into a pipe, or both sides could wait for each other."""
_AHEAD: Final = 2
"""Chunks that a process is given at a time, so that it never waits for the next."""
_WAITING: Final = 8
"""Chunks that wait to be stored."""
_MOST: Final = 8
"""More processes read faster than one can store."""


class ReaderDiedError(KbError):
    """A process that reads notes ended before its work did."""

    code = "reader-died"
    exit_code = 70


async def reading(
    files: Sequence[FileToRead], rules: Rules, card_rules: CardRules
) -> AsyncGenerator[FilesRead, None]:
    """Yields what the files hold, some at a time, in any order.

    Raises:
        ReaderDiedError: a process was killed, or ran out of memory.
    """
    count = processes_for(files)
    if count < 2:
        from kb.app.importing.read_files import read_files  # noqa: PLC0415  # others may read instead

        for file in files:
            yield read_files([file], rules, card_rules)
            await asyncio.sleep(0)
        return
    with _Readers(count, rules, card_rules) as readers:
        # Taken in while what came before is being stored, or the readers would wait for that.
        arrived: asyncio.Queue[FilesRead] = asyncio.Queue(_WAITING)
        taking_in = asyncio.create_task(_take_in(readers, files, arrived))
        try:
            while not (taking_in.done() and arrived.empty()):
                piece = asyncio.create_task(arrived.get())
                await asyncio.wait((piece, taking_in), return_when=asyncio.FIRST_COMPLETED)
                if piece.done():
                    yield piece.result()
                else:
                    piece.cancel()
            await taking_in
        finally:
            taking_in.cancel()


async def _take_in(
    readers: "_Readers", files: Sequence[FileToRead], arrived: "asyncio.Queue[FilesRead]"
) -> None:
    """Keeps the readers at work until all files are read."""
    for chunk in chunked(files):
        while readers.are_busy:
            await arrived.put(await readers.next())
        readers.give(chunk)
    while readers.owe:
        await arrived.put(await readers.next())


def processes_for(files: Sequence[FileToRead]) -> int:
    """Returns how many processes should read the files; 1 if this one should alone."""
    if sum(file.size for file in files) < ENOUGH_BYTES:
        return 1
    return min(usable_processors(), _MOST, len(files))


def chunked(files: Sequence[FileToRead]) -> Iterator[list[FileToRead]]:
    """Yields the files in pieces of bounded size."""
    chunk: list[FileToRead] = []
    size = paths = 0
    for file in files:
        size += file.size
        paths += len(file.path) + len(file.disk_path) + len(str(file.root))
        if chunk and (size > _CHUNK_BYTES or paths > _CHUNK_PATHS or len(chunk) >= _CHUNK_FILES):
            yield chunk
            chunk, size, paths = [], file.size, len(file.path) + len(file.disk_path)
        chunk.append(file)
    if chunk:
        yield chunk


class _Readers:
    """Processes that read, each at the other end of a pipe."""

    def __init__(self, count: int, rules: Rules, card_rules: CardRules) -> None:
        self._processes: dict[Connection, BaseProcess] = {}
        self._given: dict[Connection, int] = {}
        context = fork_context()
        litter = get_temp_dir() if context.get_start_method() == "forkserver" else None
        # What a Rules works out for itself cannot be sent.
        told = {each.name: getattr(rules, each.name) for each in fields(rules) if each.init}
        with quietly_started():
            for _ in range(count):
                ours, theirs = context.Pipe()
                process = context.Process(
                    target=serve, args=(theirs, told, card_rules, litter), daemon=True
                )
                process.start()
                theirs.close()
                self._processes[ours] = process
                self._given[ours] = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes.values():
            process.terminate()
        for pipe, process in self._processes.items():
            process.join(5)
            pipe.close()

    @property
    def owe(self) -> int:
        """How many chunks are still out."""
        return sum(self._given.values())

    @property
    def are_busy(self) -> bool:
        """Whether all processes have enough to do."""
        return all(given >= _AHEAD for given in self._given.values())

    def give(self, chunk: list[FileToRead]) -> None:
        """Gives a chunk to the process that has least to do."""
        pipe = min(self._given, key=lambda each: self._given[each])
        self._given[pipe] += 1
        try:
            pipe.send(chunk)
        except OSError:
            raise self._death(pipe) from None

    async def next(self) -> FilesRead:
        """Returns what the next process hands back."""
        return await asyncio.to_thread(self._receive)

    def _receive(self) -> FilesRead:
        working = [pipe for pipe, given in self._given.items() if given]
        ready: Any = wait(working)[0]
        try:
            read = ready.recv()
        except (EOFError, OSError):
            raise self._death(ready) from None
        self._given[ready] -= 1
        if isinstance(read, FilesRead):
            return read
        raise self._death(ready)

    def _death(self, pipe: Connection) -> ReaderDiedError:
        process = self._processes[pipe]
        process.join(1)
        code = process.exitcode
        how = f"by signal {-code}" if code and code < 0 else f"with code {code}"
        return ReaderDiedError(
            f"a process that read notes ended {how}, perhaps for want of memory. "
            "The store is as it was. Try again."
        )
