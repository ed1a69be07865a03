"""A process that has kb loaded and forks it: a command then costs milliseconds, not a start.

It reads one JSON line per order, and answers each with one line: the id of the process that it
started, or the exit code of the one that it waited for.
"""

import fcntl
import gc
import io
import json
import os
import resource
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

import kb
from tests.statements import keep_compiled

ROOT: Final = Path(__file__).parent.parent
PATIENCE: Final = 120
"""Seconds. A machine that is busy is slow."""
LOADED_LATE: Final = (
    *("aiosqlite", "click._textwrap", "click.shell_completion", "concurrent.futures.thread"),
    *("encodings.ascii", "Stemmer", "tzlocal"),
)
"""What commands load of other packages only when they need it."""
WARMING: Final = (
    *("import {notes}", "import --force", "list", "show Kiln", "related Kiln", "search kiln"),
    *("review --plain --limit 2", "inbox --plain", "cards", "due", "stats", "doctor", "tags"),
    *("grade 1 good", "undo", "backup {place}/copy.db", "restore {place}/copy.db"),
)
"""Commands by which the server compiles the statements of most."""


class ForkServer:
    """Starts ``kb`` in processes that fork from one that has it loaded, each in its own session."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forkserver"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def start(  # as many as a process has
        self,
        words: Sequence[str | Path],
        *,
        streams: tuple[str | Path, str | Path, str | Path],
        on_terminal: Literal["", "own", "borrowed"] = "",
        environ: Mapping[str, str] | None = None,
        max_file_bytes: int = 0,
    ) -> "Fork":
        """Start a command.

        Args:
            words: what follows ``kb``.
            streams: the files of its standard input, output and error.
            on_terminal: if they are a terminal, whether it becomes the process's controlling one.
            environ: all its variables; those of this process when absent.
            max_file_bytes: how large a file it may write; 0 for any size.
        """
        order = {
            "words": [str(word) for word in words],
            "streams": [str(path) for path in streams],
            "on_terminal": on_terminal,
            "environ": dict(os.environ if environ is None else environ),
            "folder": str(Path.cwd()),
            "max_file_bytes": max_file_bytes,
        }
        return Fork(self, self._ask(order))

    def exit_code(self, pid: int) -> int:
        """Wait for a process that this server started, and return its exit code.

        A process that a signal ended gives the signal's number, negative.
        """
        return self._ask({"wait": pid})

    def close(self) -> None:
        """End the server."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=PATIENCE)
        self._process.stdout.close()

    def _ask(self, order: Mapping[str, object]) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            raise TimeoutError(order)
        return int(self._process.stdout.readline())


@dataclass(slots=True)
class Fork:
    """A command that runs, or has ended."""

    server: ForkServer
    pid: int
    code: int | None = None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.code is None:
            os.kill(self.pid, number)  # it cannot be another's: it is waited for only later

    def has_ended(self) -> bool:
        """Return whether it has ended."""
        if self.code is not None:
            return True
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8")
        return stat.rpartition(") ")[2].startswith("Z")

    def wait(self) -> int:
        """Wait until it ends, and return its exit code."""
        if self.code is None:
            self.code = self.server.exit_code(self.pid)
        return self.code


_started: list[ForkServer] = []


def fork_server() -> ForkServer:
    """Return the server of this test process, which ``tests/conftest.py`` closes."""
    if not _started:
        _started.append(ForkServer())
    return _started[0]


def close_fork_server() -> None:
    """End the server, if there is one."""
    while _started:
        _started.pop().close()


def _serve() -> None:
    for module in walk_packages(kb.__path__, "kb."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in LOADED_LATE:
        import_module(name)
    from kb.store.file.upgrade import is_known

    is_known("0001")  # loads Alembic
    _warm_up()
    gc.freeze()  # a collection would copy every page into the child
    for line in sys.stdin:
        order = json.loads(line)
        if pid := order.get("wait"):
            answer = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        else:
            opened, has_opened = os.pipe()
            if (answer := os.fork()) == 0:
                os.close(opened)
                os._exit(_child(order, has_opened))
            os.close(has_opened)
            os.read(opened, 1)  # ends when the child has its streams: a terminal may go then
            os.close(opened)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def _warm_up() -> None:
    """Run commands on a store of the server's own, whose work no child then does again."""
    from kb.cli.main import main

    keep_compiled()
    with TemporaryDirectory() as place:
        notes = Path(place) / "notes"
        notes.mkdir()
        (notes / "Kiln.md").write_text(
            "Tags: #clay\n\nDefinition: A kiln is an oven that hardens [[Clay]] by slow heat.\n\n"
            "Q: How hot is it?\nA: A thousand degrees.\n"
        )
        os.environ["KB_DB"] = f"{place}/kb.db"
        for line in WARMING:
            sys.stdin, before = io.StringIO("\n3\n\n3\nq\n"), sys.stdin
            with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
                code = main([word.format(place=place, notes=notes) for word in line.split()])
            sys.stdin = before
            assert code == 0, out.getvalue()


def _child(order: Mapping[str, Any], has_opened: int) -> int:
    from kb.cli.main import main

    os.setsid()  # whatever it starts can be told by its session, and gets its signals
    signal.signal(signal.SIGINT, signal.default_int_handler)  # though these tests ignore it
    written = (
        os.O_RDWR | os.O_NOCTTY if order["on_terminal"] else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    )
    for number, path in enumerate(order["streams"]):
        opened = os.open(path, written if number else os.O_RDONLY | os.O_NOCTTY, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.close(has_opened)
    if order["on_terminal"] == "own":
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that it learns when the terminal is closed
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        lines = 1 if name == "stderr" else -1  # as Python buffers them
        stream = open(number, mode, buffering=lines, closefd=False)  # noqa: SIM115  # to the end
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.environ.clear()
    os.environ.update(order["environ"])
    os.chdir(order["folder"])
    if most := order["max_file_bytes"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return main(order["words"])


if __name__ == "__main__":
    _serve()
