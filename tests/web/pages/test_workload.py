"""The page of what each retention costs and gains."""

from pathlib import Path

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


async def test_without_cards_it_says_so(client: Client) -> None:
    assert "There are no active cards to simulate." in (await client.get(PAGE.path)).text


async def test_statistics_lead_to_it(client: Client, three: Path) -> None:
    assert f'href="{PAGE.path}"' in (await client.get(STATISTICS.path)).text
