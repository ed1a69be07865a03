"""The shortest way between two concepts."""

from kb.graph.concepts import Concept, Hubs, Walk

_FARTHEST = 12
"""Links; what lies farther apart is not connected in any way that says something."""


def shortest_path(start: Concept, end: Concept, hubs: Hubs) -> Walk[tuple[Concept, ...]]:
    """Returns the concepts from ``start`` to ``end``, both included; nothing where there is no way.

    Links are followed either way. Both ends walk towards each other, the smaller frontier first.

    Args:
        start: one end.
        end: the other.
        hubs: what to avoid, but for the ends.
    """
    if start == end:
        return (start,)
    came: tuple[dict[Concept, Concept], ...] = ({start: start}, {end: end})
    frontiers = [[start], [end]]
    for _ in range(_FARTHEST):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        if not frontiers[side]:
            return ()
        here, there = came[side], came[1 - side]
        found = yield tuple(frontiers[side])
        reached: list[Concept] = []
        met: list[Concept] = []
        for concept in frontiers[side]:
            # In an order of their own, so that of equally short ways it is always the same.
            for near in sorted(found.get(concept, ()), key=str):
                if near in here or (near in hubs and near not in there):
                    continue
                here[near] = concept
                reached.append(near)
                if near in there:
                    met.append(near)
        if met:
            return _way(came[0], met[0])[::-1] + _way(came[1], met[0])[1:]
        frontiers[side] = reached
    return ()


def _way(came: dict[Concept, Concept], concept: Concept) -> tuple[Concept, ...]:
    way = [concept]
    while came[way[-1]] != way[-1]:
        way.append(came[way[-1]])
    return tuple(way)


def neighbourhood(start: Concept, hubs: Hubs, depth: int) -> Walk[tuple[Concept, ...]]:
    """Returns the concepts up to ``depth`` links away from ``start``, nearest first.

    Hubs are found, but nothing is found by way of them.
    """
    found: dict[Concept, None] = {start: None}
    frontier: list[Concept] = [start]
    for _ in range(depth):
        if not frontier:
            break
        around = yield tuple(frontier)
        reached: list[Concept] = []
        for concept in frontier:
            for near in sorted(around.get(concept, ()), key=str):
                if near not in found:
                    found[near] = None
                    reached.append(near)
        frontier = [concept for concept in reached if concept not in hubs]
    return tuple(found)
