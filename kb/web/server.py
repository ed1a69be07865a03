"""The server: listens, answers, and ends at once when it is told to, with nothing left behind."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from starlette.types import ASGIApp
from uvicorn import Config, Server

from kb.errors import UsageError, reason_of

PORT: Final = 8765
"""The default. What a browser keeps for a page, it keeps for its port, too."""
LOOPBACK: Final = "127.0.0.1"
_PATIENCE_S: Final = 1
"""How long an answer that is being sent may take once the server has to end."""
_BACKLOG: Final = 128


class _Server(Server):
    """Uvicorn's server, which is ended by cancelling it, and does nothing while nothing comes."""

    def __init__(self, config: Config, stop: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._stop: Final = stop

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the command, for which they mean the same everywhere."""
        yield

    async def main_loop(self) -> None:
        """Wait until cancelled; uvicorn's own looks ten times a second whether it has to end."""
        await self.on_tick(0)
        with suppress(asyncio.CancelledError):
            await asyncio.get_running_loop().create_future()
        await self._stop()


async def serve(
    app: ASGIApp, sockets: Sequence[socket.socket], *, stop: Callable[[], Awaitable[None]]
) -> None:
    """Answer what comes in through these sockets until cancelled, then return.

    Args:
        app: answers.
        sockets: that listen.
        stop: ends what answers still wait for, so that nothing has to wait for them.
    """
    config = Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",  # its log would name addresses, and tokens stand in some
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=_PATIENCE_S,
    )
    await _Server(config, stop).serve(sockets=list(sockets))


def listening(port: int | None, *, host: str = LOOPBACK) -> socket.socket:
    """Return a socket that listens; without a port, on the default one or any that is free.

    Raises:
        UsageError: the port cannot be used.
    """
    try:
        return _bound(host, PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _bound(host, 0)
        raise UsageError(
            f"port {port} cannot be used: {reason_of(error)}. Name another with --port, or leave "
            "it out for one that is free."
        ) from error


def address_in_lan() -> str:
    """Return the address under which other devices reach this machine. Nothing is sent.

    Raises:
        UsageError: it is in no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation: it leads outside
        except OSError as error:
            raise UsageError(
                "this machine is in no network, so no other device can reach it. Connect it, or "
                "leave out --lan."
            ) from error
        return str(probe.getsockname()[0])


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # A port that this program had a moment ago is free, though its connections linger.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except BaseException:
        bound.close()
        raise
    return bound
