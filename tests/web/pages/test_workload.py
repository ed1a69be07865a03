"""The page of what each retention costs and gains."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from kb.app.review.simulating.simulate import Simulation, simulate
from kb.web.pages import workload
from kb.web.pages.statistics import PAGE as STATISTICS
from kb.web.pages.workload import PAGE
from tests.web.client import Client


async def test_each_retention_has_a_row_and_the_pictures_are_of_them(
    client: Client, three: Path
) -> None:
    shown = (await client.get(PAGE.path)).text
    assert "365 days from " in shown
    assert "90% (set)" in shown
    assert shown.count('<tr><th scope="row"') == 30
    assert shown.count('<svg class="chart"') == shown.count("in the table below") == 2
    assert shown.count("<circle") == 60


async def test_it_is_simulated_once_at_a_time(
    client: Client, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once: list[int] = []

    async def counting(*given: Any) -> Simulation:
        at_once.append(1)
        await asyncio.sleep(0.05)
        assert len(at_once) == 1
        at_once.clear()
        return await simulate(*given)

    monkeypatch.setattr(workload, "simulate", counting)
    answers = await asyncio.gather(*(client.get(PAGE.path) for _ in range(3)))
    assert [answer.status for answer in answers] == [200, 200, 200]


async def test_few_minutes_are_told_with_a_tenth(client: Client, three: Path) -> None:
    shown = (await client.get(PAGE.path)).text
    assert re.search(r"and \d\.\d minutes a day;", shown)
    assert re.search(r'y="13">\d\.\d</text>', shown)


async def test_without_cards_it_says_so(client: Client) -> None:
    assert "There are no active cards to simulate." in (await client.get(PAGE.path)).text


async def test_statistics_lead_to_it(client: Client, three: Path) -> None:
    assert f'href="{PAGE.path}"' in (await client.get(STATISTICS.path)).text
