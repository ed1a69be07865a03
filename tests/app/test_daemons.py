"""Computations beside the event loop."""

import asyncio
import threading

import pytest

from kb.app.daemons import in_daemon


async def test_what_the_work_returns_or_raises_is_passed_on() -> None:
    def failing() -> None:
        raise ValueError("no")

    assert await in_daemon(lambda: 42) == 42
    with pytest.raises(ValueError, match="no"):
        await in_daemon(failing)


def test_the_loop_ends_though_the_work_does_not() -> None:
    begun, goes_on, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        goes_on.wait(60)
        done.set()

    async def leave() -> None:
        waiting = asyncio.create_task(in_daemon(work))
        await asyncio.to_thread(begun.wait, 60)
        waiting.cancel()

    asyncio.run(leave())
    assert not done.is_set()
    goes_on.set()
    assert done.wait(60)


async def test_nobody_is_told_who_waits_no_more() -> None:
    goes_on = threading.Event()
    waiting = asyncio.create_task(in_daemon(lambda: goes_on.wait(60)))
    await asyncio.sleep(0)
    waiting.cancel()
    goes_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await in_daemon(lambda: 1) == 1
