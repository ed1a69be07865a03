"""Everything in the store that speaks for a relation between one concept and others."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kb.app.naming import NamedConcept
from kb.app.walking import walked
from kb.graph.concepts import Concept, Hubs, missing_key
from kb.graph.mentions import mentions, phrases, prose
from kb.graph.pagerank import Nearness, nearness
from kb.graph.related import Evidence, Kind, shared_tags, with_ancestors
from kb.graph.resolve import NoteId
from kb.graph.words import (
    Speech,
    likeness,
    most_telling,
    rarity,
    speech,
    usual_length,
    weights,
    without_brackets,
    without_links,
)
from kb.store import terms
from kb.store.bigrams import cut
from kb.store.edges import edges_from, edges_to_missing
from kb.store.named import living_notes
from kb.store.open import Transaction
from kb.store.shared_tags import notes_tagged, tag_counts, tag_keys
from kb.store.terms import NoteText

_TELLING: Final = 30
"""Words that the full-text index is asked for."""
_CANDIDATES: Final = 80
"""Notes whose words are compared one by one."""
_NEAREST: Final = 200
"""Concepts of the graph that are ranked at all."""
_MENTIONING: Final = 40
_RARE_TAG: Final = 200
"""A tag on more notes finds no candidates; it still counts for those found otherwise."""
_LONGEST: Final = 20_000
"""Characters of a text that count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is known of the concept that was asked for."""

    concept: NamedConcept
    text: str
    """Markdown, without the names that it links to."""
    words: Mapping[str, float]
    """With their weights."""
    tags: Mapping[str, str]
    """Its tags' keys, each with the note's spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All evidence."""

    own: Own
    near: Nearness
    linked: frozenset[Concept]
    evidence: Mapping[Kind, Evidence]
    words: Mapping[NoteId, Mapping[str, float]]
    """Of the notes whose text was compared."""
    tags: Mapping[NoteId, Mapping[str, str]]
    bearers: Mapping[str, int]
    """Of each tag that counts."""
    named: frozenset[Concept]
    """Concepts that the text of the one asked for names."""
    naming: frozenset[Concept]
    """Notes whose text names it."""


async def gather(
    transaction: Transaction, asked: NamedConcept, hubs: Hubs, hidden: Concept | None = None
) -> Gathered:
    """Returns what speaks for a relation with ``asked``.

    Args:
        transaction: in any transaction.
        asked: the concept.
        hubs: what the walk leaves out.
        hidden: a concept that is to be seen as if no link led to it or from it.
    """
    pair = frozenset() if hidden is None else frozenset({asked.concept, hidden})
    near = await walked(transaction, nearness(asked.concept, hubs), pair)
    amount = max(await living_notes(transaction), 1)
    text = await _own_text(transaction, asked)
    said = speech(asked.title, cut(text.definition), cut(without_links(text.body)))
    counts = await terms.bearers(transaction, said.counts.keys())
    indexed = await terms.indexed_notes(transaction)
    rarities = {word: rarity(count, indexed) for word, count in counts.items()}
    telling = most_telling(weights(said, rarities, said.length), _TELLING)
    alike = await terms.notes_with_any(transaction, telling, _CANDIDATES) if telling else ()
    naming = await terms.notes_naming(transaction, asked.names, _MENTIONING)
    others = {each for each in (*alike, *naming) if each != asked.concept}
    texts = await terms.texts_of(transaction, others)
    spoken = {each: _speech(texts[each], rarities) for each in alike if each in texts}
    usual = usual_length([said.length, *(each.length for each in spoken.values())])
    words = weights(said, rarities, usual)
    weighed = {each: weights(other, rarities, usual) for each, other in spoken.items()}
    linked = near.linked - {hidden}
    named_here = await _named(transaction, f"{text.definition}\n\n{text.body}")
    named = named_here - linked - {asked.concept}
    names_it = {
        each
        for each in naming
        if each in texts and each not in linked and _names(texts[each], asked.names)
    }
    closest = sorted(near.scores, key=lambda each: -near.scores[each])[:_NEAREST]
    scored = {each: near.scores[each] for each in {*closest, *linked} & near.scores.keys()}
    scored.pop(asked.concept, None)
    own_tags = await _tags_of(transaction, asked)
    bearers = await tag_counts(transaction, with_ancestors(own_tags))
    rare = [tag for tag, count in bearers.items() if count <= _RARE_TAG]
    tagged = await notes_tagged(transaction, rare, 4 * _RARE_TAG)
    notes = {
        each for each in (*scored, *weighed, *named, *names_it, *tagged) if isinstance(each, int)
    }
    tags = await tag_keys(transaction, notes - {asked.concept}) if own_tags else {}
    return Gathered(
        own=Own(concept=asked, text=text.body, words=words, tags=own_tags),
        near=near,
        linked=linked,
        evidence={
            Kind.GRAPH: scored,
            Kind.TEXT: {each: likeness(words, other) for each, other in weighed.items()},
            Kind.TAGS: {
                each: sum(shared_tags(own_tags, theirs, bearers, amount).values())
                for each, theirs in tags.items()
            },
            Kind.MENTION: {
                each: float(each in named) + float(each in names_it) for each in named | names_it
            },
        },
        words=weighed,
        tags=tags,
        bearers=bearers,
        named=frozenset(named),
        naming=frozenset(names_it),
    )


async def _own_text(transaction: Transaction, asked: NamedConcept) -> NoteText:
    """Returns the note's text without plain names that are links.

    Of a concept that is missing, what is said where it is linked.
    """
    if asked.note is None:
        edges = await edges_to_missing(transaction, [asked.title])
        said = (edge.text for edge in edges if edge.target == asked.concept)
        return NoteText(title=asked.title, definition="", body="\n\n".join(dict.fromkeys(said)))
    text = (await terms.texts_of(transaction, [asked.note.id]))[asked.note.id]
    edges = await edges_from(transaction, asked.note.id)
    names = {edge.written for edge in edges if f"[{edge.written}" not in text.body}
    entries = {" ".join(edge.text.split()) for edge in edges if edge.written in names}
    return NoteText(
        title=text.title,
        definition=without_links(text.definition),
        body=_without_names(text.body[:_LONGEST], names, entries),
    )


def _without_names(body: str, names: Iterable[str], entries: Collection[str]) -> str:
    """Returns the text without the names that lists of connections link to without brackets."""
    forms = [re.escape(name) for name in sorted(names, key=len, reverse=True) if name]
    if not forms:
        return body
    pattern = re.compile("|".join(forms), re.IGNORECASE)
    return "\n".join(
        pattern.sub(" ", line) if any(entry in line for entry in entries) else line
        for line in body.split("\n")
    )


def _speech(text: NoteText, known: Mapping[str, float]) -> Speech:
    return speech(text.title, text.definition, cut(without_brackets(text.body[:_LONGEST])), known)


async def _named(transaction: Transaction, body: str) -> set[Concept]:
    """Returns the concepts whose names stand in a text outside code and links."""
    keys = phrases(prose(body))
    if not keys:
        return set()
    found: set[Concept] = {note for _, note in await terms.notes_called(transaction, keys)}
    missing = await terms.missing_called(transaction, keys)
    return found | {key for key in map(missing_key, missing) if key in keys}


def _names(text: NoteText, names: Collection[str]) -> bool:
    return mentions(prose(f"{text.definition}\n\n{text.body[:_LONGEST]}"), names)


async def _tags_of(transaction: Transaction, asked: NamedConcept) -> dict[str, str]:
    if asked.note is None:
        return {}
    return (await tag_keys(transaction, [asked.note.id])).get(asked.note.id, {})
