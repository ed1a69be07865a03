"""``kb related``: rank the concepts that are related to one, and explain why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.app.graph.evidence import Evidence, TagEvidence, gather_evidence
from kb.app.graph.silent_words import silent_words
from kb.app.notes.lookup import ConceptRef, find_concept
from kb.graph.concepts import Concept
from kb.graph.paths import path_back, predecessors_from
from kb.graph.reasons import LinkPlace, Reason, Relationship, SharedTag, reasons
from kb.graph.related import Ranked, ranking, shared_tags
from kb.graph.words import shared_terms
from kb.store.file.store import Store, Transaction
from kb.store.graph.adjacency import hubs, titles_and_paths
from kb.store.graph.edges import Edge, edges_among
from kb.store.notes.names import daily_notes

RESULTS: Final = 20
"""The default number of results."""
_TIE: Final = 1e-9
"""Scores this close are equal: what is summed in another order is rounded differently."""
_IN_A_REASON: Final = 3
"""Names, words or tags in one reason."""
_COMMON_TAG: Final = 0.1
"""A tag on a larger share of the notes says nothing."""
_FEW_NOTES: Final = 5
"""A tag on so few notes is rare, however few notes there are."""

_EdgesByPair = dict[tuple[Concept, Concept], list[Edge]]


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

    With ``new``, concepts that are linked with it already are left out. Daily notes are, unless
    ``daily`` or the concept is one itself.

    Raises:
        KbError: as :func:`find_concept`.
    """
    async with store.reading() as transaction:
        concept = await find_concept(transaction, name)
        evidence = await gather_evidence(transaction, concept, await hubs(transaction))
        without = {
            *(evidence.linked if new else ()),
            *await _left_out(transaction, concept, daily=daily),
        }
        best = _best(ranking(evidence.scores, without), limit)
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
        edges: _EdgesByPair = {}
        for edge in await edges_among(transaction, involved):
            edges.setdefault((edge.source, edge.target), []).append(edge)
        titles, paths = await titles_and_paths(transaction, involved)
    related = []
    for match in ranked:
        other = match.concept
        between = _relationship(evidence, other, common[other], edges, titles)
        if detour := detours.get(other):
            between = replace(between, path=tuple(titles[step] for step in detour))
        why = reasons(concept.title, between, match.parts, is_note=concept.note is not None)
        related.append(
            RelatedConcept(
                title=titles[other],
                path=paths.get(other),
                score=round(match.score, 4),
                linked=other in evidence.linked,
                why=why,
            )
        )
    return RelatedView(concept=concept.title, path=concept.path, related=tuple(related))


async def _left_out(
    transaction: Transaction, concept: ConceptRef, *, daily: bool
) -> frozenset[Concept]:
    """Return the daily notes, if they are no results."""
    notes = frozenset[Concept]() if daily else await daily_notes(transaction)
    return frozenset() if concept.concept in notes else notes


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
    return ranked[: 2 * _IN_A_REASON]


def _relationship(
    evidence: Evidence,
    other: Concept,
    common: Sequence[Concept],
    edges: _EdgesByPair,
    titles: Mapping[Concept, str],
) -> Relationship:
    start = evidence.concept.concept
    both_link_to = [near for near in common if {(start, near), (other, near)} <= edges.keys()]
    rest = [near for near in common if near not in both_link_to]
    link_to_both = [near for near in rest if {(near, start), (near, other)} <= edges.keys()]
    path = [near for near in rest if near not in link_to_both]
    words = evidence.text.others.get(other, {}) if isinstance(other, int) else {}
    return Relationship(
        links=_places(edges.get((start, other), ())),
        backlinks=_places(edges.get((other, start), ())),
        both_link_to=tuple(titles[near] for near in both_link_to[:_IN_A_REASON]),
        link_to_both=tuple(titles[near] for near in link_to_both[:_IN_A_REASON]),
        path=tuple(titles[near] for near in path[:1]),
        words=shared_terms(
            evidence.text.query,
            words,
            f"{titles[start]} {titles[other]}",
            _IN_A_REASON,
            silent=silent_words(evidence.text.query),
        ),
        tags=_shared_tags(evidence.tags, other),
        direct=evidence.near.direct_share(other),
        names=other in evidence.named,
        named=other in evidence.naming,
    )


def _places(edges: Sequence[Edge]) -> tuple[LinkPlace, ...]:
    return tuple(LinkPlace(edge.relation, edge.line) for edge in edges)


def _shared_tags(tags: TagEvidence, other: Concept) -> tuple[SharedTag, ...]:
    if not isinstance(other, int) or other not in tags.others:
        return ()
    own, others, counts = tags.own, tags.others[other], tags.counts
    weights = shared_tags(own, others, counts, max(counts.values(), default=1))
    # A tag on many notes, such as their type, is no reason.
    most = max(tags.notes * _COMMON_TAG, _FEW_NOTES)
    ranked = sorted(
        (tag for tag in weights if counts.get(tag, 0) <= most), key=lambda tag: (-weights[tag], tag)
    )
    # A tag says as much as those that it is nested below.
    telling = [tag for tag in ranked if not any(below.startswith(f"{tag}/") for below in ranked)]
    return tuple(
        SharedTag(own.get(tag, tag), counts.get(tag, 0), tag in own and tag in others)
        for tag in telling[:_IN_A_REASON]
    )
