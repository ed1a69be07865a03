"""The page of what each retention costs and gains."""

import re
from pathlib import Path

import pytest

from kb.app.review.simulating.year_ahead import YearAhead
from kb.config.settings import ScheduleSettings, Settings
from kb.errors import StoreError
from kb.web.pages.statistics import PAGE as STATISTICS
from kb.web.pages.workload import PAGE
from tests.app.conftest import Import, Write
from tests.app.days import Watch
from tests.web.client import Client

COUNTED = f"{PAGE.path}/counted"
COUNTING = "Counting the reviews of a year"


async def test_it_comes_at_once_and_says_that_the_rest_is_counted(
    client: Client, three: Path
) -> None:
    shown = (await client.get(PAGE.path)).text
    assert COUNTING in shown
    assert f'data-load="{COUNTED}?part" aria-live="polite" aria-busy="true"' in shown
    assert "<table" not in shown


async def test_without_a_script_the_browser_waits_for_the_whole(
    client: Client, three: Path
) -> None:
    frame = (await client.get(PAGE.path)).text
    assert f'<noscript><meta http-equiv="refresh" content="0; url={COUNTED}"></noscript>' in frame
    shown = (await client.get(COUNTED)).text
    assert "<title>A year ahead – kb</title>" in shown
    assert "<table" in shown
    assert COUNTING not in shown
    assert "<noscript>" not in shown


async def test_each_retention_has_a_row_and_the_pictures_are_of_them(
    client: Client, three: Path
) -> None:
    shown = (await client.get(f"{COUNTED}?part")).text
    assert shown.startswith("<p>365 days from ")
    assert "90% (set)" in shown
    assert shown.count('<tr><th scope="row"') == 30
    assert shown.count('<svg class="chart"') == shown.count("in the table below") == 2
    assert shown.count("<circle") == 60
    # Few minutes are told with a tenth.
    assert re.search(r"and \d\.\d minutes a day;", shown)
    assert re.search(r'y="13">\d\.\d</text>', shown)


async def test_few_answers_are_told(client: Client, three: Path) -> None:
    shown = (await client.get(f"{COUNTED}?part")).text
    assert "Your log has 0 answers: ratings and durations are mostly those of other" in shown
    assert "reviews a day:" not in shown


@pytest.mark.parametrize(
    "settings",
    [Settings(schedule=ScheduleSettings(retention=0.925, new_per_day=1, reviews_per_day=2))],
)
async def test_what_is_set_is_told_as_it_is(client: Client, three: Path) -> None:
    shown = (await client.get(f"{COUNTED}?part")).text
    assert "At your retention of 92.5%, 1 new card and at most 2 reviews a day: " in shown
    assert "Due reviews that wait at the end: 0." in shown
    found = re.findall(r'<th scope="row" class="number">(.*?)</th>', shown)
    assert found[22:25] == ["92%", "92.5% (set)", "93%"]


async def test_once_counted_it_is_there_until_the_store_changes(
    client: Client, three: Path, imported: Import, write: Write, vault: Path
) -> None:
    part = (await client.get(f"{COUNTED}?part")).text
    before = (await client.get(PAGE.path)).text
    assert part in before
    assert COUNTING not in before
    write("Fourth.md", "# Fourth\n\nAnother question::Another answer\n")
    await imported(vault)
    assert COUNTING in (await client.get(PAGE.path)).text


async def test_the_next_day_is_counted_anew(client: Client, three: Path, watch: Watch) -> None:
    await client.get(f"{COUNTED}?part")
    watch.turn(3600)
    assert "<table" in (await client.get(PAGE.path)).text
    watch.turn(24 * 3600)
    assert COUNTING in (await client.get(PAGE.path)).text


async def test_what_cannot_be_counted_is_told_as_any_error(
    client: Client, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object) -> None:
        raise StoreError("the disk is gone.")

    monkeypatch.setattr(YearAhead, "simulated", failing)
    assert (await client.get(f"{COUNTED}?part")).status == 503


async def test_without_cards_it_says_so(client: Client) -> None:
    assert "There are no active cards to simulate." in (await client.get(COUNTED)).text


async def test_statistics_lead_to_it(client: Client, three: Path) -> None:
    assert f'href="{PAGE.path}"' in (await client.get(STATISTICS.path)).text
