from pathlib import Path

from tests.web.client import Client


async def test_an_empty_store_says_how_to_begin(client: Client) -> None:
    answer = await client.get("/")
    assert answer.status == 200


async def test_it_counts_what_waits(client: Client, three: Path) -> None:
    assert "0 learning, 0 to review, 3 new" in (await client.get("/")).text
