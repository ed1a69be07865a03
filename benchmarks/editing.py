"""What an editor waits for: ``python -m benchmarks.editing``.

A folder of generated notes, `kb lsp` as an editor starts it, and requests over its pipes: while
notes are typed in, so that each answer counts what was typed last. The times are those of the
editor, from the first byte of a question to the last byte of its answer. The first requests come
once all notes are read; what is answered meanwhile is measured by itself.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.collection import notes_folder
from benchmarks.measure import HEAD, PYTHON, Row, machine, table
from benchmarks.serving import memory_mb
from kb.clock import monotonic_seconds

_CAPABILITIES: Final = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {"diagnostic": {}, "completion": {}},
    "window": {"workDoneProgress": True},
    "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}},
}


class Editor:
    """The other end of the pipes."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._last = 0
        self.has_ended = False
        """Whether the server has told that it has read all."""

    def ask(self, method: str, **params: Any) -> Any:  # noqa: ANN401
        """Returns the answer to a request."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        while (message := self._read()).get("id") != self._last or "method" in message:
            if "id" in message and "method" in message:
                self._send({"id": message["id"], "result": None})
            elif message.get("method") == "$/progress":
                self.has_ended |= message["params"]["value"]["kind"] == "end"
        if "error" in message:
            raise RuntimeError(message["error"]["message"])
        return message["result"]

    def tell(self, method: str, **params: Any) -> None:  # noqa: ANN401
        """Sends what has no answer."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin  # noqa: S101
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout  # noqa: S101
        length = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message


@contextmanager
def editor(folder: Path) -> Iterator[tuple[Editor, int]]:
    """Gives an editor that has a folder open, and the process of its server."""
    with tempfile.TemporaryDirectory() as place:
        command = [PYTHON, "-m", "kb", "--db", Path(place) / "none.db", "lsp"]
        process = subprocess.Popen(  # noqa: S603  # this very program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        try:
            one = Editor(process)
            folders = [{"uri": folder.as_uri(), "name": "notes"}]
            one.ask(
                "initialize",
                processId=os.getpid(),
                rootUri=None,
                capabilities=_CAPABILITIES,
                workspaceFolders=folders,
            )
            one.tell("initialized")
            yield one, process.pid
            one.ask("shutdown")
            one.tell("exit")
            process.wait(timeout=30)
        finally:
            process.kill()
            process.wait()


class Typist:
    """Types in one document after the other, and asks."""

    def __init__(self, one: Editor, process: int, folder: Path, seed: int) -> None:
        self._editor = one
        self._process = process
        self._rng = Random(seed)  # noqa: S311  # which notes, not secrets
        self._files = sorted(folder.rglob("*.md"))
        self._uri = ""
        self.lines: list[str] = []
        self._version = 0
        self.times_ms: dict[str, list[float]] = defaultdict(list)
        self.cpu_ms: dict[str, list[float]] = defaultdict(list)

    def turn(self) -> None:
        """Opens a note, types a link in it, and asks all there is to ask."""
        file = self._rng.choice(self._files)
        self._uri = file.as_uri()
        self.lines = file.read_text(encoding="utf-8").split("\n")
        text = "\n".join(self.lines)
        item = {"uri": self._uri, "languageId": "markdown", "version": 1, "text": text}
        self._editor.tell("textDocument/didOpen", textDocument=item)
        self._version = 1
        row = len(self.lines) - 1
        target = self._rng.choice(self._files).stem
        self._type(row, "[[")
        for letter in target[:3]:
            self._type(row, letter)
            self._ask("completion", row, len(self.lines[row]))
        self._type(row, f"{target[3:]}]]")
        self._ask("definition", row, 4)
        context = {"includeDeclaration": True}
        self._ask("references", row, 4, context=context)
        self._ask("references", 2, 0, context=context)
        self._ask("diagnostic")
        self._editor.tell("textDocument/didClose", textDocument={"uri": self._uri})

    def _type(self, row: int, text: str) -> None:
        at = {"line": row, "character": len(self.lines[row])}
        self.lines[row] += text
        self._version += 1
        self._editor.tell(
            "textDocument/didChange",
            textDocument={"uri": self._uri, "version": self._version},
            contentChanges=[{"range": {"start": at, "end": at}, "text": text}],
        )

    def _ask(self, what: str, row: int | None = None, column: int = 0, **more: Any) -> None:  # noqa: ANN401
        params = {"textDocument": {"uri": self._uri}, **more}
        if row is not None:
            params["position"] = {"line": row, "character": column}
        began, taken = monotonic_seconds(), processor_ms(self._process)
        self._editor.ask(f"textDocument/{what}", **params)
        self.times_ms[what].append((monotonic_seconds() - began) * 1000)
        self.cpu_ms[what].append(processor_ms(self._process) - taken)


def processor_ms(process: int) -> float:
    """Returns the CPU time that the thread of a server which answers has taken (Linux)."""
    return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6


def until(is_so: Callable[[], bool], patience_s: float = 300) -> float:
    """Returns after how many seconds something is so."""
    began = monotonic_seconds()
    while not is_so():
        if monotonic_seconds() - began > patience_s:
            raise TimeoutError
    return monotonic_seconds() - began


def editing(notes: int, turns: int) -> list[Row]:
    folder = notes_folder(notes)
    with editor(folder) as (one, process):
        file = next(iter(sorted(folder.rglob("*.md"))))
        item = {"uri": file.as_uri(), "languageId": "markdown", "version": 1}
        text = file.read_text(encoding="utf-8")
        one.tell("textDocument/didOpen", textDocument={**item, "text": f"{text}\n[["})
        end = {"line": text.count("\n") + 1, "character": 2}
        asked = {"textDocument": {"uri": file.as_uri()}, "position": end}
        first_s = until(lambda: len(one.ask("textDocument/completion", **asked)["items"]) >= 50)
        meanwhile: list[float] = []

        def all_read() -> bool:
            began = monotonic_seconds()
            one.ask("textDocument/completion", **asked)
            meanwhile.append((monotonic_seconds() - began) * 1000)
            return one.has_ended

        whole_s = first_s + until(all_read)
        one.tell("textDocument/didClose", textDocument={"uri": file.as_uri()})
        typist = Typist(one, process, folder, seed=1)
        for _ in range(turns):
            typist.turn()
        largest = memory_mb(process)
    rows = []
    for what, times in typist.times_ms.items():
        taken = typist.cpu_ms[what]
        middle = statistics.median(times), statistics.median(taken)
        late = statistics.quantiles(times, n=100)[98], statistics.quantiles(taken, n=100)[98]
        for name, (wall, cpu), target in (("median", middle, 20.0), ("99 %", late, 60.0)):
            rows.append(
                Row(
                    work=f"{what}, {name}, {notes:,} notes",
                    figure=f"{wall:.1f} ms",
                    against=f"CPU {cpu:.1f} ms",
                    value=wall,
                    target=target,
                    target_shown=f"{target:.0f} ms",
                )
            )
    late = statistics.quantiles(meanwhile, n=100)[98]
    rows += [
        Row(work="memory, at most", figure=f"{largest:.0f} MB", value=largest, target=250),
        Row(work="names complete after", figure=f"{first_s:.2f} s", value=first_s, target=3),
        Row(work="all notes read after", figure=f"{whole_s:.1f} s", value=whole_s, target=30),
        Row(work="completion meanwhile, 99 %", figure=f"{late:.1f} ms", value=late, target=60),
    ]
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    options = parser.parse_args()
    if options.quick:
        options.turns = 60
    print(machine())
    print(table(HEAD, [row.cells for row in editing(options.notes, options.turns)]))


if __name__ == "__main__":
    main()
