"""What connects a concept with a related one, from the evidence for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kb.app.graph.evidence import Evidence, TagEvidence
from kb.app.graph.places import home_of
from kb.app.graph.silent_words import silent_words
from kb.graph.concepts import Concept
from kb.graph.reasons import Beside, Lies, LinkPlace, Relationship, SharedTag
from kb.graph.related import EvidenceKind, shared_tags
from kb.graph.words import shared_terms
from kb.store.graph.edges import Edge

_IN_A_REASON: Final = 3
"""Names, words or tags in one reason."""
_PEERS: Final = 2
_COMMON_TAG: Final = 0.1
"""A tag on a larger share of the notes says nothing."""
_FEW_NOTES: Final = 5
"""A tag on so few notes is rare, however few notes there are."""

EdgesByPair = dict[tuple[Concept, Concept], list[Edge]]


def cited(evidence: Evidence, other: Concept) -> set[Concept]:
    """Return the concepts that reasons name beside neighbours in common."""
    beside = evidence.together.citations.get(other, ())[:1]
    return {*(citation.source for citation in beside), *evidence.peers.beside(other, _PEERS)}


def relationship(
    evidence: Evidence,
    other: Concept,
    common: Sequence[Concept],
    edges: EdgesByPair,
    titles: Mapping[Concept, str],
) -> Relationship:
    """Return what connects the concept asked about with ``other``.

    ``common`` are neighbours of both, and ``titles`` has theirs and those of :func:`cited`.
    """
    start = evidence.concept.concept
    both_link_to = [near for near in common if {(start, near), (other, near)} <= edges.keys()]
    rest = [near for near in common if near not in both_link_to]
    link_to_both = [near for near in rest if {(near, start), (near, other)} <= edges.keys()]
    path = [near for near in rest if near not in link_to_both]
    words = evidence.text.others.get(other, {}) if isinstance(other, int) else {}
    citations = evidence.together.citations.get(other, ())
    title_words = evidence.titles.theirs.get(other, frozenset())
    return Relationship(
        links=_places(edges.get((start, other), ())),
        backlinks=_places(edges.get((other, start), ())),
        both_link_to=tuple(titles[near] for near in both_link_to[:_IN_A_REASON]),
        link_to_both=tuple(titles[near] for near in link_to_both[:_IN_A_REASON]),
        path=tuple(titles[near] for near in path[:1]),
        beside=tuple(
            Beside(titles.get(place.source, ""), place.label, place.line, place.lines_apart)
            for place in citations
        ),
        words=shared_terms(
            evidence.text.query,
            words,
            f"{titles[start]} {titles[other]}",
            _IN_A_REASON,
            silent=silent_words(evidence.text.query),
        ),
        peers=tuple(
            titles[peer] for peer in evidence.peers.beside(other, _PEERS) if peer in titles
        ),
        title_words=_telling(title_words & evidence.titles.ours),
        words_of_second=_telling(title_words & evidence.titles.body),
        words_of_first=_telling(
            evidence.titles.ours & evidence.titles.bodies.get(other, frozenset())
            if isinstance(other, int)
            else ()
        ),
        folder=_folder(evidence, other),
        home=_home(evidence, other),
        is_next=evidence.scores[EvidenceKind.NEXT].get(other) == 1,
        tags=_shared_tags(evidence.tags, other),
        alike=evidence.meaning.similarity.get(other) if isinstance(other, int) else None,
        direct=evidence.near.direct_share(other),
        names=other in evidence.named,
        named=other in evidence.naming,
    )


def _places(edges: Sequence[Edge]) -> tuple[LinkPlace, ...]:
    return tuple(LinkPlace(edge.relation, edge.line) for edge in edges)


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """Return the longest words first, as they say most; single characters only if that is all."""
    ranked = sorted(words, key=lambda word: (-len(word), word))
    longer = [word for word in ranked if len(word) > 1]
    return tuple((longer or ranked)[:_IN_A_REASON])


def _folder(evidence: Evidence, other: Concept) -> Lies | None:
    places = evidence.places
    if places.own is None or not isinstance(other, int):
        return None
    shared = places.shared(places.own, home_of(evidence.order, other))
    return Lies(shared.folder, places.counts[shared]) if shared else None


def _home(evidence: Evidence, other: Concept) -> Lies | None:
    """Return the folder of ``other`` in which most of what the concept is linked with lies."""
    if not isinstance(other, int):
        return None
    places, home = evidence.places, home_of(evidence.order, other)
    linked: dict[str, int] = {}
    for place, count in places.homes.items():
        if shared := places.shared(place, home):
            linked[shared.folder] = linked.get(shared.folder, 0) + count
    if not linked:
        return None
    folder = max(linked, key=lambda name: (linked[name], len(name), name))
    return Lies(folder, linked[folder])


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
