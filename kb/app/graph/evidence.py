"""Gather the evidence in the store that other concepts are related to one.

``kb related`` ranks and explains it; ``kb related --evaluate`` ranks it with a link hidden.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from kb.app.graph.nearby import (
    Peers,
    Together,
    links_of_peers,
    links_together,
    notes_among,
)
from kb.app.graph.places import Places, next_files, places_of, scores_by_home
from kb.app.graph.text_similarity import (
    TextSimilarity,
    comparable_texts,
    concept_text,
    counted_terms,
    query_terms,
    text_similarity,
)
from kb.app.meaning.near import MeaningEvidence, meaning_evidence
from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept, ContentOrder, Hubs, missing_key
from kb.graph.likeness import common_neighbours, covered, title_likeness
from kb.graph.mentions import mentions, phrases, prose
from kb.graph.pagerank import PageRank, pagerank
from kb.graph.related import EvidenceKind, Scores, exactly, shared_tags, strongest, with_ancestors
from kb.graph.resolve import NoteId
from kb.graph.words import body_terms, telling_words, title_words
from kb.notes.titles import names_nothing
from kb.store.file.store import Transaction
from kb.store.graph.adjacency import content_order, run_traversal
from kb.store.notes.names import living_notes
from kb.store.notes.tags import notes_tagged, tag_frequencies, tag_keys
from kb.store.search import terms
from kb.store.search.cjk import cut
from kb.store.search.terms import NoteText

_QUERY_TERMS: Final = 30
"""Words to ask the full-text index for."""
_INDEX_MATCHES: Final = 60
"""Notes from the index whose words are compared one by one."""
_NEAREST_COMPARED: Final = 30
"""Nearest concepts of the graph whose words are compared as well."""
_NEAREST_RANKED: Final = 200
"""Nearest concepts of the graph that are ranked at all."""
_LINKED_RANKED: Final = 100
"""Concepts that are ranked for their common neighbours, and for links with similar notes."""
_MENTIONS: Final = 40
"""Notes that mention the concept, and notes that it mentions, whose words are compared."""
_LINKED_COMPARED: Final = 10
"""Of each kind of evidence from links: notes whose words are compared though no word found them."""
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
class TitleWords:
    """The words of titles, and of the texts that may have them."""

    ours: frozenset[str]
    body: frozenset[str]
    """Words of the concept's text."""
    theirs: Mapping[Concept, frozenset[str]]
    bodies: Mapping[NoteId, frozenset[str]]

    def scores(self, idfs: Mapping[str, float]) -> dict[EvidenceKind, Scores]:
        """Return the evidence of titles."""
        return {
            EvidenceKind.TITLE: {
                other: title_likeness(self.ours, words, idfs)
                for other, words in self.theirs.items()
            },
            EvidenceKind.TITLE_IN_OURS: {
                other: covered(words, self.body, idfs) for other, words in self.theirs.items()
            },
            EvidenceKind.TITLE_IN_THEIRS: {
                other: covered(self.ours, words, idfs) for other, words in self.bodies.items()
            },
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that may relate other concepts to one."""

    concept: ConceptRef
    near: PageRank
    linked: frozenset[Concept]
    scores: Mapping[EvidenceKind, Scores]
    text: TextSimilarity
    titles: TitleWords
    together: Together
    peers: Peers
    places: Places
    tags: TagEvidence
    meaning: MeaningEvidence
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
    title = title_words(concept.title)
    query = await query_terms(transaction, title, text)
    top = query.top(_QUERY_TERMS)
    matches = await terms.notes_with_any(transaction, top, _INDEX_MATCHES) if top else ()
    names = [name for name in concept.names if not names_nothing(name)]
    naming = await terms.notes_naming(transaction, names, _MENTIONS)
    named = await _named_in(transaction, concept, text) - linked
    close = _nearest(near, concept.concept)
    order = await content_order(
        transaction, {concept.concept, *near.neighbours, *near.linked, *close, *named}
    )
    nearest = sorted(close, key=lambda other: (-close[other], order[other]))
    compared = {*matches, *naming, *notes_among(nearest[:_NEAREST_COMPARED])}
    compared.update(sorted(notes_among(named), key=order.__getitem__)[:_MENTIONS])
    texts = await comparable_texts(transaction, compared - {concept.concept})
    names_it = {
        note for note in {*naming} & texts.keys() - linked if mentions(_prose(texts[note]), names)
    }
    together = await links_together(transaction, concept.concept, near, order)
    common = common_neighbours(concept.concept, near)
    counted = counted_terms(query, texts)
    order |= await content_order(transaction, counted.keys() - order.keys())
    in_order = {note: counted[note] for note in sorted(counted, key=order.__getitem__)}
    alike = text_similarity(query, in_order).scores
    peers = await links_of_peers(transaction, (concept.concept, pair), hubs, alike)
    linking = (peers.scores, common, together.scores)
    known = {*counted, *linked, concept.concept}
    order |= await content_order(transaction, {*chain(*linking)} - order.keys())
    more = {note for scores in linking for note in _best(scores, known, order)}
    added = await comparable_texts(transaction, more)
    texts |= added
    counted |= counted_terms(query, added)
    similarity = text_similarity(query, counted)
    siblings = await next_files(transaction, concept)
    meaning = await meaning_evidence(transaction, concept.note.id if concept.note else None)
    ranked = dict.fromkeys([*nearest[:_NEAREST_RANKED], *linked])
    scores: dict[EvidenceKind, Scores] = {
        EvidenceKind.LINK: dict.fromkeys(linked, 1.0),
        EvidenceKind.GRAPH: {other: near.scores[other] for other in ranked if other in near.scores},
        EvidenceKind.COMMON: strongest(common, _LINKED_RANKED),
        EvidenceKind.TOGETHER: together.scores,
        EvidenceKind.TEXT: similarity.scores,
        EvidenceKind.PEERS: strongest(peers.scores, _LINKED_RANKED),
        EvidenceKind.NAMES: dict.fromkeys(named, 1.0),
        EvidenceKind.NAMED: dict.fromkeys(names_it, 1.0),
        EvidenceKind.NEXT: siblings,
        EvidenceKind.MEANING: meaning.scores,
    }
    candidates = {other for of_kind in scores.values() for other in of_kind}
    notes = await living_notes(transaction)
    tags = await _tag_evidence(transaction, concept, notes_among(candidates), notes)
    scores[EvidenceKind.TAGS] = tags.scores
    candidates = (candidates | tags.scores.keys()) - {concept.concept}
    order |= await content_order(transaction, candidates - order.keys())
    places = await places_of(transaction, concept, notes_among(linked), order, notes=notes)
    scores[EvidenceKind.FOLDER], scores[EvidenceKind.HOMES] = scores_by_home(
        places, notes_among(candidates), order
    )
    titles = TitleWords(
        ours=telling_words(cut(title)),
        body=body_terms(query.terms, title),
        theirs={other: telling_words(cut(title_words(order[other][0]))) for other in candidates},
        bodies={note: body_terms(held, texts[note].title) for note, held in counted.items()},
    )
    return Evidence(
        concept=concept,
        near=near,
        linked=linked,
        scores=scores | titles.scores(query.idfs),
        text=similarity,
        titles=titles,
        together=together,
        peers=peers,
        places=places,
        tags=tags,
        meaning=meaning,
        named=frozenset(named),
        naming=frozenset(names_it),
        order=order,
    )


def _best(scores: Scores, known: Collection[Concept], order: ContentOrder) -> Sequence[NoteId]:
    """Return the notes with the highest scores that are not known."""
    others = [note for note in notes_among(scores) if note not in known]
    return sorted(others, key=lambda note: (-exactly(scores[note]), order[note]))[:_LINKED_COMPARED]


def _nearest(near: PageRank, start: Concept) -> Scores:
    """Return the scores of the nearest concepts, and of all that are as near as the last."""
    scores = {other: exactly(score) for other, score in near.scores.items() if other != start}
    return strongest(scores, _NEAREST_RANKED)


def _prose(text: NoteText) -> str:
    return prose(f"{text.definition}\n\n{text.body}")


async def _named_in(transaction: Transaction, concept: ConceptRef, text: NoteText) -> set[Concept]:
    """Return the other concepts whose names the note's text has outside code and links."""
    keys = {key for key in phrases(_prose(text)) if not names_nothing(key)} if concept.note else ()
    if not keys:
        return set()
    named: set[Concept] = {*await terms.notes_called(transaction, keys)}
    missing = map(missing_key, await terms.missing_called(transaction, keys))
    return (named | {key for key in missing if key in keys}) - {concept.concept}


async def _tag_evidence(
    transaction: Transaction, concept: ConceptRef, candidates: Sequence[NoteId], notes: int
) -> TagEvidence:
    """Compare the note's tags with those of the candidates and of notes with a rare one of them."""
    if concept.note is None:
        return TagEvidence(own={}, others={}, counts={}, notes=0, scores={})
    note = concept.note.id
    own = (await tag_keys(transaction, [note])).get(note, {})
    counts = await tag_frequencies(transaction, with_ancestors(own))
    rare = [tag for tag, count in counts.items() if count <= _RARE_TAG]
    tagged = await notes_tagged(transaction, rare, 4 * _RARE_TAG)
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
