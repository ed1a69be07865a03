"""The page Statistics: figures as pictures, each with a table."""

from datetime import timedelta
from pathlib import Path

from kb.app.review.grade import grade
from kb.app.review.planning.changes import plan_break
from kb.config.settings import Settings
from kb.schedule.memory import Rating
from kb.schedule.planning.plans import Break
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import Watch, answered, at, deck
from tests.web.client import Client


async def test_without_answers_it_says_so(client: Client, three: Path) -> None:
    shown = (await client.get("/stats")).text
    assert "You have not reviewed anything yet." in shown
    assert "The next 30 days" in shown


async def test_an_empty_store_has_a_page_too(client: Client) -> None:
    assert (await client.get("/stats")).status == 200


async def test_each_picture_has_a_table(
    client: Client,
    store: Store,
    write: Write,
    imported: Import,
    vault: Path,
    watch: Watch,
) -> None:
    write("Deck.md", deck(*(f"<b>fact</b> {number}" for number in range(40))))
    await imported(vault)
    for day in range(0, 40, 2):
        wrong = {f"Say <b>fact</b> {number}": Rating.AGAIN for number in range(day % 8, 40, 8)}
        await answered(store, -40 + day, wrong if day else None)
    watch.now = at(0).now
    shown = (await client.get("/stats")).text
    assert shown.count('<svg class="chart" viewBox="0 0 320') == 5
    assert shown.count("in the table below") == 5
    assert shown.count("<summary>As a table</summary>") == 5
    assert "stability less than 7 days" in shown
    assert "kb foretold" in shown
    assert "Log loss: 0." in shown
    assert "Brier score: 0." in shown
    assert "Hardest concepts" in shown
    assert ">Deck</a>" in shown
    assert "<b>" not in shown
    assert "fact" in shown
    assert '<th scope="row">2026-03-02</th>' in shown


async def test_the_days_ahead_are_shown_with_and_without_planned_breaks(
    client: Client, store: Store, write: Write, imported: Import, vault: Path, watch: Watch
) -> None:
    write("Deck.md", deck(*(f"fact {number}" for number in range(12))))
    await imported(vault)
    for number in range(1, 13):
        await grade(store, str(number), Rating.EASY, moment=at(0), settings=Settings())
    watch.now = at(1).now
    without = (await client.get("/stats")).text
    assert "With breaks" not in without
    assert "Outlines" not in without
    first = at(4).day
    off = Break(first=first, last=first + timedelta(days=15))
    await plan_break(store, off, Settings(), at(1))
    shown = (await client.get("/stats")).text
    assert '<th scope="col" class="number">With breaks</th>' in shown
    assert "Outlines are those" in shown
    back = off.last + timedelta(days=1)
    assert (
        f'<th scope="row">{back}</th><td class="number">0</td><td class="number">12</td>' in shown
    )
    assert shown.count(", with breaks ") == shown.count('stroke="currentColor"') == 1
    assert f"{back}: 0 reviews, with breaks 12" in shown
    assert f'<th scope="row">{at(8).day}</th><td class="number">3</td><td class="number">0' in shown
