"""Evidence from links around a concept: beside it and with notes like it."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.graph.concepts import Concept, ContentOrder, Hubs, Neighbours, Traversal
from kb.graph.likeness import nearness, reached
from kb.graph.pagerank import PageRank
from kb.graph.related import Scores, exactly
from kb.graph.resolve import NoteId
from kb.store.file.store import Transaction
from kb.store.graph.adjacency import run_traversal
from kb.store.graph.beside import Citation, cited_beside

_SOURCES: Final = 60
"""Notes that link to the concept, whose other links are looked at: those with the fewest."""
_PEERS: Final = 30
"""Notes with the most similar words, whose links are followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Links of other notes to the concept and, nearby, to another one."""

    citations: Mapping[Concept, Sequence[Citation]]
    """One of each note, the nearest first."""
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """The notes with the most similar words, and their neighbours."""

    weights: Scores
    neighbours: Neighbours
    scores: Scores

    def beside(self, concept: Concept, amount: int) -> list[Concept]:
        """Return the peers that a concept is linked with, the most similar first."""
        linked = [peer for peer in self.weights if concept in self.neighbours.get(peer, ())]
        return linked[:amount]


async def links_together(
    transaction: Transaction, concept: Concept, near: PageRank, order: ContentOrder
) -> Together:
    """Return what is linked beside ``concept``; ``order`` is that of its neighbours."""
    sources = sorted(
        notes_among(near.linked),
        key=lambda note: (
            # Hubs last: their neighbours are not known.
            len(near.neighbours[note]) if note in near.neighbours else math.inf,
            order.get(note, ()),
        ),
    )
    nearest: dict[tuple[Concept, NoteId], Citation] = {}
    for citation in await cited_beside(transaction, concept, sources[:_SOURCES]):
        key = citation.other, citation.source
        if key not in nearest or _nearness(citation) > _nearness(nearest[key]):
            nearest[key] = citation
    citations: dict[Concept, list[Citation]] = defaultdict(list)
    for citation in sorted(nearest.values(), key=lambda one: (-_nearness(one), one.line)):
        citations[citation.other].append(citation)
    scores = {other: sum(map(_nearness, cited)) for other, cited in citations.items()}
    return Together(citations=citations, scores=scores)


def _nearness(citation: Citation) -> float:
    return nearness(citation.lines_apart, citation.label)


async def links_of_peers(
    transaction: Transaction, pair: tuple[Concept, frozenset[Concept]], hubs: Hubs, text: Scores
) -> Peers:
    """Return what the notes are linked with that have similar words.

    Args:
        transaction: of the store.
        pair: the concept asked about, and the two concepts whose links are hidden.
        hubs: which are no peers.
        text: how similar the words of notes are; the order of equal ones is theirs.
    """
    start, hidden = pair
    best = sorted(text, key=lambda note: -exactly(text[note]))[:_PEERS]
    most = text[best[0]] if best else 0.0
    weights = {note: text[note] / most for note in best if text[note] > 0 and note not in hubs}
    neighbours = await run_traversal(transaction, _one_step(tuple(weights)), hidden)
    return Peers(weights=weights, neighbours=neighbours, scores=reached(weights, neighbours, start))


def _one_step(concepts: tuple[Concept, ...]) -> Traversal[Neighbours]:
    return (yield concepts)


def notes_among(concepts: Iterable[Concept]) -> list[NoteId]:
    """Return the concepts that are notes."""
    return [concept for concept in concepts if isinstance(concept, int)]
