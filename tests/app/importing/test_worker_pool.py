"""Reading in several processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from kb.app.importing import read_files as reading
from kb.app.importing import worker_pool
from kb.app.importing.read_results import FileToRead
from kb.app.importing.report import NoteCounts
from kb.app.importing.run import ImportReport
from kb.app.importing.worker_pool import ReaderDiedError, chunked
from kb.app.notes.search import search_notes
from kb.app.vaults import ReadRules
from kb.cards.rules import DEFAULT_CARD_RULES
from kb.notes.rules import DEFAULT_RULES
from kb.store.file.store import Store, open_store
from kb.store.importing.rows import FileRef

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

READ_RULES = ReadRules(card_rules=DEFAULT_CARD_RULES, reader_version="1")


@pytest.fixture
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes two processes read whatever there is."""
    monkeypatch.setattr(worker_pool, "processes_for", lambda _: 2)


def file(ref: int, *, size: int = 100, name: str = "a.md") -> FileToRead:
    return FileToRead(FileRef(ref), Path("/notes"), name, name, size, None, READ_RULES, None)


def test_little_is_read_alone_and_much_by_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert worker_pool.processes_for([file(0)]) == 1
    assert worker_pool.processes_for([file(ref, size=10_000) for ref in range(1000)]) == 2
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert worker_pool.processes_for([file(ref, size=10_000) for ref in range(1000)]) == 1


def test_a_worker_loads_neither_the_database_nor_asyncio() -> None:
    script = f"import sys, {', '.join(worker_pool.PRELOADED)}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
    assert {b"sqlalchemy", b"asyncio"}.isdisjoint(loaded.stdout.split())


def test_chunks_are_small_whatever_the_files_are() -> None:
    files = [file(ref, size=ref * 1000) for ref in range(300)]
    files.append(file(300, size=10**9))
    chunks = list(chunked(files))
    assert [each for chunk in chunks for each in chunk] == files
    assert all(len(chunk) == 1 or sum(each.size for each in chunk) <= 200_000 for chunk in chunks)
    assert all(len(chunk) <= 64 for chunk in chunks)


async def test_several_processes_read_what_one_does(
    store: Store,
    vault: Path,
    tmp_path: Path,
    write: Write,
    imported: Import,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(300):
        write(f"{number % 7}/{number}.md", f"[[{number + 1}]] #t{number % 3}\n\nWord{number}.")
    write("broken.md", "---\ntags: [a\n---\n")
    one = await imported(vault)
    monkeypatch.setattr(worker_pool, "processes_for", lambda _: 2)
    async with open_store(tmp_path / "other.db") as other:
        several = await _imported_into(other, imported, vault)
        assert replace(several, seconds=0) == replace(one, seconds=0)
        for words in ("word7", "tag:t1", "word299"):
            assert await search_notes(other, words) == await search_notes(store, words)


async def _imported_into(store: Store, imported: Import, vault: Path) -> ImportReport:
    from kb.app.importing.run import Target, import_notes
    from kb.config.settings import Settings
    from tests.app.conftest import NOW

    return await import_notes(store, [Target(path=vault)], settings=Settings(), now=NOW)


async def test_a_process_that_dies_is_told_and_nothing_is_changed(
    store: Store,
    vault: Path,
    write: Write,
    imported: Import,
    enough: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(150):
        write(f"{number}.md", f"text {number}\n" * 200)
    started: list[int] = []
    real = BaseProcess.start

    def start(self: BaseProcess) -> None:
        real(self)
        assert self.pid
        started.append(self.pid)
        if len(started) == 1:
            os.kill(self.pid, signal.SIGKILL)

    monkeypatch.setattr(BaseProcess, "start", start)
    with pytest.raises(ReaderDiedError, match="was killed"):
        await imported(vault)
    assert not any(map(_is_alive, started))
    monkeypatch.undo()
    assert (await imported(vault)).notes == NoteCounts(added=150)


async def test_a_process_that_dies_while_another_starts_is_told(
    vault: Path, write: Write, imported: Import, enough: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(150):
        write(f"{number}.md", f"text {number}\n" * 200)

    def start(_: BaseProcess) -> None:
        raise OSError("handle is closed")  # as the pool's pipes say then

    monkeypatch.setattr(BaseProcess, "start", start)
    with pytest.raises(ReaderDiedError, match="was killed"):
        await imported(vault)


def _is_alive(pid: int) -> bool:
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return False
        except FileNotFoundError:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.parametrize("step", ["read_file", "decode", "parse_note", "cards_and_problems"])
def test_a_reader_that_fails_on_a_file_says_so_and_goes_on(
    step: str, vault: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [write(name, f"Text of {name}.").name for name in ("a.md", "b.md", "c.md")]
    files = [
        FileToRead(FileRef(at), vault, each, each, 100, None, READ_RULES, None)
        for at, each in enumerate(names)
    ]
    real = getattr(reading, step)
    calls = count()

    def failing(*given: object, **named: object) -> object:
        if next(calls) == 1:
            raise RecursionError("too deep")
        return real(*given, **named)

    monkeypatch.setattr(reading, step, failing)
    read = reading.read_files(files, DEFAULT_RULES)
    assert [each.ref for each in read.notes] == [0, 2]
    assert (read.failed, [row[0] for row in read.rows["notes"]]) == ([1], [0, 2])
    ((ref, problem),) = read.problems
    assert (ref, problem.path, problem.code) == (1, "b.md", "reader-failed")


async def test_processes_end_when_reading_is_given_up(
    vault: Path, write: Write, enough: None
) -> None:
    files = []
    for number in range(100):
        written = write(f"{number}.md", f"text {number}\n" * 500)
        name = written.name
        files.append(FileToRead(FileRef(number), vault, name, name, 50_000, None, READ_RULES, None))
    given_up = worker_pool.read_in_parallel(files, DEFAULT_RULES)
    async for _ in given_up:
        break
    assert multiprocessing.active_children()
    await given_up.aclose()
    assert not multiprocessing.active_children()
