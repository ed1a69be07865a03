"""Commands on a store that is broken on purpose, with what they read and print in files."""

import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.forkserver import Fork, fork_server


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    """Of its exit; of a process that was killed, the signal's number, negative."""
    out: str
    err: str


class Running:
    """A command that runs, or has ended."""

    def __init__(self, fork: Fork, place: Path) -> None:
        self._fork, self._place = fork, place

    @property
    def pid(self) -> int:
        """Of the process, and of its session."""
        return self._fork.pid

    def kill(self) -> None:
        self._fork.send(signal.SIGKILL)

    def send(self, number: signal.Signals) -> None:
        self._fork.send(number)

    def has_ended(self) -> bool:
        return self._fork.has_ended()

    @property
    def out(self) -> str:
        """What it has printed so far."""
        return (self._place / "out").read_text(errors="replace")

    def end(self) -> Ended:
        code = self._fork.wait()
        return Ended(code=code, out=self.out, err=(self._place / "err").read_text(errors="replace"))


class Runner:
    """Starts commands, one at a time."""

    def __init__(self, place: Path, **environ: str) -> None:
        self._place = place
        self._environ = environ
        place.mkdir(exist_ok=True)

    def start(
        self,
        *words: str | Path,
        typed: str = "",
        max_file_bytes: int = 0,
        environ: Mapping[str, str] | None = None,
    ) -> Running:
        """Start ``kb``.

        Args:
            words: what follows ``kb``.
            typed: its standard input.
            max_file_bytes: how large a file it may write; 0 for any size.
            environ: variables beside those of every command.
        """
        (self._place / "in").write_text(typed)
        fork = fork_server().start(
            words,
            streams=(self._place / "in", self._place / "out", self._place / "err"),
            environ={**os.environ, **self._environ, **(environ or {})},
            max_file_bytes=max_file_bytes,
        )
        return Running(fork, self._place)

    def run(
        self,
        *words: str | Path,
        typed: str = "",
        max_file_bytes: int = 0,
        environ: Mapping[str, str] | None = None,
    ) -> Ended:
        """Start ``kb`` and wait for its end."""
        return self.start(*words, typed=typed, max_file_bytes=max_file_bytes, environ=environ).end()
