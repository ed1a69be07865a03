"""The year to come as a server knows it."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb.app.review.grade import grade
from kb.app.review.simulating import year_ahead
from kb.app.review.simulating.apart import SimulationDiedError
from kb.app.review.simulating.simulate import Simulation, SimulationOptions, simulate
from kb.app.review.simulating.year_ahead import YearAhead
from kb.cli.web import simulating
from kb.config.settings import ScheduleSettings, Settings
from kb.schedule.days import Moment
from kb.schedule.memory import Rating
from kb.store.file.store import Store, open_store
from tests.app.days import at

SETTINGS = Settings()


@pytest.mark.parametrize("module", [None, simulating.__name__], ids=["thread", "process"])
async def test_it_is_what_kb_simulate_tells(store: Store, three: Path, module: str | None) -> None:
    ahead = YearAhead(store, module=module)
    told = await simulate(store, SETTINGS, at(0), SimulationOptions())
    assert await ahead.simulated(SETTINGS, at(0)) == told


async def test_it_is_known_once_it_was_simulated(store: Store, three: Path) -> None:
    ahead = YearAhead(store)
    assert await ahead.known(SETTINGS, at(0)) is None
    simulated = await ahead.simulated(SETTINGS, at(0))
    assert await ahead.known(SETTINGS, at(0.1)) is simulated
    assert await ahead.simulated(SETTINGS, at(0.1)) is simulated


async def test_an_answer_an_other_day_and_other_settings_make_it_another_one(
    store: Store, three: Path
) -> None:
    ahead = YearAhead(store)
    first = await ahead.simulated(SETTINGS, at(0))
    assert await ahead.known(SETTINGS, at(1)) is None
    fewer = replace(SETTINGS, schedule=ScheduleSettings(new_per_day=1))
    assert await ahead.known(fewer, at(0)) is None
    assert await ahead.known(SETTINGS, at(0)) is first
    await grade(store, "1", Rating.GOOD, moment=at(0), settings=SETTINGS)
    assert await ahead.known(SETTINGS, at(0)) is None
    assert await ahead.simulated(SETTINGS, at(0)) != first


async def test_what_another_program_writes_makes_it_another_one(store: Store, three: Path) -> None:
    ahead = YearAhead(store)
    await ahead.simulated(SETTINGS, at(0))
    async with open_store(store.path) as other:
        await grade(other, "1", Rating.GOOD, moment=at(0), settings=SETTINGS)
    assert await ahead.known(SETTINGS, at(0)) is None


async def test_what_is_written_while_it_is_simulated_is_not_forgotten(
    store: Store, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(*given: Any) -> Simulation:
        told = await simulate(*given)
        await grade(store, "1", Rating.GOOD, moment=at(0), settings=SETTINGS)
        return told

    monkeypatch.setattr(year_ahead, "simulate", interrupted)
    ahead = YearAhead(store)
    await ahead.simulated(SETTINGS, at(0))
    assert await ahead.known(SETTINGS, at(0)) is None


async def test_several_who_ask_at_once_wait_for_one_simulation(
    store: Store, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Moment] = []

    async def counting(store: Store, settings: Settings, moment: Moment, *given: Any) -> Simulation:
        begun.append(moment)
        return await simulate(store, settings, moment, *given)

    monkeypatch.setattr(year_ahead, "simulate", counting)
    ahead = YearAhead(store)
    told = await asyncio.gather(*(ahead.simulated(SETTINGS, at(0)) for _ in range(3)))
    assert told[0] is told[1] is told[2]
    assert len(begun) == 1


@pytest.mark.parametrize("fails", [False, True])
async def test_who_waits_while_somebody_reviews_waits_for_two_at_most(
    store: Store, three: Path, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    begun: list[int] = []
    has_begun, others_came = asyncio.Event(), asyncio.Event()

    async def interrupted(*given: Any) -> Simulation:
        begun.append(len(begun))
        has_begun.set()
        told = await simulate(*given)
        await others_came.wait()
        await grade(store, "1", Rating.GOOD, moment=at(0), settings=SETTINGS)
        if fails and len(begun) == 2:
            raise SimulationDiedError("it was killed.")
        return told

    monkeypatch.setattr(year_ahead, "simulate", interrupted)
    ahead = YearAhead(store)
    first = asyncio.create_task(ahead.simulated(SETTINGS, at(0)))
    await has_begun.wait()
    others = [asyncio.create_task(ahead.simulated(SETTINGS, at(0))) for _ in range(4)]
    await asyncio.sleep(0)
    others_came.set()
    told = await asyncio.gather(*others, return_exceptions=True)
    assert len(begun) == 2 + fails
    assert isinstance(told[0], SimulationDiedError) is fails
    assert told[1] is told[2] is told[3]
    assert (told[0] is told[1]) is not fails
    assert await first not in told
    await ahead.simulated(SETTINGS, at(0))
    assert len(begun) == 3 + fails
