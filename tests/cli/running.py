"""The command line as a test sees it: words in, an exit code and two texts out."""

import json
import os
import pty
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.forkserver import fork_server


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Kb = Callable[..., Ran]
Holding = Callable[[Path], Kb]


def on_terminal(*words: str, columns: int = 80, typed: str = "", **environ: str) -> tuple[int, str]:
    """Returns the exit code of ``kb`` and all that it showed on a terminal so wide.

    Args:
        words: what follows ``kb``.
        columns: the terminal's width.
        typed: what the user types ahead.
        environ: further variables.
    """
    ours, theirs = pty.openpty()
    terminal = os.ttyname(theirs)
    fork = fork_server().start(
        words,
        streams=(terminal, terminal, terminal),
        on_terminal="own",
        environ={**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns), **environ},
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = b""
    with suppress(OSError):  # the end of a terminal is an error on Linux
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    return fork.wait(), shown.decode().replace("\r\n", "\n")


def unstyled(shown: str) -> str:
    """Returns what a terminal showed, without bold and colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", shown)
