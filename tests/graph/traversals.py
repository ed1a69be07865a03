"""Graphs in memory, for walks that would ask the store."""

from collections.abc import Iterable, Mapping
from random import Random

from kb.graph.concepts import Concept, MissingKey, Result, Traversal
from kb.graph.resolve import NoteId

Adjacency = Mapping[Concept, set[Concept]]


def graph(edges: Iterable[tuple[str | int, str | int]]) -> dict[Concept, set[Concept]]:
    """Returns who is linked with whom; numbers are notes, names are missing."""
    found: dict[Concept, set[Concept]] = {}
    for source, target in edges:
        one, other = concept(source), concept(target)
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def concept(name: str | int) -> Concept:
    return NoteId(name) if isinstance(name, int) else MissingKey(name)


def run(traversal: Traversal[Result], around: Adjacency) -> tuple[Result, int]:
    """Returns what a traversal finds, and how many frontiers it asked for."""
    asked = 0
    try:
        frontier = next(traversal)
        while True:
            asked += 1
            frontier = traversal.send({each: around.get(each, set()) for each in frontier})
    except StopIteration as done:
        return done.value, asked


def random_graph(notes: int, links: int, seed: int) -> dict[Concept, set[Concept]]:
    """Returns a graph in which links go to popular notes more often, as they do."""
    rng = Random(seed)  # noqa: S311  # not for secrets
    popular = [int(notes * rng.random() ** 2) for _ in range(links)]
    return graph((rng.randrange(notes), target) for target in popular)
