"""What a concept speaks of, and how like it other notes are by their words."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept
from kb.graph.related import Evidence
from kb.graph.resolve import NoteId
from kb.graph.words import (
    Speech,
    likeness,
    most_telling,
    rarity,
    speech,
    usual_length,
    weights,
    without_bracketed_links,
    without_labels,
    without_links,
)
from kb.notes.note import MENTIONS
from kb.store.file.store import Transaction
from kb.store.graph.edges import Edge, edges_to_missing, plain_names
from kb.store.search import terms
from kb.store.search.cjk import cut
from kb.store.search.terms import NoteText

_LONGEST: Final = 20_000
"""Characters of a text that count."""
_AROUND_ENTRY: Final = " \t>*+-_:"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSpeech:
    """The words of the concept that was asked for."""

    said: Speech
    rarities: Mapping[str, float]
    """Of each of its words that the index knows."""

    def telling(self, amount: int) -> tuple[str, ...]:
        """Returns the words that say most about it, as the index spells them."""
        return most_telling(weights(self.said, self.rarities, self.said.length), amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Other notes beside the concept that was asked for."""

    words: Mapping[str, float]
    """Its own, with their weights."""
    others: Mapping[NoteId, Mapping[str, float]]
    """The words that each of the others shares with it."""
    likeness: Evidence


async def spoken_texts(
    transaction: Transaction, note_ids: Collection[NoteId]
) -> dict[NoteId, NoteText]:
    """Returns the beginnings of notes' texts, without names that are links, or labels."""
    names = await plain_names(transaction, note_ids)
    texts = await terms.texts_of(transaction, note_ids)
    return {
        note: replace(
            text,
            body=without_labels(_without_names(text.body[:_LONGEST], names.get(note, ()))),
        )
        for note, text in texts.items()
    }


async def own_text(transaction: Transaction, asked: ConceptRef) -> NoteText:
    """Returns the text of a concept; of one that is missing, what is said where it is linked."""
    if asked.note is not None:
        return (await spoken_texts(transaction, [asked.note.id]))[asked.note.id]
    edges = await edges_to_missing(transaction, [asked.title])
    said = dict.fromkeys(
        edge.text for edge in edges if edge.target == asked.concept and edge.relation == MENTIONS
    )
    return NoteText(title=asked.title, definition="", body="\n\n".join(said)[:_LONGEST])


async def own_speech(transaction: Transaction, title: str, text: NoteText) -> OwnSpeech:
    """Returns the words of a concept.

    Args:
        transaction: in any transaction.
        title: of the concept.
        text: by :func:`own_text`.
    """
    said = speech(title, cut(without_links(text.definition)), cut(without_links(text.body)))
    counts = await terms.bearers(transaction, said.counts.keys())
    notes = await terms.indexed_notes(transaction)
    return OwnSpeech(
        said=said, rarities={word: rarity(count, notes) for word, count in counts.items()}
    )


def comparison(own: OwnSpeech, texts: Mapping[NoteId, NoteText]) -> Comparison:
    """Returns how like other notes are, by all words of the concept."""
    spoken = {
        note: speech(
            text.title,
            cut(without_bracketed_links(text.definition)),
            cut(without_bracketed_links(text.body)),
            own.rarities,
        )
        for note, text in texts.items()
    }
    usual = usual_length([own.said.length, *(each.length for each in spoken.values())])
    words = weights(own.said, own.rarities, usual)
    others = {note: weights(said, own.rarities, usual) for note, said in spoken.items()}
    alike: dict[Concept, float] = {
        note: likeness(words, other, spoken[note].breadth) for note, other in others.items()
    }
    return Comparison(words=words, others=others, likeness=alike)


def _without_names(body: str, links: Collection[Edge]) -> str:
    """Returns the text without the plain names that are these links."""
    names: dict[str, set[str]] = defaultdict(set)
    for link in links:
        names[" ".join(link.text.split())].add(link.written)
    return "\n".join(_without(line, names) for line in body.split("\n")) if names else body


def _without(line: str, names: Mapping[str, Collection[str]]) -> str:
    """Returns a line without its names, if it is an entry, perhaps after a bullet and a label."""
    entry = " ".join(line.strip(_AROUND_ENTRY).split())
    for written in (entry, entry.partition(":")[2].strip(_AROUND_ENTRY)):
        if written in names:
            for name in sorted(names[written], key=len, reverse=True):
                line = line.replace(name, " ")  # one name after the other
            break
    return line
