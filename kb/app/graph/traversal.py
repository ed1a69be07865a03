"""Walks over the graph: :mod:`kb.graph` says where to, the store says what is there."""

from kb.graph.concepts import Answer, Concept, Walk
from kb.store.file.store import Transaction
from kb.store.graph.adjacency import neighbours

Pair = frozenset[Concept]
"""Two concepts."""


async def walked(
    transaction: Transaction, walk: Walk[Answer], hidden: Pair = frozenset()
) -> Answer:
    """Returns what a walk finds, with one query for each of its frontiers.

    Args:
        transaction: in any transaction.
        walk: the walk.
        hidden: two concepts that are to be seen as if nothing linked one with the other.
    """
    try:
        frontier = next(walk)
        while True:
            found = await neighbours(transaction, frontier)
            for concept in hidden & found.keys():
                for other in hidden:
                    found[concept].pop(other, None)
            frontier = walk.send(found)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
