"""Personalised PageRank from one concept, by forward push.

After Andersen, Chung and Lang, “Local Graph Partitioning using PageRank Vectors” (2006),
https://doi.org/10.1109/FOCS.2006.44. A walker starts at one concept, follows links either way,
and returns to the start with a fixed chance at each step. How often it visits a concept is the
concept's score.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from kb.graph.concepts import Concept, Hubs, Traversal

RESTART: Final = 0.25
"""The chance that the walker returns to the start."""
TOLERANCE: Final = 2e-5
"""What a concept keeps for itself instead of passing it on, for each of its neighbours."""
_UNEXPANDED_DEGREE: Final = 20
"""The number of neighbours that a concept is assumed to have before they are fetched."""
_FINAL_DEGREE: Final = 6
"""The same where they never are: mostly concepts with few neighbours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRank:
    """The result of a walk."""

    scores: Mapping[Concept, float]
    """In (0, 1]; they sum to at most 1."""
    neighbours: Mapping[Concept, Collection[Concept]]
    """Of each concept whose neighbours were fetched; without hubs."""
    hubs_around: Mapping[Concept, Collection[Concept]]
    """The hubs that are neighbours of each concept whose neighbours were fetched."""
    linked: frozenset[Concept]
    """All neighbours of the start, hubs included."""

    def direct_share(self, concept: Concept) -> float:
        """Return the share, in [0, 1], of a neighbour's score that comes from its direct link."""
        score = self.scores.get(concept, 0.0)
        step = RESTART * (1 - RESTART) / max(len(self.linked), 1)
        return min(1.0, step / score) if score else 1.0


def pagerank(start: Concept, hubs: Hubs, *, tolerance: float = TOLERANCE) -> Traversal[PageRank]:
    """Return the scores of the concepts near ``start``.

    Nothing is passed on to a hub, unless it is ``start``. A hub that ``start`` is linked with is
    scored by that link alone. A smaller ``tolerance``, see :data:`TOLERANCE`, is slower and more
    exact.
    """
    avoided = hubs - {start}
    scores: dict[Concept, float] = {}
    residuals: dict[Concept, float] = {start: 1.0}
    neighbours: dict[Concept, tuple[Concept, ...]] = {}
    hubs_around: dict[Concept, tuple[Concept, ...]] = {}
    linked: frozenset[Concept] = frozenset()
    frontier = [start]
    while frontier:
        fetched = yield tuple(frontier)
        for concept in frontier:
            around = fetched.get(concept, ())
            neighbours[concept] = tuple(near for near in around if near not in avoided)
            hubs_around[concept] = tuple(near for near in around if near in avoided)
        linked = linked or frozenset(fetched.get(start, ()))
        # Push along all fetched links before fetching more.
        while frontier:
            grown: dict[Concept, None] = {}
            # All at once: one after the other, the order of concepts would decide what each has.
            masses = [(concept, residuals.pop(concept)) for concept in frontier]
            for concept, mass in masses:
                scores[concept] = scores.get(concept, 0.0) + RESTART * mass
                if around := neighbours[concept]:
                    share = (1 - RESTART) * mass / len(around)
                    for near in around:
                        residuals[near] = residuals.get(near, 0.0) + share
                    grown.update(dict.fromkeys(around))
            frontier = [
                concept
                for concept in grown
                if concept in neighbours
                and residuals.get(concept, 0.0) > tolerance * len(neighbours[concept])
            ]
        frontier = [
            concept
            for concept, mass in residuals.items()
            if concept not in neighbours and mass > tolerance * _UNEXPANDED_DEGREE
        ]
    for concept, mass in residuals.items():
        # Too little to pass on still counts as a visit.
        scores[concept] = scores.get(concept, 0.0) + RESTART * mass
    for concept, mass in _returned(residuals, neighbours).items():
        scores[concept] += RESTART * (1 - RESTART) * mass
    for hub in linked & avoided:
        scores[hub] = RESTART * (1 - RESTART) / len(linked)
    return PageRank(scores=scores, neighbours=neighbours, hubs_around=hubs_around, linked=linked)


def _returned(
    residuals: Mapping[Concept, float], neighbours: Mapping[Concept, Collection[Concept]]
) -> dict[Concept, float]:
    """Return what unfetched concepts would pass back to fetched ones.

    Only their links to fetched concepts are known. Without this step, concepts with many links
    rank too low; docs/decisions.md says how much it costs.
    """
    back: dict[Concept, list[Concept]] = {}
    for concept, around in neighbours.items():
        for near in around:
            if near not in neighbours:
                back.setdefault(near, []).append(concept)
    returned: dict[Concept, float] = {}
    for concept, around in back.items():
        share = residuals.get(concept, 0.0) / max(len(around), _FINAL_DEGREE)
        for near in around:
            returned[near] = returned.get(near, 0.0) + share
    return returned
