"""``kb related``: rank the concepts that are related to one, and explain why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.app.graph.evidence import Evidence, gather_evidence
from kb.app.graph.fitted import ranking_weights
from kb.app.graph.relationship import EdgesByPair, cited, relationship
from kb.app.notes.lookup import ConceptRef, find_concept
from kb.cards.excluded_notes import is_template_path
from kb.graph.concepts import Concept
from kb.graph.paths import path_back, predecessors_from
from kb.graph.reasons import Reason, reasons
from kb.graph.related import Ranked, ranking
from kb.notes.titles import is_day
from kb.store.file.store import Store, Transaction
from kb.store.graph.adjacency import hubs, titles_and_paths
from kb.store.graph.edges import edges_among

RESULTS: Final = 20
"""The default number of results."""
_MOST_COMMON: Final = 6
"""Common neighbours that are told from."""
_TIE: Final = 1e-9
"""Scores this close are equal: what is summed in another order is rounded differently."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedConcept:
    """A related concept."""

    title: str
    path: str | None
    """``None`` for a missing concept."""
    score: float
    """In (0, 1]; comparable only within one answer."""
    linked: bool
    """Whether one of the two links to the other."""
    why: tuple[Reason, ...]
    """Strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    """A concept and those related to it."""

    concept: str
    path: str | None
    related: tuple[RelatedConcept, ...]


async def related_concepts(
    store: Store, name: str, *, limit: int = RESULTS, new: bool = False, daily: bool = False
) -> RelatedView:
    """Return the concepts related to the one called ``name``, best first.

    With ``new``, concepts that are linked with it already are left out; and always
    :func:`no_results`.

    Raises:
        KbError: as :func:`find_concept`.
    """
    async with store.reading() as transaction:
        concept = await find_concept(transaction, name)
        related = await related_to(transaction, concept, limit=limit, new=new, daily=daily)
    return RelatedView(concept=concept.title, path=concept.path, related=tuple(related.values()))


async def related_to(
    transaction: Transaction, concept: ConceptRef, *, limit: int, new: bool, daily: bool
) -> dict[Concept, RelatedConcept]:
    """Return the concepts related to one, best first, as :func:`related_concepts`."""
    evidence = await gather_evidence(transaction, concept, await hubs(transaction))
    return await best_related(transaction, evidence, limit=limit, new=new, daily=daily)


async def best_related(
    transaction: Transaction, evidence: Evidence, *, limit: int, new: bool, daily: bool = False
) -> dict[Concept, RelatedConcept]:
    """Return what the evidence relates, best first, as :func:`related_concepts`."""
    concept = evidence.concept
    weights = await ranking_weights(transaction)
    without = no_results(evidence, daily=daily) | (evidence.linked if new else frozenset())
    best = _best(ranking(evidence.scores, without, weights), limit)
    around = evidence.near.neighbours.get(concept.concept, ())
    names = await titles_and_paths(transaction, {*around, *(match.concept for match in best)})
    ranked = sorted(best, key=lambda match: _place(match, *names))[:limit]
    common = {
        match.concept: _common_neighbours(evidence, match.concept, *names) for match in ranked
    }
    predecessors = predecessors_from(concept.concept, evidence.near.neighbours, evidence.order)
    detours = {
        other: path_back(predecessors, other)[-2:0:-1]
        for other in common
        if not common[other] and other not in evidence.linked and other in predecessors
    }
    involved = {concept.concept, *common}.union(*common.values(), *detours.values())
    edges: EdgesByPair = {}
    for edge in await edges_among(transaction, involved):
        edges.setdefault((edge.source, edge.target), []).append(edge)
    told = {near for match in ranked for near in cited(evidence, match.concept)}
    titles, paths = await titles_and_paths(transaction, involved | told)
    related = {}
    for match in ranked:
        other = match.concept
        between = relationship(evidence, other, common[other], edges, titles)
        if detour := detours.get(other):
            between = replace(between, path=tuple(titles[step] for step in detour))
        why = reasons(concept.title, between, match.parts, is_note=concept.note is not None)
        related[other] = RelatedConcept(
            title=titles[other],
            path=paths.get(other),
            score=round(match.score, 4),
            linked=other in evidence.linked,
            why=why,
        )
    return related


def no_results(evidence: Evidence, *, daily: bool) -> frozenset[Concept]:
    """Return what is related in form only: templates, and daily notes unless ``daily``.

    Where the concept asked about is one itself, they are results.
    """
    kinds = [is_template_path] if daily else [is_template_path, is_day]
    places = {other: _path(evidence, other) for of in evidence.scores.values() for other in of}
    own = _path(evidence, evidence.concept.concept)
    apart = [is_of_kind for is_of_kind in kinds if not is_of_kind(own)]
    return frozenset(
        other for other, path in places.items() if any(is_of_kind(path) for is_of_kind in apart)
    )


def _path(evidence: Evidence, concept: Concept) -> str:
    """Return the path of a note; of a missing concept its name, which its note would have."""
    return evidence.order[concept][1] if isinstance(concept, int) else concept


def _best(ranked: Sequence[Ranked], limit: int) -> Sequence[Ranked]:
    """Return the first of a ranking, and all that rank as high as the last of them."""
    if not 0 < limit < len(ranked):
        return ranked[:limit]
    least = ranked[limit - 1].score - _TIE
    return [match for match in ranked if match.score >= least]


def _place(
    match: Ranked, titles: Mapping[Concept, str], paths: Mapping[Concept, str]
) -> tuple[float, str, str]:
    """Return by what results are sorted: by score, and in a tie by title and path."""
    concept = match.concept
    return -round(match.score / _TIE), titles[concept], paths.get(concept, "")


def _common_neighbours(
    evidence: Evidence, other: Concept, titles: Mapping[Concept, str], paths: Mapping[Concept, str]
) -> list[Concept]:
    """Return up to six concepts linked with both, those with the fewest links first."""
    neighbours = evidence.near.neighbours
    common = [
        near
        for near in neighbours.get(evidence.concept.concept, ())
        if near != other and other in neighbours.get(near, ())
    ]
    ranked = sorted(
        common, key=lambda near: (len(neighbours[near]), titles[near], paths.get(near, ""))
    )
    return ranked[:_MOST_COMMON]
