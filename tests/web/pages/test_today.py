"""The page Today."""

import asyncio
from pathlib import Path

from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import Watch, answered, at
from tests.web.client import Client


async def test_an_empty_store_says_how_to_begin(client: Client) -> None:
    answer = await client.get("/")
    assert answer.status == 200
    assert "kb import ~/notes" in answer.text


async def test_it_counts_what_waits_and_leads_to_the_review(client: Client, three: Path) -> None:
    shown = (await client.get("/")).text
    assert "<dt>new</dt><dd>3</dd>" in shown
    assert "<dt>to review</dt><dd>0</dd>" in shown
    assert '<a class="button primary" href="/review">Review</a>' in shown
    assert "You have not reviewed anything yet." in shown


async def test_when_all_is_done_it_says_when_the_next_card_comes(
    client: Client, three: Path, store: Store
) -> None:
    await answered(store, 0)
    shown = (await client.get("/")).text
    assert "Done for today, with 6 reviews. The next card is due on " in shown
    assert '<a class="button primary" href="/review">' not in shown


async def test_the_year_is_a_picture_and_a_table(
    client: Client, three: Path, store: Store, watch: Watch
) -> None:
    await answered(store, -40)
    await answered(store, 0)
    watch.now = at(0).now
    shown = (await client.get("/")).text
    assert "<title>2026-01-21: 6 reviews</title>" in shown
    assert '<th scope="row">January 2026</th><td class="number">6</td>' in shown


async def test_problems_are_told_errors_first_with_their_places(
    client: Client, write: Write, imported: Import, vault: Path
) -> None:
    write("a.md", "# A\n\nSee [[B#Nowhere]].\n")
    write("b.md", "---\ntags: [open\n---\n# <b>B</b>\n")
    await imported(vault)
    shown = (await client.get("/")).text
    assert '<span class="where' in shown
    assert "b.md:" in shown


async def test_a_folder_that_is_not_there_is_told(client: Client, three: Path, vault: Path) -> None:
    await asyncio.to_thread(vault.rename, vault.with_name("moved"))
    assert "cannot be read" in (await client.get("/")).text
