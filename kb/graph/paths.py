"""Shortest paths between concepts, and neighbourhoods of one."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

from kb.graph.concepts import Concept, ContentOrder, Hubs, Traversal

_MAX_LENGTH = 12
"""In links; a longer connection means nothing."""

Predecessors = dict[Concept, Concept]
"""Each reached concept's predecessor on a shortest path from a start, which is its own."""


def shortest_path(
    start: Concept, end: Concept, hubs: Hubs, order: Callable[[Concept], Any] = str
) -> Traversal[tuple[Concept, ...]]:
    """Return the concepts from ``start`` to ``end``, both included; nothing if there is no path.

    Links are followed either way, around hubs except the ends. The search runs from both ends,
    the smaller frontier first. Of several shortest paths, it prefers concepts first in ``order``.
    """
    if start == end:
        return (start,)
    predecessors: tuple[Predecessors, ...] = ({start: start}, {end: end})
    frontiers = [[start], [end]]
    for _ in range(_MAX_LENGTH):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        if not frontiers[side]:
            return ()
        here, there = predecessors[side], predecessors[1 - side]
        fetched = yield tuple(frontiers[side])
        reached: list[Concept] = []
        for concept in frontiers[side]:
            for near in sorted(fetched.get(concept, ()), key=order):
                if near in here or (near in hubs and near not in there):
                    continue
                here[near] = concept
                reached.append(near)
        if met := next((concept for concept in reached if concept in there), None):
            return path_back(predecessors[0], met)[::-1] + path_back(predecessors[1], met)[1:]
        frontiers[side] = reached
    return ()


def neighbourhood(start: Concept, hubs: Hubs, depth: int) -> Traversal[tuple[Concept, ...]]:
    """Return the concepts up to ``depth`` links away from ``start``, nearest first.

    Hubs are included, but not what is reached only through them.
    """
    seen: dict[Concept, None] = {start: None}
    frontier: list[Concept] = [start]
    for _ in range(depth):
        if not frontier:
            break
        fetched = yield tuple(frontier)
        reached: list[Concept] = []
        for concept in frontier:
            for near in sorted(fetched.get(concept, ()), key=str):
                if near not in seen:
                    seen[near] = None
                    reached.append(near)
        frontier = [concept for concept in reached if concept not in hubs]
    return tuple(seen)


def nearest(start: Concept, hubs: Hubs, depth: int, most: int) -> Traversal[tuple[Concept, ...]]:
    """Return at most so many concepts of a neighbourhood, nearest first.

    Of equally near ones, those come first that have the most links with nearer ones.
    """
    seen: dict[Concept, None] = {start: None}
    frontier: list[Concept] = [start]
    for _ in range(depth):
        if not frontier or len(seen) >= most:
            break
        fetched = yield tuple(frontier)
        reached = Counter(
            near for concept in frontier for near in fetched.get(concept, ()) if near not in seen
        )
        ranked = sorted(reached, key=lambda near: (-reached[near], str(near)))
        seen.update(dict.fromkeys(ranked[: most - len(seen)]))
        frontier = [concept for concept in ranked if concept in seen and concept not in hubs]
    return tuple(seen)


def predecessors_from(
    start: Concept, neighbours: Mapping[Concept, Collection[Concept]], order: ContentOrder
) -> Predecessors:
    """Return the predecessors of all concepts that ``start`` reaches over known neighbours.

    Of several paths, ``order`` decides; it has all concepts with known neighbours.
    """
    predecessors = {start: start}
    queue = [start]
    for concept in queue:
        reached = [near for near in neighbours[concept] if near not in predecessors]
        predecessors.update(dict.fromkeys(reached, concept))
        queue += sorted(neighbours.keys() & set(reached), key=order.__getitem__)
    return predecessors


def path_back(predecessors: Predecessors, concept: Concept) -> tuple[Concept, ...]:
    """Return the path from a reached concept back to the start, both included."""
    path = [concept]
    while predecessors[path[-1]] != path[-1]:
        path.append(predecessors[path[-1]])
    return tuple(path)
