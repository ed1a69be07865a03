"""``kb graph``: the whole graph, and the neighbourhood of a concept."""

import pytest

from kb.app.graph.export import graph_of
from kb.schedule.memory import Rating
from kb.store.file.store import Store
from tests.app.conftest import NOW, Import, Write
from tests.app.days import answered, at, deck

TODAY = NOW.date()


@pytest.mark.usefixtures("linked_notes")
async def test_the_graph_has_all_notes_and_missing_concepts_but_no_attachments(
    store: Store,
) -> None:
    graph = await graph_of(store, today=TODAY)
    assert [node.title for node in graph.nodes] == ["a", "b", "c", "d", "e", "async/await", "open"]
    assert [node.path for node in graph.nodes][-2:] == [None, None]
    assert graph.nodes[2].tags == ("x",)
    titles = {node.id: node.title for node in graph.nodes}
    edges = {(titles[edge.source], titles[edge.target], edge.relation) for edge in graph.edges}
    assert edges == {
        ("a", "b", "Requires"),
        ("a", "b", "mentions"),
        ("a", "open", "mentions"),
        ("b", "c", "mentions"),
        ("d", "open", "mentions"),
        ("d", "async/await", "mentions"),
    }


@pytest.mark.usefixtures("linked_notes")
async def test_a_neighbourhood_has_the_links_between_its_concepts(store: Store) -> None:
    graph = await graph_of(store, "open", today=TODAY, depth=1)
    assert [node.title for node in graph.nodes] == ["open", "a", "d"]
    assert len(graph.edges) == 2
    assert len((await graph_of(store, "open", today=TODAY, depth=2)).nodes) == 5


async def test_a_note_of_the_graph_tells_how_well_its_cards_are_known(
    store: Store, write: Write, imported: Import
) -> None:
    write("met.md", deck("red", "blue"))
    folder = write("new.md", deck("green")).parent
    await imported(folder)
    await answered(store, 0, {"Say blue": Rating.AGAIN})
    soon = await graph_of(store, today=at(1).day)
    later = await graph_of(store, today=at(30).day)
    known = {node.title: node.retrievability for node in soon.nodes}
    faded = {node.title: node.retrievability for node in later.nodes}
    assert known["met"]
    assert faded["met"]
    assert 0 < faded["met"] < known["met"] < 1


@pytest.mark.usefixtures("linked_notes")
async def test_a_note_without_an_answer_is_neither_known_nor_forgotten(store: Store) -> None:
    graph = await graph_of(store, today=TODAY)
    assert {node.retrievability for node in graph.nodes} == {None}
