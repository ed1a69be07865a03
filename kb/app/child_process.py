"""Long work in a process of its own, so that a server goes on answering meanwhile, and stays small.

A library may hold Python's lock until it is done, and what Python has once taken of the memory it
seldom gives back. The process runs a module, which calls :func:`answer_question`.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

Told = Callable[[float], None]
"""Is called with the share of the work that is done, in [0, 1]."""


class ChildDiedError(Exception):
    """The process ended before its work did; the text says how."""


async def answer_of(module: str, question: bytes, *, told: Told = lambda _: None) -> bytes:
    """Return what a module answers to a question. If nobody waits any more, its process ends.

    Raises:
        ChildDiedError: the process was killed, or failed.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a file of the notes' folder is no module
        "-m",
        module,
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
        raise ChildDiedError(f"signal {-process.returncode}" if process.returncode < 0 else said)
    return answer


def answer_question(work: Callable[[bytes], bytes]) -> None:
    """Answer the question that this process was started with."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a server that ended wants no answer
    sys.stdout.buffer.write(work(sys.stdin.buffer.read()))


def tell(share: float) -> None:
    """Tell the server how much of the work is done."""
    sys.stderr.buffer.write(f"{share:.2f}\n".encode())
    sys.stderr.buffer.flush()


async def _conversation(
    process: asyncio.subprocess.Process, question: bytes, told: Told
) -> tuple[bytes, str]:
    """Return the answer, and the last line of what else was said."""
    asked, answered, also_said = process.stdin, process.stdout, process.stderr
    assert asked  # noqa: S101  # for the type checker
    assert answered  # noqa: S101  # likewise
    assert also_said  # noqa: S101  # likewise

    async def ask() -> None:
        # A process that has died takes nothing, and says why itself.
        with suppress(BrokenPipeError, ConnectionResetError):
            asked.write(question)
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
