"""Communities: what is linked together is together, and never too many."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.graph.communities import communities

CLIQUES = [*combinations(range(6), 2), *combinations(range(6, 12), 2), (0, 6)]


def test_two_groups_with_one_link_between_them_are_two() -> None:
    labels = communities(12, CLIQUES, 100)
    assert set(labels[:6]) != set(labels[6:])
    assert len(set(labels)) == 2


def test_what_is_linked_with_nothing_is_alone() -> None:
    assert communities(3, [(0, 1)], 10) == [0, 0, 1]


@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=80),
    st.integers(1, 20),
)
def test_no_community_is_larger_than_was_asked(edges: list[tuple[int, int]], most: int) -> None:
    labels = communities(20, edges, most)
    assert len(labels) == 20
    assert set(labels) == set(range(len(set(labels))))
    assert max(labels.count(label) for label in labels) <= most
    assert communities(20, edges, most) == labels


def test_groups_are_found_among_many_links_between_them() -> None:
    chance = Random(5)  # noqa: S311  # not for secrets
    count, size = 600, 30
    inside = [
        (first + chance.randrange(size), first + chance.randrange(size))
        for first in range(0, count, size)
        for _ in range(150)
    ]
    between = [(chance.randrange(count), chance.randrange(count)) for _ in range(1000)]
    labels = communities(count, [*inside, *between], 60)
    assert sum(labels[one] == labels[other] for one, other in inside) > 0.9 * len(inside)
    assert len(set(labels)) == pytest.approx(count / size, abs=4)
