"""Paths, the graph as a whole, missing concepts, the order of foundations, broken subpaths."""

import pytest

from kb.app.graph.export import graph_of
from kb.app.graph.missing import missing_concepts
from kb.app.graph.paths import connection
from kb.app.review.foundations import foundation_levels
from kb.config import FieldSettings, Settings
from kb.schedule.memory import Rating
from kb.store.file.store import Store
from kb.store.notes.names import all_named
from tests.app.conftest import NOW, Import, Write
from tests.app.days import answered, at, deck

TODAY = NOW.date()


@pytest.fixture
async def notes(imported: Import, write: Write, vault: object) -> None:
    write("a.md", "Requires: [[b]]\n\nA is built on [[B]] and [[Open]].\n")
    write("b.md", "First line.\n\nB goes back to [[c]].\n")
    write("c.md", "Tags: #x\n\nNothing.")
    write("d.md", "See [[open]] and [[open#part]], or [[async/await]]. ![[x.png]]")
    write("e.md", "Alone.")
    await imported(vault)


@pytest.mark.usefixtures("notes")
async def test_a_path_has_the_sentence_and_the_place_of_each_hop(store: Store) -> None:
    view = await connection(store, "C", "d")
    told = [(hop.from_, hop.to, hop.direction, hop.path, hop.line) for hop in view.hops]
    assert told == [
        ("c", "b", "in", "b.md", 3),
        ("b", "a", "in", "a.md", 1),
        ("a", "open", "out", "a.md", 3),
        ("open", "d", "in", "d.md", 1),
    ]
    assert [hop.relation for hop in view.hops] == ["mentions", "Requires", "mentions", "mentions"]
    assert view.hops[2].text == "A is built on [[B]] and [[Open]]."


@pytest.mark.usefixtures("notes")
async def test_there_may_be_no_path(store: Store) -> None:
    assert (await connection(store, "a", "e")).hops == ()
    assert (await connection(store, "a", "A")).hops == ()


async def test_a_path_goes_around_a_hub_where_it_can(
    store: Store, write: Write, imported: Import
) -> None:
    for number in range(250):
        folder = write(f"n{number}.md", "[[hub]]" + (f" [[n{number - 1}]]" if number < 5 else ""))
    await imported(folder.parent)
    # The hub is missing, so it has only links to it.
    assert len((await connection(store, "n0", "n4")).hops) == 4
    far = await connection(store, "n0", "n99")
    assert (len(far.hops), far.through_hubs) == (2, True)


@pytest.mark.usefixtures("notes")
async def test_missing_concepts_come_with_who_wants_them(store: Store) -> None:
    most, other = await missing_concepts(store)
    assert (most.title, most.links_in, most.wanted_by) == ("open", 3, ("a.md", "d.md"))
    assert (other.title, other.wanted_by) == ("async/await", ("d.md",))
    assert await missing_concepts(store, limit=1) == (most,)


@pytest.mark.usefixtures("notes")
async def test_the_graph_has_all_notes_and_missing_concepts_but_no_attachments(
    store: Store,
) -> None:
    graph = await graph_of(store, today=TODAY)
    assert [node.title for node in graph.nodes] == ["a", "b", "c", "d", "e", "open", "async/await"]
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


@pytest.mark.usefixtures("notes")
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


@pytest.mark.usefixtures("notes")
async def test_a_note_without_an_answer_is_neither_known_nor_forgotten(store: Store) -> None:
    graph = await graph_of(store, today=TODAY)
    assert {node.retrievability for node in graph.nodes} == {None}


@pytest.mark.usefixtures("notes")
async def test_notes_stand_on_what_they_require(store: Store) -> None:
    async with store.reading() as transaction:
        levels, requires = await foundation_levels(transaction, Settings())
        titles = {int(note.id): note.title for note in await all_named(transaction)}
    assert {titles[note]: level for note, level in levels.items()} == {"b": 0, "a": 1}
    assert {titles[note]: [titles[each] for each in on] for note, on in requires.items()} == {
        "a": ["b"]
    }


async def test_a_configured_label_is_a_requirement(
    store: Store, write: Write, imported: Import
) -> None:
    folder = write("a.md", "Links:\n- Voraussetzung: [[z]]\n").parent
    write("z.md", "Requires: [[y]]")
    write("y.md", "Requires: [[z]]")
    await imported(folder)
    settings = Settings(fields=FieldSettings(requires=("Voraussetzung",)))
    async with store.reading() as transaction:
        levels, _ = await foundation_levels(transaction, settings)
        titles = {note.title: note.id for note in await all_named(transaction)}
    assert [levels[titles[each]] for each in ("z", "y", "a")] == [0, 0, 1]


async def test_links_to_headings_and_blocks_that_are_not_there_are_warned_of(
    write: Write, imported: Import
) -> None:
    write("b.md", "# b\n\n## Set-up\n\nText. ^here\n")
    text = "[[b#Set-up]] [[b#set up]] [x](b.md#set-up) [[b#^here]]\n\n[[b#Setup of]] [[b#^gone]]"
    folder = write("a.md", f"{text} [[#Own]] [[missing#Part]]\n").parent
    report = await imported(folder)
    assert [(each.line, each.code, each.severity) for each in report.problems] == [
        (3, "heading-missing", "warning"),
        (3, "block-missing", "warning"),
        (3, "heading-missing", "warning"),
    ]
    assert report.problems[0].message == (
        "[[b#Setup of]]: b.md has no heading “Setup of”. Did you mean “Set-up”?"
    )
