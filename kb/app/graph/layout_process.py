"""Lay out a graph in a process of its own, so that a server goes on answering meanwhile.

The library holds Python's lock until it is done. ``python -m`` this module reads a question from
its standard input, and writes the places; how far it is, it writes to its standard error.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress

from kb.errors import KbError
from kb.graph.layout import Edges, MapPlace, Told, place_all, place_around


class LayoutDiedError(KbError):
    """The process ended before its work did."""

    code = "layout-died"
    exit_code = 70


async def laid_out(
    count: int,
    edges: Edges,
    old: Mapping[int, MapPlace],
    *,
    around: bool = False,
    told: Told = lambda _: None,
) -> list[MapPlace]:
    """Return the places of ``count`` concepts; with ``around``, around the first.

    Args:
        count: of concepts.
        edges: their links.
        old: where they were the last time.
        around: whether only the surroundings of the first are drawn.
        told: is called with the share of the work that is done, in [0, 1].

    Raises:
        LayoutDiedError: the process was killed, or lacks the library.
    """
    asked = {
        "count": count,
        "edges": edges,
        "old": [[concept, *place] for concept, place in old.items()],
        "around": around,
    }
    question = await asyncio.to_thread(json.dumps, asked)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a file of the notes' folder is no module
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # Ctrl-C is for the server, which ends this process
    )
    try:
        answer, said = await _conversation(process, question, told)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if process.returncode:
        ended = f"signal {-process.returncode}" if process.returncode < 0 else said
        raise LayoutDiedError(f"the graph could not be laid out: {ended}. Try again.")
    return await asyncio.to_thread(_places, answer)


async def _conversation(
    process: asyncio.subprocess.Process, question: str, told: Told
) -> tuple[bytes, str]:
    """Return the answer, and the last line of what else was said."""
    asked, answered, also_said = process.stdin, process.stdout, process.stderr
    assert asked  # noqa: S101  # for the type checker
    assert answered  # noqa: S101  # likewise
    assert also_said  # noqa: S101  # likewise

    async def ask() -> None:
        # A process that has died takes nothing, and says why itself.
        with suppress(BrokenPipeError, ConnectionResetError):
            asked.write(question.encode())
            await asked.drain()
        asked.close()

    async def listen() -> str:
        last = ""
        async for line in also_said:
            last = line.decode("utf-8", "replace").strip() or last
            with suppress(ValueError):
                told(float(last))
        return last

    _, answer, last = await asyncio.gather(ask(), answered.read(), listen())
    await process.wait()
    return answer, last


def _places(answer: bytes) -> list[MapPlace]:
    return [MapPlace(x, y, cluster) for x, y, cluster in json.loads(answer)]


def _answer(question: str) -> str:
    asked = json.loads(question)
    old = {concept: MapPlace(x, y, cluster) for concept, x, y, cluster in asked["old"]}
    count, edges = asked["count"], [(one, other) for one, other in asked["edges"]]
    if asked["around"]:
        places = place_around(count, edges, old)
    else:
        places = place_all(count, edges, old, told=_tell)
    return json.dumps([[round(x, 2), round(y, 2), cluster] for x, y, cluster in places])


def _tell(share: float) -> None:
    sys.stderr.buffer.write(f"{share:.2f}\n".encode())
    sys.stderr.buffer.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a server that ended wants no answer
    sys.stdout.buffer.write(_answer(sys.stdin.read()).encode())
