"""What is near in the graph: personalised PageRank, by forward push.

After Andersen, Chung and Lang, “Local Graph Partitioning using PageRank Vectors” (2006),
https://doi.org/10.1109/FOCS.2006.44. A walker starts at one concept, follows links either way,
and returns home with a fixed chance at each step; how often a concept is visited is its score.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from kb.graph.concepts import Concept, Hubs, Walk

RESTART: Final = 0.25
"""The chance that the walker returns home."""
TOLERANCE: Final = 2e-5
"""For each of its neighbours, what a concept keeps for itself instead of passing it on."""
_UNSEEN: Final = 20
"""How many neighbours a concept is taken to have before they are asked for."""
_UNASKED: Final = 6
"""And if they never are. Concepts with few are what a walk leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """What a walk found."""

    scores: Mapping[Concept, float]
    """In (0, 1]; they sum to at most 1."""
    neighbours: Mapping[Concept, Collection[Concept]]
    """Of all concepts that were asked for; without hubs."""
    linked: frozenset[Concept]
    """All neighbours of the concept where it began, hubs too."""


def nearness(start: Concept, hubs: Hubs, *, tolerance: float = TOLERANCE) -> Walk[Nearness]:
    """Walks from ``start``, and returns the score of each concept that it came to.

    Nothing is passed to a hub. One that ``start`` is linked with is scored by that link alone.

    Args:
        start: where the walker begins, and returns to.
        hubs: what to leave out, but for ``start``.
        tolerance: see :data:`TOLERANCE`; the smaller, the more exact and the slower.
    """
    avoided = hubs - {start}
    scores: dict[Concept, float] = {}
    waiting: dict[Concept, float] = {start: 1.0}
    known: dict[Concept, tuple[Concept, ...]] = {}
    linked: frozenset[Concept] = frozenset()
    pushed = [start]
    while pushed:
        found = yield tuple(pushed)
        for concept in pushed:
            around = found.get(concept, ())
            known[concept] = tuple(each for each in around if each not in avoided)
        linked = linked or frozenset(found.get(start, ()))
        # All that is known is walked before more is asked for.
        while pushed:
            grown: dict[Concept, None] = {}
            for concept in pushed:
                mass = waiting.pop(concept)
                scores[concept] = scores.get(concept, 0.0) + RESTART * mass
                if near := known[concept]:
                    share = (1 - RESTART) * mass / len(near)
                    for each in near:
                        waiting[each] = waiting.get(each, 0.0) + share
                    grown.update(dict.fromkeys(near))
            pushed = [
                each
                for each in grown
                if each in known and waiting.get(each, 0.0) > tolerance * len(known[each])
            ]
        pushed = [
            each
            for each, mass in waiting.items()
            if each not in known and mass > tolerance * _UNSEEN
        ]
    for concept, mass in waiting.items():
        # Too little to pass on, and still a visit.
        scores[concept] = scores.get(concept, 0.0) + RESTART * mass
    for concept, mass in _sent_back(waiting, known).items():
        scores[concept] += RESTART * (1 - RESTART) * mass
    for hub in linked & avoided:
        scores[hub] = RESTART * (1 - RESTART) / len(linked)
    return Nearness(scores=scores, neighbours=known, linked=linked)


def _sent_back(
    waiting: Mapping[Concept, float], known: Mapping[Concept, Collection[Concept]]
) -> dict[Concept, float]:
    """Returns what concepts that were not asked for would pass on to those that were.

    Of their links only those to the latter are known. Without them, what is linked with much is
    ranked too low; docs/decisions.md says how much that costs.
    """
    back: dict[Concept, list[Concept]] = {}
    for concept, near in known.items():
        for each in near:
            if each not in known:
                back.setdefault(each, []).append(concept)
    sent: dict[Concept, float] = {}
    for concept, near in back.items():
        share = waiting.get(concept, 0.0) / max(len(near), _UNASKED)
        for each in near:
            sent[each] = sent.get(each, 0.0) + share
    return sent
