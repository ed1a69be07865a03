"""Lay out a graph in a process of its own, so that a server goes on answering meanwhile.

The library holds Python's lock until it is done. ``python -m`` this module reads a question from
its standard input, and writes the places.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress

from kb.errors import KbError
from kb.graph.layout import Edges, MapPlace, place_all, place_around


class LayoutDiedError(KbError):
    """The process ended before its work did."""

    code = "layout-died"
    exit_code = 70


async def laid_out(
    count: int, edges: Edges, old: Mapping[int, MapPlace], *, around: bool = False
) -> list[MapPlace]:
    """Return the places of ``count`` concepts; with ``around``, around the first.

    Raises:
        LayoutDiedError: the process was killed, or lacks the library.
    """
    question = json.dumps(
        {
            "count": count,
            "edges": edges,
            "old": [[concept, *place] for concept, place in old.items()],
            "around": around,
        }
    )
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
        answer, said = await process.communicate(question.encode())
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if process.returncode:
        last = said.decode("utf-8", "replace").strip().rpartition("\n")[2]
        ended = f"signal {-process.returncode}" if process.returncode < 0 else last
        raise LayoutDiedError(f"the graph could not be laid out: {ended}. Try again.")
    return [MapPlace(x, y, cluster) for x, y, cluster in json.loads(answer)]


def _answer(question: str) -> str:
    asked = json.loads(question)
    old = {concept: MapPlace(x, y, cluster) for concept, x, y, cluster in asked["old"]}
    place = place_around if asked["around"] else place_all
    places = place(asked["count"], [(one, other) for one, other in asked["edges"]], old)
    return json.dumps([[round(x, 2), round(y, 2), cluster] for x, y, cluster in places])


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a server that ended wants no answer
    sys.stdout.buffer.write(_answer(sys.stdin.read()).encode())
