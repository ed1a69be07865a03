"""Foundations first: the order that new cards follow."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from kb.config import Settings
from kb.graph.concepts import Concept
from kb.graph.order import foundations_first, requirement_labels
from kb.store.file.store import Transaction
from kb.store.graph.edges import edges_related_by


async def foundation_levels(
    transaction: Transaction, settings: Settings
) -> tuple[Mapping[int, int], Mapping[int, Collection[int]]]:
    """Returns how high each note stands on others, and which notes each requires.

    The level is 0 for a note that requires none, such as all that are not named; otherwise one
    more than the highest that it requires. Notes that require each other in a circle share one.
    """
    labels = requirement_labels(settings.fields.requires)
    requires: dict[Concept, list[Concept]] = defaultdict(list)
    for edge in await edges_related_by(transaction, labels):
        requires[edge.source].append(edge.target)
    concepts = {*requires, *(each for needed in requires.values() for each in needed)}
    levels: dict[Concept, int] = {}
    for group in foundations_first(sorted(concepts, key=str), requires):
        below = [
            levels[needed]
            for concept in group
            for needed in requires.get(concept, ())
            if needed not in group
        ]
        levels |= dict.fromkeys(group, 1 + max(below, default=-1))
    return (
        {concept: level for concept, level in levels.items() if isinstance(concept, int)},
        {
            concept: [each for each in needed if isinstance(each, int)]
            for concept, needed in requires.items()
            if isinstance(concept, int)
        },
    )
