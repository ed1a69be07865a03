"""``kb path``: the shortest path, with the sentence of each link."""

import pytest

from kb.app.graph.paths import connection
from kb.store.file.store import Store
from tests.app.conftest import Import, Write


@pytest.mark.usefixtures("linked_notes")
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


@pytest.mark.usefixtures("linked_notes")
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
