"""Ways between concepts."""

from kb.graph.concepts import Hubs
from kb.graph.paths import neighbourhood, shortest_path
from kb.graph.resolve import NoteId
from tests.graph.traversals import concept, graph, run

NO_HUBS: Hubs = frozenset()
CHAIN = graph([(1, 2), (2, 3), (3, "open"), (5, "open"), (7, 8)])


def way(start: str | int, end: str | int, hubs: Hubs = NO_HUBS) -> tuple[object, ...]:
    return run(shortest_path(concept(start), concept(end), hubs), CHAIN)[0]


def test_the_way_goes_over_links_in_either_direction() -> None:
    assert way(1, 5) == (1, 2, 3, "open", 5)
    assert way(5, 1) == (5, "open", 3, 2, 1)
    assert way("open", 3) == ("open", 3)


def test_there_may_be_no_way() -> None:
    assert way(1, 7) == ()
    assert way(1, 99) == ()


def test_the_way_to_oneself_is_short() -> None:
    assert way(1, 1) == (1,)


def test_a_hub_is_avoided_unless_it_is_an_end() -> None:
    around = graph([(1, 9), (9, 4), (1, 2), (2, 3), (3, 4)])
    hubs = frozenset({NoteId(9)})
    found, _ = run(shortest_path(NoteId(1), NoteId(4), hubs), around)
    assert found == (1, 2, 3, 4)
    found, _ = run(shortest_path(NoteId(1), NoteId(9), hubs), around)
    assert found == (1, 9)
    found, _ = run(shortest_path(NoteId(9), NoteId(4), hubs), around)
    assert found == (9, 4)


def test_the_way_between_two_hubs_may_be_direct() -> None:
    hubs = frozenset({NoteId(1), NoteId(2)})
    found, _ = run(shortest_path(NoteId(1), NoteId(2), hubs), CHAIN)
    assert found == (1, 2)


def test_a_neighbourhood_has_what_is_so_many_links_away() -> None:
    assert run(neighbourhood(NoteId(1), NO_HUBS, 0), CHAIN)[0] == (1,)
    assert run(neighbourhood(NoteId(1), NO_HUBS, 2), CHAIN)[0] == (1, 2, 3)
    found, _ = run(neighbourhood(NoteId(1), frozenset({NoteId(2)}), 3), CHAIN)
    assert found == (1, 2)
