"""Communities of a graph: groups of nodes that are linked with each other more than with others."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

Weights = list[dict[int, float]]
"""The weight of the link with each neighbour, for each node."""

_ROUNDS: Final = 12
"""Later ones move hardly a node."""


def communities(count: int, edges: Sequence[tuple[int, int]], most: int) -> list[int]:
    """Return the community of each of ``count`` nodes, numbered from 0, of at most ``most`` nodes.

    The Louvain method, https://arxiv.org/abs/0803.0476, by whole passes over the nodes in their
    order, so that the same graph has the same communities. Nothing is merged beyond ``most``.
    """
    weights: Weights = [defaultdict(float) for _ in range(count)]
    for one, other in edges:
        if one != other:
            weights[one][other] += 1
            weights[other][one] += 1
    labels = list(range(count))
    sizes = [1] * count
    loops = [0.0] * count
    while True:
        moved = _local_moves(weights, loops, sizes, most)
        names = {label: number for number, label in enumerate(dict.fromkeys(moved))}
        moved = [names[label] for label in moved]
        labels = [moved[label] for label in labels]
        if len(names) == len(weights):
            return labels
        weights, loops, sizes = _merged(weights, loops, sizes, moved)


def _local_moves(
    weights: Weights, loops: Sequence[float], sizes: Sequence[int], most: int
) -> list[int]:
    """Return the community of each node after moving each to where its links lead."""
    degrees = [2 * loop + sum(near.values()) for near, loop in zip(weights, loops, strict=True)]
    double = sum(degrees) or 1.0
    labels = list(range(len(weights)))
    totals, filled = list(degrees), list(sizes)
    for _ in range(_ROUNDS):
        moved = False
        for node, near in enumerate(weights):
            home = labels[node]
            totals[home] -= degrees[node]
            filled[home] -= sizes[node]
            towards: dict[int, float] = {home: 0.0}
            for other, weight in near.items():
                towards[labels[other]] = towards.get(labels[other], 0.0) + weight
            share = degrees[node] / double
            best, best_gain = home, towards[home] - share * totals[home]
            for label, weight in towards.items():
                gain = weight - share * totals[label]
                if gain > best_gain + 1e-9 and filled[label] + sizes[node] <= most:
                    best, best_gain = label, gain
            labels[node] = best
            totals[best] += degrees[node]
            filled[best] += sizes[node]
            moved = moved or best != home
        if not moved:
            break
    return labels


def _merged(
    weights: Weights, loops: Sequence[float], sizes: Sequence[int], labels: Sequence[int]
) -> tuple[Weights, list[float], list[int]]:
    """Return the graph whose nodes are the communities."""
    count = max(labels) + 1
    merged: Weights = [defaultdict(float) for _ in range(count)]
    inner, filled = [0.0] * count, [0] * count
    for node, near in enumerate(weights):
        label = labels[node]
        inner[label] += loops[node]
        filled[label] += sizes[node]
        for other, weight in near.items():
            if labels[other] != label:
                merged[label][labels[other]] += weight
            elif other > node:
                inner[label] += weight
    return merged, inner, filled
