"""A simulation in a process of its own."""

import asyncio
import pickle
import signal
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kb.app.review.simulating import apart
from kb.app.review.simulating.apart import (
    Question,
    SimulationDiedError,
    asked,
    simulate_apart,
)
from kb.app.review.simulating.simulate import SimulationOptions, simulate
from kb.cli.web import simulating
from kb.config.settings import Override, Overrides, ScheduleSettings, Settings
from kb.schedule.days import Calendar, Moment
from kb.store.file.store import Store
from tests.app.days import CALENDAR, START, at

MODULE = simulating.__name__
MONTH = SimulationOptions(days=30)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(
            schedule=ScheduleSettings(
                retention=0.85,
                new_per_day=1,
                tags=Overrides((Override(tag="flashcards", retention=0.8),)),
            )
        ),
    ],
    ids=["usual", "set"],
)
async def test_it_tells_what_a_simulation_in_this_process_does(
    store: Store, three: Path, settings: Settings
) -> None:
    told = await simulate_apart(store, settings, at(0), MONTH, module=MODULE)
    assert told == await simulate(store, settings, at(0), MONTH)
    assert told.cards > 0


async def test_why_it_failed_is_told(store: Store, three: Path) -> None:
    store.path = store.path.with_name("gone.db")
    with pytest.raises(SimulationDiedError, match=r"StoreError: there is no store .*Try again\."):
        await simulate_apart(store, Settings(), at(0), MONTH, module=MODULE)


async def test_it_ends_when_nobody_waits_for_it(
    store: Store, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes: list[asyncio.subprocess.Process] = []
    begin, has_begun = asyncio.create_subprocess_exec, asyncio.Event()

    async def begun(*words: str, **how: Any) -> asyncio.subprocess.Process:
        processes.append(await begin(*words, **how))
        has_begun.set()
        return processes[0]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", begun)
    waiting = asyncio.create_task(simulate_apart(store, Settings(), at(0), MONTH, module=MODULE))
    await has_begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await processes[0].wait() == -signal.SIGKILL


def test_a_zone_that_was_read_from_a_file_is_that_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nine_hours = b"TZif" + bytes(16) + pack(">6l", 0, 0, 0, 0, 1, 4) + pack(">l", 9 * 3600)
    unnamed = ZoneInfo.from_file(BytesIO(nine_hours + b"\0\0JST\0"), key="local")
    moment = Moment(now=START, calendar=Calendar(zone=unnamed, rollover_hour=3))
    question: Question = pickle.loads(asked(Path("kb.db"), Settings(), moment, MONTH))  # noqa: S301  # made here
    monkeypatch.setattr(apart, "local_zone", lambda: unnamed)
    assert question.moment == moment


def test_a_zone_that_has_a_name_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    question: Question = pickle.loads(asked(Path("kb.db"), Settings(), at(0), MONTH))  # noqa: S301  # made here
    assert question.moment == at(0)
    assert question.zone is CALENDAR.zone
