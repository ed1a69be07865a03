"""The page Graph: lists for everybody, and a map in columns."""

import asyncio
import re

import pytest

from kb.web.pages import graph
from tests.app.conftest import Import, Write
from tests.app.graph.conftest import linked_notes  # noqa: F401  # a fixture
from tests.web.client import Client


async def test_without_links_it_says_how_to_make_one(client: Client) -> None:
    shown = await client.get("/graph")
    assert shown.status == 200
    assert "No note links to another yet" in shown.text
    assert (await client.get("/graph/map?")).json["note"] == []


@pytest.mark.usefixtures("linked_notes")
async def test_it_begins_around_the_best_linked_concept(client: Client) -> None:
    shown = await client.get("/graph")
    assert "<h1>Around " in shown.text
    assert "neighbours" in shown.text


@pytest.mark.usefixtures("linked_notes")
async def test_what_is_linked_is_a_list_too(client: Client) -> None:
    shown = (await client.get("/graph?concept=open")).text
    assert "<h1>Around open</h1>" in shown
    assert "2 neighbours" in shown
    assert "open has no note yet." in shown
    assert 'href="/graph?note=1">a</a>' in shown


@pytest.mark.usefixtures("linked_notes")
async def test_a_map_comes_in_columns_of_one_length(client: Client) -> None:
    answer = await client.get("/graph/map?concept=a", accept="application/json")
    assert answer.headers["content-type"] == "application/json"
    columns = answer.json
    lengths = {len(columns[name]) for name in ("note", "title", "about", "x", "y", "cluster")}
    lengths |= {len(each["shades"]) for each in columns["colours"].values()}
    assert lengths == {5}
    assert columns["title"][0] == "a"
    assert (columns["x"][0], columns["y"][0]) == (0, 0)
    assert max(columns["edges"]) < 5
    assert columns["note"][columns["title"].index("open")] == 0


@pytest.mark.usefixtures("linked_notes")
async def test_the_map_of_all_has_the_path_that_was_asked_for(client: Client) -> None:
    shown = (await client.get("/graph?all&from=c&to=a")).text
    assert "<h1>From c to a</h1>" in shown
    assert 'data-map="/graph/map?all&amp;from=c&amp;to=a"' in shown
    columns = (await client.get("/graph/map?all&from=c&to=a")).json
    assert len(columns["note"]) == 7
    assert [columns["title"][number] for number in columns["path"]] == ["c", "b", "a"]


@pytest.mark.usefixtures("linked_notes")
async def test_a_path_is_told_link_by_link(client: Client) -> None:
    shown = (await client.get("/graph?from=c&to=a")).text
    assert "<h1>From c to a</h1>" in shown
    assert shown.index("B goes back to [[c]].") < shown.index("(Requires)")
    assert "Nothing connects the two." in (await client.get("/graph?from=a&to=e")).text
    assert (await client.get("/graph/map?from=a&to=e")).status == 200


@pytest.mark.usefixtures("linked_notes")
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("concept=nowhere", 404),
        ("note=999", 404),
        ("note=x", 400),
        ("note=9999999999999999999", 400),
        ("from=a", 400),
        ("from=a&to=nowhere", 404),
    ],
)
async def test_what_is_not_there_is_told(client: Client, query: str, status: int) -> None:
    for path in ("/graph", "/graph/map"):
        answer = await client.get(f"{path}?{query}", accept="application/json")
        assert answer.status == status
        assert answer.json["error"]["message"]


@pytest.mark.usefixtures("linked_notes")
async def test_a_page_can_ask_how_far_the_layout_is(client: Client) -> None:
    assert 'id="laying"' in (await client.get("/graph?all")).text
    assert 'id="laying"' not in (await client.get("/graph")).text
    assert (await client.get("/graph/layout")).json == {}
    coming = asyncio.create_task(client.get("/graph/map?all"))
    while not (told := (await client.get("/graph/layout")).json):
        assert not coming.done()
        await asyncio.sleep(0)
    assert re.fullmatch(r"Laying out 7 concepts, once: \d?\d% …", told["message"])
    assert len((await coming).json["note"]) == 7
    assert (await client.get("/graph/layout")).json == {}


async def test_names_are_text(client: Client, write: Write, imported: Import) -> None:
    folder = write("a.md", "# <b>A</b>\n\nSee [[</script><i>]].").parent
    await imported(folder)
    shown = (await client.get("/graph")).text
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "</script><i>" in (await client.get("/graph/map?")).json["title"]
    assert graph.PAGE.path == "/graph"
