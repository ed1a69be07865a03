"""Foundations first: the order that new cards follow."""

from collections import defaultdict

from kb.config import Settings
from kb.graph.concepts import Concept
from kb.graph.order import foundations_first, requirement_labels
from kb.graph.resolve import NoteId
from kb.store.edges import edges_related_by
from kb.store.named import living_ids
from kb.store.open import Transaction


async def note_order(transaction: Transaction, settings: Settings) -> dict[NoteId, int]:
    """Returns the rank of each note, from 0, such that it comes after what it requires.

    Notes that require each other in a circle share a rank.
    """
    labels = requirement_labels(settings.fields.requires)
    requires: dict[Concept, list[Concept]] = defaultdict(list)
    for edge in await edges_related_by(transaction, labels):
        requires[edge.source].append(edge.target)
    notes: list[Concept] = list(await living_ids(transaction))
    groups = foundations_first(notes, requires)
    return {
        concept: rank
        for rank, group in enumerate(groups)
        for concept in group
        if isinstance(concept, int)
    }
