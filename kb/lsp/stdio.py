"""The connection to the editor: standard input and output, until the editor goes away."""

import asyncio
import logging
import os
import sys
from threading import Event
from typing import BinaryIO, Final

from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async

from kb.lsp.server import LOG, NotebookServer

_LOOKS_EVERY_S: Final = 2.0
"""How often it is asked whether the editor is still there."""


async def serve(server: NotebookServer) -> None:
    """Answer an editor until it goes away.

    What anything else prints goes to standard error: the protocol has the output for itself.

    Raises:
        SystemExit: the editor said “exit”; with 1 if it did not say “shutdown” before.
    """
    protocol_out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        await _serve(server, sys.stdin.buffer, protocol_out)
    except BrokenPipeError:
        LOG.info("the editor is gone")
    finally:
        server.thread_pool.shutdown(wait=False)


async def _serve(server: NotebookServer, source: BinaryIO, out: BinaryIO) -> None:
    server.protocol.set_writer(StdoutWriter(out))
    watching = asyncio.create_task(_end_with_editor(server))
    try:
        await run_async(
            stop_event=Event(),
            reader=StdinAsyncReader(source, server.thread_pool),
            protocol=server.protocol,
            logger=logging.getLogger("pygls"),
            error_handler=server.report_server_error,
        )
    finally:
        watching.cancel()
        await server.stop()


async def _end_with_editor(server: NotebookServer) -> None:
    """End this process when that of the editor has ended, though its end of the pipe be held."""
    while True:
        await asyncio.sleep(_LOOKS_EVERY_S)
        if server.process_id is not None and not _is_alive(server.process_id):
            LOG.info("the editor, process %d, is gone", server.process_id)
            logging.shutdown()
            os._exit(0)  # A thread waits for input that never comes.


def _is_alive(process: int) -> bool:
    if sys.platform == "win32":
        return True  # To ask there would end it. The pipe is closed with the process.
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
