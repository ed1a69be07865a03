"""Compare the text of a concept with the texts of notes, by their words."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kb.app.notes.lookup import ConceptRef
from kb.graph.related import Scores
from kb.graph.resolve import NoteId
from kb.graph.words import (
    TermCounts,
    cosine_similarity,
    count_terms,
    idf,
    term_weights,
    top_terms,
    without_bracketed_links,
    without_dates,
    without_labels,
    without_links,
)
from kb.notes.note import MENTIONS
from kb.store.file.store import Transaction
from kb.store.graph.adjacency import content_order
from kb.store.graph.edges import Edge, edges_to_missing, plain_names
from kb.store.search import terms
from kb.store.search.cjk import cut
from kb.store.search.terms import NoteText

_MAX_LENGTH: Final = 20_000
"""Characters of a text that are compared."""
_AROUND_ENTRY: Final = " \t>*+-_:"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerms:
    """The words of the concept asked about."""

    terms: TermCounts
    idfs: Mapping[str, float]
    """Of each of its words that the index has."""

    def top(self, amount: int) -> tuple[str, ...]:
        """Return the most characteristic words, as the index spells them."""
        return top_terms(term_weights(self.terms, self.idfs, self.terms.length), amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSimilarity:
    """How similar other notes are to the concept asked about."""

    query: Mapping[str, float]
    """The concept's words, with their weights."""
    others: Mapping[NoteId, Mapping[str, float]]
    """The words that each note shares with it, with their weights."""
    scores: Scores
    """1 for a note that is as similar as the concept is to itself."""


async def comparable_texts(
    transaction: Transaction, note_ids: Collection[NoteId]
) -> dict[NoteId, NoteText]:
    """Return the beginnings of the notes' texts, without labels and unbracketed links."""
    names = await plain_names(transaction, note_ids)
    return {
        note: replace(
            text,
            body=without_labels(_without_names(text.body[:_MAX_LENGTH], names.get(note, ()))),
        )
        for note, text in (await terms.texts_of(transaction, note_ids)).items()
    }


async def concept_text(transaction: Transaction, concept: ConceptRef) -> NoteText:
    """Return the text of a note, or the sentences that link to a missing concept."""
    if concept.note is not None:
        return (await comparable_texts(transaction, [concept.note.id]))[concept.note.id]
    edges = await edges_to_missing(transaction, [concept.title])
    order = await content_order(transaction, {edge.source for edge in edges})
    edges = tuple(sorted(edges, key=lambda edge: order[edge.source]))
    sentences = dict.fromkeys(
        edge.text for edge in edges if edge.target == concept.concept and edge.relation == MENTIONS
    )
    return NoteText(title=concept.title, definition="", body="\n\n".join(sentences)[:_MAX_LENGTH])


async def query_terms(transaction: Transaction, title: str, text: NoteText) -> QueryTerms:
    """Return the words of the concept with this title and :func:`concept_text`."""
    counted = count_terms(title, _comparable(text.definition), _comparable(text.body))
    frequencies = await terms.document_frequencies(transaction, counted.counts.keys())
    notes = await terms.indexed_notes(transaction)
    idfs = {word: idf(frequency, notes) for word, frequency in frequencies.items()}
    return QueryTerms(terms=counted, idfs=idfs)


def _comparable(markdown: str) -> str:
    return cut(without_dates(without_links(markdown)))


def counted_terms(query: QueryTerms, texts: Mapping[NoteId, NoteText]) -> dict[NoteId, TermCounts]:
    """Count in each text the words of the concept."""
    return {
        note: count_terms(
            text.title,
            cut(without_bracketed_links(text.definition)),
            cut(without_bracketed_links(text.body)),
            query.idfs,
        )
        for note, text in texts.items()
    }


def text_similarity(query: QueryTerms, counted: Mapping[NoteId, TermCounts]) -> TextSimilarity:
    """Compare notes with the concept, by all words of the concept."""
    lengths = [query.terms.length, *(terms.length for terms in counted.values())]
    average = sum(lengths) / len(lengths)
    weights = term_weights(query.terms, query.idfs, average)
    own = cosine_similarity(weights, weights, len(weights)) or 1.0
    others = {note: term_weights(terms, query.idfs, average) for note, terms in counted.items()}
    return TextSimilarity(
        query=weights,
        others=others,
        scores={
            note: cosine_similarity(weights, other, counted[note].distinct) / own
            for note, other in others.items()
        },
    )


def _without_names(body: str, links: Collection[Edge]) -> str:
    """Remove the names that are these links from lines that are list entries."""
    names: dict[str, set[str]] = defaultdict(set)
    for link in links:
        names[" ".join(link.text.split())].add(link.written)
    return "\n".join(_without(line, names) for line in body.split("\n")) if names else body


def _without(line: str, names: Mapping[str, Collection[str]]) -> str:
    """Remove the names of an entry, which may follow a bullet and a label."""
    entry = " ".join(line.strip(_AROUND_ENTRY).split())
    for written in (entry, entry.partition(":")[2].strip(_AROUND_ENTRY)):
        if written in names:
            for name in sorted(names[written], key=len, reverse=True):
                line = line.replace(name, " ")  # one name after the other
            break
    return line
