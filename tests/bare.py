"""An interpreter that forks for each piece of code: a run then costs milliseconds, not a start."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

PATIENCE: Final = 60
"""Seconds. A machine that is busy is slow."""
_SERVER: Final = """
import json, os, signal, sys

def become(code):
    names = globals()
    kept = {name: names[name] for name in ("__name__", "__builtins__", "__spec__", "__loader__")}
    names.clear()
    names.update(kept)
    exec(compile(code, "<string>", "exec"), names)

order = None
for line in sys.stdin:
    if (pid := os.fork()) == 0:
        order = json.loads(line)
        break
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
if order:  # in the child, which ends as any interpreter does
    for number, path in enumerate(order["streams"]):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), number)
    signal.alarm(order["patience"])
    os.environ.clear()
    os.environ.update(order["environ"])
    become(order["code"])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a piece of code did."""

    code: int
    out: str
    err: str


class Bare:
    """An interpreter with nothing loaded but what was asked for."""

    def __init__(self, process: "subprocess.Popen[str]", place: Path) -> None:
        self._process, self._place = process, place

    def run(self, code: str) -> Done:
        """Return what a piece of code did as the main module of a process of its own."""
        streams = [self._place / name for name in ("out", "err")]
        for stream in streams:
            stream.write_bytes(b"")
        order = {
            "code": code,
            "streams": [os.devnull, *map(str, streams)],
            "patience": PATIENCE // 2,
            "environ": dict(os.environ),
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            raise TimeoutError(code)
        ended = int(self._process.stdout.readline())
        out, err = (stream.read_text(encoding="utf-8") for stream in streams)
        return Done(code=ended, out=out, err=err)


@contextmanager
def bare(*options: str, loaded: Sequence[str]) -> Iterator[Bare]:
    """Give an interpreter that was started with some options, and has loaded some modules."""
    script = f"import {', '.join(loaded)}\n{_SERVER}"
    with (
        TemporaryDirectory() as place,
        subprocess.Popen(
            [sys.executable, *options, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        yield Bare(process, Path(place))  # it ends with its input
