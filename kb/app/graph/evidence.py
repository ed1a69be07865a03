"""Gather the evidence in the store that other concepts are related to one.

``kb related`` ranks and explains it; ``kb related --evaluate`` ranks it with a link hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.app.graph.text_similarity import (
    TextSimilarity,
    comparable_texts,
    concept_text,
    query_terms,
    text_similarity,
)
from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept, ContentOrder, Hubs, missing_key
from kb.graph.mentions import mentions, phrases, prose
from kb.graph.pagerank import PageRank, pagerank
from kb.graph.related import EvidenceKind, Scores, exactly, shared_tags, with_ancestors
from kb.graph.resolve import NoteId
from kb.store.file.store import Transaction
from kb.store.graph.adjacency import content_order, run_traversal
from kb.store.notes.names import living_notes
from kb.store.notes.tags import notes_tagged, tag_frequencies, tag_keys
from kb.store.search import terms
from kb.store.search.terms import NoteText

_QUERY_TERMS: Final = 30
"""Words to ask the full-text index for."""
_INDEX_MATCHES: Final = 80
"""Notes from the index whose words are compared one by one."""
_NEAREST_COMPARED: Final = 30
"""Nearest concepts of the graph whose words are compared as well."""
_NEAREST_RANKED: Final = 200
"""Nearest concepts of the graph that are ranked at all."""
_MENTIONS: Final = 40
"""Notes that mention the concept, and notes that it mentions, whose words are compared."""
_RARE_TAG: Final = 200
"""A tag on more notes adds no candidates, but still counts for those found otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagEvidence:
    """The tags of the concept and of other notes."""

    own: Mapping[str, str]
    """Keys, each with the note's spelling."""
    others: Mapping[NoteId, Mapping[str, str]]
    counts: Mapping[str, int]
    """How many notes have each of its tags."""
    notes: int
    """How many there are."""
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that may relate other concepts to one."""

    concept: ConceptRef
    near: PageRank
    linked: frozenset[Concept]
    scores: Mapping[EvidenceKind, Scores]
    text: TextSimilarity
    tags: TagEvidence
    named: frozenset[Concept]
    """Concepts that its text names."""
    naming: frozenset[Concept]
    """Notes whose text names it."""
    order: ContentOrder
    """Of the concepts with known neighbours."""


async def gather_evidence(
    transaction: Transaction, concept: ConceptRef, hubs: Hubs, hidden: Concept | None = None
) -> Evidence:
    """Return the evidence for concepts related to ``concept``.

    Links between it and ``hidden`` are ignored.
    """
    pair = frozenset() if hidden is None else frozenset({concept.concept, hidden})
    near = await run_traversal(transaction, pagerank(concept.concept, hubs), pair)
    linked = near.linked - {hidden}
    text = await concept_text(transaction, concept)
    query = await query_terms(transaction, concept.title, text)
    top = query.top(_QUERY_TERMS)
    matches = await terms.notes_with_any(transaction, top, _INDEX_MATCHES) if top else ()
    naming = await terms.notes_naming(transaction, concept.names, _MENTIONS)
    named = await _named_in(transaction, concept, text) - linked
    close = _nearest(near, concept.concept)
    order = await content_order(transaction, {*near.neighbours, *close, *named})
    nearest = sorted(close, key=lambda other: (-close[other], order[other]))
    compared = {*matches, *naming, *_notes(nearest[:_NEAREST_COMPARED])}
    compared.update(sorted(_notes(named), key=order.__getitem__)[:_MENTIONS])
    texts = await comparable_texts(transaction, compared - {concept.concept})
    names_it = {
        note
        for note in {*naming} & texts.keys() - linked
        if mentions(_prose(texts[note]), concept.names)
    }
    similarity = text_similarity(query, texts)
    ranked = dict.fromkeys([*nearest[:_NEAREST_RANKED], *linked])
    closeness = {other: near.scores[other] for other in ranked if other in near.scores}
    candidates = _notes([*closeness, *similarity.scores, *named, *names_it])
    tags = await _tag_evidence(transaction, concept, candidates)
    return Evidence(
        concept=concept,
        near=near,
        linked=linked,
        scores={
            EvidenceKind.GRAPH: closeness,
            EvidenceKind.TEXT: similarity.scores,
            EvidenceKind.TAGS: tags.scores,
            EvidenceKind.MENTION: {
                other: float(other in named) + float(other in names_it)
                for other in named | names_it
            },
        },
        text=similarity,
        tags=tags,
        named=frozenset(named),
        naming=frozenset(names_it),
        order=order,
    )


def _nearest(near: PageRank, start: Concept) -> dict[Concept, float]:
    """Return the scores of the nearest concepts, and of all that are as near as the last."""
    scores = {other: exactly(score) for other, score in near.scores.items() if other != start}
    if len(scores) <= _NEAREST_RANKED:
        return scores
    least = sorted(scores.values(), reverse=True)[_NEAREST_RANKED - 1]
    return {other: score for other, score in scores.items() if score >= least}


def _notes(concepts: Iterable[Concept]) -> list[NoteId]:
    return [concept for concept in concepts if isinstance(concept, int)]


def _prose(text: NoteText) -> str:
    return prose(f"{text.definition}\n\n{text.body}")


async def _named_in(transaction: Transaction, concept: ConceptRef, text: NoteText) -> set[Concept]:
    """Return the other concepts whose names the note's text has outside code and links."""
    keys = phrases(_prose(text)) if concept.note else frozenset()
    if not keys:
        return set()
    named: set[Concept] = {*await terms.notes_called(transaction, keys)}
    missing = map(missing_key, await terms.missing_called(transaction, keys))
    return (named | {key for key in missing if key in keys}) - {concept.concept}


async def _tag_evidence(
    transaction: Transaction, concept: ConceptRef, candidates: Sequence[NoteId]
) -> TagEvidence:
    """Compare the note's tags with those of the candidates and of notes with a rare one of them."""
    if concept.note is None:
        return TagEvidence(own={}, others={}, counts={}, notes=0, scores={})
    note = concept.note.id
    own = (await tag_keys(transaction, [note])).get(note, {})
    counts = await tag_frequencies(transaction, with_ancestors(own))
    rare = [tag for tag, count in counts.items() if count <= _RARE_TAG]
    tagged = await notes_tagged(transaction, rare, 4 * _RARE_TAG)
    notes = await living_notes(transaction)
    others = await tag_keys(transaction, {*candidates, *tagged} - {note}) if own else {}
    return TagEvidence(
        own=own,
        others=others,
        counts=counts,
        notes=notes,
        scores={
            other: sum(shared_tags(own, tags, counts, notes).values())
            for other, tags in others.items()
        },
    )
