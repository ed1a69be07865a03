"""The layout: clusters apart, the same each time, and what is known stays where it was."""

import math
from collections import Counter, defaultdict
from itertools import combinations
from random import Random

import pytest

from kb.graph.layout import LARGEST_CLUSTER, LOOSE, MapPlace, place_all, place_around

GROUPS, SIZE = 8, 30


@pytest.fixture(scope="module")
def edges() -> list[tuple[int, int]]:
    """Returns eight groups of thirty, with few links between them."""
    chance = Random(7)  # noqa: S311
    inside = [
        (group * SIZE + one, group * SIZE + other)
        for group in range(GROUPS)
        for one, other in combinations(range(SIZE), 2)
        if chance.random() < 0.2
    ]
    count = GROUPS * SIZE
    return inside + [(chance.randrange(count), chance.randrange(count)) for _ in range(40)]


@pytest.fixture(scope="module")
def places(edges: list[tuple[int, int]]) -> list[MapPlace]:
    """Returns the groups laid out, with five that are linked with nothing."""
    return place_all(GROUPS * SIZE + 5, edges, {})


def centres(places: list[MapPlace]) -> dict[int, tuple[float, float, float]]:
    """Returns the middle and the reach of each cluster."""
    members: dict[int, list[MapPlace]] = defaultdict(list)
    for place in places:
        members[place.cluster].append(place)
    middles = {}
    for cluster, inside in members.items():
        x = sum(place.x for place in inside) / len(inside)
        y = sum(place.y for place in inside) / len(inside)
        reach = sorted(math.hypot(place.x - x, place.y - y) for place in inside)
        middles[cluster] = (x, y, reach[len(reach) * 3 // 4])
    return middles


def test_clusters_do_not_lie_upon_each_other(places: list[MapPlace]) -> None:
    assert len({place.cluster for place in places}) >= GROUPS
    for (ax, ay, a), (bx, by, b) in combinations(centres(places).values(), 2):
        assert math.hypot(ax - bx, ay - by) > a + b


def test_neighbours_are_nearer_than_others(
    places: list[MapPlace], edges: list[tuple[int, int]]
) -> None:
    def mean(pairs: list[tuple[int, int]]) -> float:
        return sum(math.dist(places[a][:2], places[b][:2]) for a, b in pairs) / len(pairs)

    inside = [(a, b) for a, b in edges if a // SIZE == b // SIZE]
    within = [
        pair
        for group in range(GROUPS)
        for pair in combinations(range(group * SIZE, (group + 1) * SIZE), 2)
    ]
    assert mean(inside) < mean(within) < mean(list(combinations(range(GROUPS * SIZE), 2)))


def test_what_is_linked_with_nothing_lies_together(places: list[MapPlace]) -> None:
    assert [place.cluster for place in places[-5:]] == [LOOSE] * 5
    assert len({place[:2] for place in places}) == len(places)


def test_the_same_graph_is_laid_out_in_the_same_way(
    places: list[MapPlace], edges: list[tuple[int, int]]
) -> None:
    assert place_all(len(places), edges, {}) == places


def test_it_tells_how_far_it_is_and_that_changes_nothing(
    places: list[MapPlace], edges: list[tuple[int, int]]
) -> None:
    shares: list[float] = []
    assert place_all(len(places), edges, {}, told=shares.append) == places
    assert len(shares) > GROUPS
    assert shares == sorted(shares)
    assert 0.0 == shares[0] < shares[-1] < 1.0


def test_a_few_new_notes_move_nothing(places: list[MapPlace], edges: list[tuple[int, int]]) -> None:
    old = dict(enumerate(places))
    count = len(places)
    more = [*edges, (count, 3), (count, 4), (count + 1, count)]
    again = place_all(count + 3, more, old)
    assert again[:count] == places
    assert again[count].cluster == again[count + 1].cluster == places[3].cluster
    assert again[count + 2].cluster == LOOSE
    assert math.dist(again[count][:2], places[3][:2]) < 8


def test_what_is_gone_leaves_a_gap(places: list[MapPlace], edges: list[tuple[int, int]]) -> None:
    kept = range(10, len(places))
    old = {number: places[concept] for number, concept in enumerate(kept)}
    fewer = [(a - 10, b - 10) for a, b in edges if a >= 10 and b >= 10]
    assert place_all(len(kept), fewer, old) == [places[concept] for concept in kept]


def test_many_new_notes_are_laid_out_with_the_old_ones(
    places: list[MapPlace], edges: list[tuple[int, int]]
) -> None:
    half = GROUPS * SIZE // 2
    old = {concept: places[concept] for concept in range(half)}
    again = place_all(len(places), edges, old)
    assert len(again) == len(places)
    assert all(math.isfinite(place.x + place.y) for place in again)
    assert place_all(len(places), edges, old) == again


def test_a_large_community_is_divided() -> None:
    count = 3 * LARGEST_CLUSTER
    places = place_all(count, [(0, other) for other in range(1, count)], {})
    sizes = Counter(place.cluster for place in places)
    assert LOOSE not in sizes
    assert max(sizes.values()) <= LARGEST_CLUSTER


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_few_concepts_are_laid_out_too(count: int) -> None:
    chain = [(number, number + 1) for number in range(count - 1)]
    for places in (place_all(count, chain, {}), place_around(count, chain, {})):
        assert len({place[:2] for place in places}) == count
        assert all(math.isfinite(place.x + place.y) for place in places)


def test_a_map_around_a_concept_has_it_in_the_middle(edges: list[tuple[int, int]]) -> None:
    places = place_around(GROUPS * SIZE, edges, {})
    assert places[0][:2] == (0, 0)
    old = dict(enumerate(place_all(GROUPS * SIZE, edges, {})))
    assert place_around(GROUPS * SIZE, edges, old)[0][:2] == (0, 0)
