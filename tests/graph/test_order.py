"""Foundations first."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.graph.order import foundations_first, requirement_labels
from kb.notes.names import name_key


def test_what_is_required_comes_first() -> None:
    requires = {"asyncio": ["event loop", "coroutine"], "coroutine": ["generator"]}
    nodes = ["asyncio", "coroutine", "event loop", "generator"]
    assert foundations_first(nodes, requires) == (
        ("event loop",),
        ("generator",),
        ("coroutine",),
        ("asyncio",),
    )


def test_a_circle_is_one_group_in_the_given_order() -> None:
    requires = {"c": ["a"], "a": ["b"], "b": ["c"], "d": ["a"], "a2": ["d"]}
    assert foundations_first(["d", "c", "b", "a"], requires) == (("c", "b", "a"), ("d",))


def test_order_holds_by_way_of_a_concept_that_is_not_ordered() -> None:
    requires = {"new": ["missing"], "missing": ["old"]}
    assert foundations_first(["new", "old"], requires) == (("old",), ("new",))


def test_a_long_chain_is_no_trouble() -> None:
    requires = {number: [number + 1] for number in range(50_000)}
    groups = foundations_first(range(50_001), requires)
    assert groups[0] == (50_000,)
    assert groups[-1] == (0,)


EDGES = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4))


@given(EDGES)
def test_every_node_stands_once_and_after_all_that_it_requires(
    requires: Mapping[int, list[int]],
) -> None:
    groups = foundations_first(range(10), requires)
    place = {node: at for at, group in enumerate(groups) for node in group}
    assert sorted(node for group in groups for node in group) == list(range(10))
    for node, needed in requires.items():
        for other in needed:
            assert place[other] <= place[node]
            if place[other] == place[node]:
                assert other in reached(node, requires)
                assert node in reached(other, requires)


def reached(node: int, requires: Mapping[int, list[int]]) -> set[int]:
    found, work = {node}, [node]
    while work:
        for other in requires.get(work.pop(), ()):
            if other not in found:
                found.add(other)
                work.append(other)
    return found


@pytest.mark.parametrize("relation", ["Requires", "prerequisites", "Builds on", "Voraussetzung"])
def test_synonyms_and_configured_labels_are_requirements(relation: str) -> None:
    assert name_key(relation) in requirement_labels(["Voraussetzung"])
    assert name_key("Libraries") not in requirement_labels(["Voraussetzung"])
