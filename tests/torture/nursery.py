"""A process that has kb loaded and forks it: a kill then costs milliseconds, and not a start.

It reads one JSON line a command, and answers each with the process's id, and then its end.
"""

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    """Of its exit; of a process that was killed, the signal's number, negative."""
    out: str
    err: str


class Running:
    """A command that runs, or has ended."""

    def __init__(self, nursery: "subprocess.Popen[str]", pid: int, place: Path) -> None:
        self._nursery, self.pid, self._place = nursery, pid, place

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)  # it cannot be another's: it is waited for only later

    @property
    def out(self) -> str:
        """What it has printed so far."""
        return (self._place / "out").read_text(errors="replace")

    def end(self) -> Ended:
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.write("wait\n")
        self._nursery.stdin.flush()
        code = int(self._nursery.stdout.readline())
        return Ended(code=code, out=self.out, err=(self._place / "err").read_text(errors="replace"))


class Nursery:
    """Starts commands on one store."""

    def __init__(self, place: Path, **environ: str) -> None:
        self._place = place
        self.environ = environ
        """Variables of all commands that it starts."""
        place.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent.parent,
        )

    def start(
        self,
        *words: str | Path,
        typed: str = "",
        most_bytes: int = 0,
        environ: Mapping[str, str] | None = None,
    ) -> Running:
        """Starts ``kb``.

        Args:
            words: what follows ``kb``.
            typed: its standard input.
            most_bytes: how large a file it may write; 0 for any.
            environ: further variables.
        """
        (self._place / "in").write_text(typed)
        order = {
            "words": [str(word) for word in words],
            "place": str(self._place),
            "most_bytes": most_bytes,
            "environ": {**self.environ, **(environ or {})},
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Running(self._process, int(self._process.stdout.readline()), self._place)

    def run(
        self,
        *words: str | Path,
        typed: str = "",
        most_bytes: int = 0,
        environ: Mapping[str, str] | None = None,
    ) -> Ended:
        """Starts ``kb`` and waits for its end."""
        return self.start(*words, typed=typed, most_bytes=most_bytes, environ=environ).end()

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=60)
        assert self._process.stdout
        self._process.stdout.close()


def _serve() -> None:
    import kb.app.importing.merge
    import kb.app.importing.run
    import kb.app.maintenance.doctor
    import kb.app.maintenance.repair
    import kb.app.review.session
    import kb.cli.review.review_lines  # noqa: F401
    from kb.store.file.upgrade import is_known

    is_known("0001")  # loads Alembic
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(_child(order))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        assert sys.stdin.readline() == "wait\n"
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _child(order: dict[str, object]) -> int:
    place = Path(str(order["place"]))
    written = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, name, how in ((0, "in", os.O_RDONLY), (1, "out", written), (2, "err", written)):
        opened = os.open(place / name, how, 0o600)
        os.dup2(opened, number)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, closefd=False)  # noqa: SIM115  # to the end
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    given = order["environ"]
    assert isinstance(given, dict)
    os.environ.update(given)
    if most := int(str(order["most_bytes"])):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    return _main(order["words"])


def _main(words: object) -> int:
    from kb.cli.main import main

    assert isinstance(words, Sequence)
    code = main(words)
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    _serve()
