"""Running a use case of ``kb.app`` for a command: opens the store and starts the event loop."""

import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kb import clock
from kb.cli.options import Session
from kb.errors import KbError

if TYPE_CHECKING:
    from kb.store.file.store import Store

Answer = TypeVar("Answer")


def ask(
    session: Session, use: "Callable[[Store], Awaitable[Answer]]", *, serves: bool = False
) -> Answer:
    """Open the session's store, upgrade its memories if need be, and return what ``use`` returns.

    Args:
        session: of the command.
        use: asks the store.
        serves: whether it goes on for as long as somebody likes, and so has to be small.

    Raises:
        KbError: the configuration or the store cannot be used, or ``use`` raises it.
    """

    async def upgrade_and_use(store: "Store") -> Answer:
        from kb.app.maintenance.memory_upgrade import upgrade_memories

        upgraded = await upgrade_memories(store, clock.now())
        if upgraded:
            session.say(upgraded)
        return await use(store)

    return ask_at(session.configuration().settings.store.path, upgrade_and_use, serves=serves)


def ask_at(
    path: Path, use: "Callable[[Store], Awaitable[Answer]]", *, serves: bool = False
) -> Answer:
    """Return what ``use`` answers from the store at ``path``, whose memories stay as they are."""

    async def open_and_use() -> Answer:
        from kb.store.file.engine import CACHE_KIB, SERVER_CACHE_KIB
        from kb.store.file.store import open_store

        cache_kib = SERVER_CACHE_KIB if serves else CACHE_KIB
        async with open_store(path, cache_kib=cache_kib) as store:
            return await use(store)

    return run(open_and_use())


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run ``work`` in a new event loop and return its result."""
    import asyncio

    return asyncio.run(work)


def say_why_empty(session: Session, otherwise: str, *, generator: str | None = None) -> None:
    """Say why a list is empty: the store or the generator is the reason, or ``otherwise``.

    An empty ``otherwise`` says nothing.
    """
    from kb.app.hints import why_empty

    why = ask(session, lambda store: why_empty(store, generator=generator))
    why = why or otherwise
    if why:
        session.say(why)


def back_up_daily(session: Session) -> None:
    """Make today's backup, if there is none yet, after the answer was shown.

    A backup that fails is reported, but does not fail the command, whose work is done.
    """
    settings = session.configuration().settings
    if not settings.store.daily_backups:
        return
    from kb.app.maintenance.backup import make_daily_backup

    sys.stdout.flush()
    try:
        make_daily_backup(settings.store.path, session.moment())
    except KbError as error:
        session.say(f"Could not make today's backup: {error.message}")
