"""Closeness by a walk that asks for little."""

from collections import defaultdict
from statistics import mean

import pytest

from kb.graph.concepts import Concept, Hubs
from kb.graph.pagerank import RESTART, pagerank
from kb.graph.resolve import NoteId
from tests.graph.traversals import Adjacency, concept, graph, random_graph, run
from tests.torture.tally import often

NO_HUBS: Hubs = frozenset()


def exact(around: Adjacency, start: Concept, hubs: Hubs) -> dict[Concept, float]:
    """Returns personalised PageRank by sixty steps over the whole graph."""
    kept = {each: [near for near in others if near not in hubs] for each, others in around.items()}
    mass: dict[Concept, float] = {start: 1.0}
    scores: dict[Concept, float] = defaultdict(float)
    for _ in range(60):
        following: dict[Concept, float] = defaultdict(float)
        for each, amount in mass.items():
            scores[each] += RESTART * amount
            for near in kept.get(each, ()):
                following[near] += (1 - RESTART) * amount / len(kept[each])
        mass = following
    return scores


def first_ten(scores: dict[Concept, float], start: Concept) -> list[Concept]:
    return sorted(scores.keys() - {start}, key=lambda each: (-scores[each], str(each)))[:10]


def test_the_push_finds_nine_of_the_exact_first_ten() -> None:
    around = random_graph(1000, 6000, seed=5)
    hubs = frozenset(sorted(around, key=lambda each: -len(around[each]))[:10])
    agreed = []
    for start in map(NoteId, range(5, 1000, often(250, 20))):
        truth = first_ten(exact(around, start, hubs), start)
        found, _ = run(pagerank(start, hubs), around)
        agreed.append(len(set(truth) & set(first_ten(dict(found.scores), start))))
        assert sum(found.scores.values()) <= 1
    assert min(agreed) >= 9
    assert mean(agreed) >= 9.5


def test_what_is_not_asked_for_still_passes_something_back() -> None:
    around = graph([(1, 2), *((2, leaf) for leaf in range(10, 50))])
    found, _ = run(pagerank(NoteId(1), NO_HUBS, tolerance=1e-3), around)
    assert NoteId(10) not in found.neighbours
    assert found.scores[NoteId(2)] > RESTART * (1 - RESTART) / (1 - (1 - RESTART) ** 2 / 41)


def test_scores_are_the_exact_ones_where_the_walk_is_thorough() -> None:
    around = graph([(1, 2), (2, 3), (3, 1), (3, "open"), (4, "open")])
    truth = exact(around, NoteId(1), NO_HUBS)
    found, _ = run(pagerank(NoteId(1), NO_HUBS, tolerance=1e-9), around)
    assert found.scores == pytest.approx(truth, abs=1e-6)
    assert found.linked == {2, 3}


def test_a_hub_is_not_walked_through_but_scored_by_its_link() -> None:
    around = graph([(1, 9), (2, 9), (1, 3)])
    found, _ = run(pagerank(NoteId(1), frozenset({NoteId(9)})), around)
    assert NoteId(2) not in found.scores
    assert 0 < found.scores[NoteId(9)] < found.scores[NoteId(3)]


def test_a_hub_that_is_asked_for_is_walked_from() -> None:
    around = graph([(1, 9), (2, 9)])
    found, _ = run(pagerank(NoteId(9), frozenset({NoteId(9)})), around)
    assert found.scores[NoteId(1)] == found.scores[NoteId(2)] > 0


def test_a_concept_without_links_is_near_nothing() -> None:
    found, asked = run(pagerank(concept("alone"), NO_HUBS), {})
    assert (set(found.scores), found.linked, asked) == ({"alone"}, frozenset(), 1)


def test_scores_follow_from_the_links_and_not_from_the_numbers_of_notes() -> None:
    around = random_graph(300, 1200, seed=7)
    renumbered: dict[Concept, set[Concept]] = {
        NoteId(1000 - int(each)): {NoteId(1000 - int(near)) for near in others}
        for each, others in around.items()
    }
    first, _ = run(pagerank(NoteId(5), NO_HUBS), around)
    second, _ = run(pagerank(NoteId(995), NO_HUBS), renumbered)
    scores = {NoteId(1000 - int(each)): score for each, score in second.scores.items()}
    assert scores == pytest.approx(first.scores, abs=1e-12)
