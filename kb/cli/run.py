"""The one event loop: a command hands over a use case, and gets its answer."""

import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kb.cli.options import Session
from kb.errors import KbError

if TYPE_CHECKING:
    from kb.store.file.store import Store

Answer = TypeVar("Answer")


def ask(session: Session, use: "Callable[[Store], Awaitable[Answer]]") -> Answer:
    """Returns what ``use`` answers from the session's store, which is closed afterwards.

    Raises:
        KbError: the configuration or the store cannot be used, or ``use`` refuses.
    """
    return ask_at(session.configuration().settings.store.path, use)


def ask_at(path: Path, use: "Callable[[Store], Awaitable[Answer]]") -> Answer:
    """Returns what ``use`` answers from the store at ``path``, as :func:`ask` does."""
    return run(_ask(path, use))


def run(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Returns what comes of ``work``, for which it starts the event loop."""
    import asyncio  # noqa: PLC0415  # 20 ms that the completion of a word need not pay

    return asyncio.run(work)


def touch(session: Session) -> None:
    """Opens the store, which makes it or brings it up to date, and closes it.

    Raises:
        KbError: the store cannot be used.
    """

    async def nothing(_: "Store") -> None:
        pass

    ask(session, nothing)


def back_up_daily(session: Session) -> None:
    """Makes the backup of the study day if there is none yet, after the answer was shown.

    Where it cannot be made, the command has done its work all the same: it is said, and no more.
    """
    settings = session.configuration().settings
    if not settings.store.daily_backups:
        return
    from kb.app.maintenance.backup import back_up_daily as make  # noqa: PLC0415  # loads the store

    sys.stdout.flush()
    try:
        make(settings.store.path, session.moment())
    except KbError as error:
        session.say(f"Today's backup was not made: {error.message}")


async def _ask(path: Path, use: "Callable[[Store], Awaitable[Answer]]") -> Answer:
    from kb.store.file.store import open_store  # noqa: PLC0415  # half a second that --help need not pay

    async with open_store(path) as store:
        return await use(store)
