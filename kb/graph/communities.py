"""Communities of a graph: groups of nodes that are linked with each other more than with others."""

from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Final

Weights = list[dict[int, float]]
"""The weight of the link with each neighbour, for each node."""

_LOOKS: Final = 6
"""How often a node is looked at, at most, in the mean; later ones move hardly any."""
_LEAST: Final = 1e-9
"""What is gained less than this by is a matter of rounding."""


def communities(count: int, edges: Sequence[tuple[int, int]], most: int) -> list[int]:
    """Return the community of each of ``count`` nodes, numbered from 0, of at most ``most`` nodes.

    The Louvain method, https://arxiv.org/abs/0803.0476, with the nodes in their order, so that
    the same graph has the same communities. Nothing is merged beyond ``most``.
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
    """Return the community of each node after moving each to where its links lead.

    A node is looked at again only if a neighbour has moved elsewhere, as in the Leiden method,
    https://arxiv.org/abs/1810.08473: most nodes never move again.
    """
    degrees = [2 * loop + sum(near.values()) for near, loop in zip(weights, loops, strict=True)]
    double = sum(degrees) or 1.0
    labels = list(range(len(weights)))
    totals, filled = list(degrees), list(sizes)
    waiting = deque(labels)
    waits = bytearray(b"\1" * len(labels))
    for _ in range(_LOOKS * len(labels)):
        if not waiting:
            break
        node = waiting.popleft()
        waits[node] = 0
        home, share, size = labels[node], degrees[node] / double, sizes[node]
        totals[home] -= degrees[node]
        filled[home] -= size
        towards: dict[int, float] = {home: 0.0}
        for other, weight in weights[node].items():
            label = labels[other]
            towards[label] = towards.get(label, 0.0) + weight
        best, best_gain = home, towards[home] - share * totals[home] + _LEAST
        for label, weight in towards.items():
            gain = weight - share * totals[label]
            if gain > best_gain and filled[label] + size <= most:
                best, best_gain = label, gain + _LEAST
        labels[node] = best
        totals[best] += degrees[node]
        filled[best] += size
        if best != home:
            for other in weights[node]:
                if labels[other] != best and not waits[other]:
                    waits[other] = 1
                    waiting.append(other)
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
