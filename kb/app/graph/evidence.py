"""Everything in the store that speaks for a relation between one concept and others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.app.graph.text_similarity import Comparison, comparison, own_speech, own_text, spoken_texts
from kb.app.graph.traversal import walked
from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept, Hubs, missing_key
from kb.graph.mentions import mentions, phrases, prose
from kb.graph.pagerank import Nearness, nearness
from kb.graph.related import Evidence, Kind, shared_tags, with_ancestors
from kb.graph.resolve import NoteId
from kb.store.file.store import Transaction
from kb.store.notes.names import living_notes
from kb.store.notes.tags import notes_tagged, tag_frequencies, tag_keys
from kb.store.search import terms
from kb.store.search.terms import NoteText

_TELLING: Final = 30
"""Words that the full-text index is asked for."""
_ALIKE: Final = 80
"""Notes that it answers with, whose words are compared one by one."""
_COMPARED: Final = 30
"""Concepts next in the graph that are compared too, if they are notes."""
_NEAREST: Final = 200
"""Concepts of the graph that are ranked at all."""
_MENTIONING: Final = 40
"""Notes that are looked through for a mention, and mentions whose notes are compared."""
_RARE_TAG: Final = 200
"""A tag on more notes finds no candidates; it still counts for those found otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """Tags of the concept that was asked for, and of others."""

    own: Mapping[str, str]
    """Keys, each with the note's spelling."""
    others: Mapping[NoteId, Mapping[str, str]]
    bearers: Mapping[str, int]
    """How many notes bear each tag that counts."""
    scores: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """All evidence."""

    asked: ConceptRef
    near: Nearness
    linked: frozenset[Concept]
    evidence: Mapping[Kind, Evidence]
    text: Comparison
    tags: Tags
    named: frozenset[Concept]
    """Concepts that the text of the one asked for names."""
    naming: frozenset[Concept]
    """Notes whose text names it."""


async def gather(
    transaction: Transaction, asked: ConceptRef, hubs: Hubs, hidden: Concept | None = None
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
    linked = near.linked - {hidden}
    closest = _closest(near, asked.concept)
    text = await own_text(transaction, asked)
    own = await own_speech(transaction, asked.title, text)
    telling = own.telling(_TELLING)
    alike = await terms.notes_with_any(transaction, telling, _ALIKE) if telling else ()
    naming = await terms.notes_naming(transaction, asked.names, _MENTIONING)
    named = await _named(transaction, asked, text) - linked
    by_name = sorted(_notes(named))[:_MENTIONING]
    compared = {*alike, *naming, *by_name, *_notes(closest[:_COMPARED])} - {asked.concept}
    texts = await spoken_texts(transaction, compared)
    names_it = {
        note for note in {*naming} & texts.keys() - linked if _names(texts[note], asked.names)
    }
    spoken = comparison(own, texts)
    ranked = dict.fromkeys([*closest[:_NEAREST], *linked])
    scored = {each: near.scores[each] for each in ranked if each in near.scores}
    candidates = _notes([*scored, *spoken.likeness, *named, *names_it])
    tags = await _tags(transaction, asked, candidates)
    return Gathered(
        asked=asked,
        near=near,
        linked=linked,
        evidence={
            Kind.GRAPH: scored,
            Kind.TEXT: spoken.likeness,
            Kind.TAGS: tags.scores,
            Kind.MENTION: {
                each: float(each in named) + float(each in names_it) for each in named | names_it
            },
        },
        text=spoken,
        tags=tags,
        named=frozenset(named),
        naming=frozenset(names_it),
    )


def _closest(near: Nearness, asked: Concept) -> list[Concept]:
    """Returns the concepts that the walk came to, nearest first."""
    others = near.scores.keys() - {asked}
    return sorted(others, key=lambda each: (-near.scores[each], str(each)))


def _notes(concepts: Collection[Concept]) -> list[NoteId]:
    return [concept for concept in concepts if isinstance(concept, int)]


async def _named(transaction: Transaction, asked: ConceptRef, text: NoteText) -> set[Concept]:
    """Returns the concepts whose names stand in a note's text outside code and links."""
    keys = phrases(prose(f"{text.definition}\n\n{text.body}")) if asked.note else frozenset()
    if not keys:
        return set()
    found: set[Concept] = {note for _, note in await terms.notes_called(transaction, keys)}
    missing = await terms.missing_called(transaction, keys)
    return (found | {key for key in map(missing_key, missing) if key in keys}) - {asked.concept}


def _names(text: NoteText, names: Collection[str]) -> bool:
    return mentions(prose(f"{text.definition}\n\n{text.body}"), names)


async def _tags(transaction: Transaction, asked: ConceptRef, candidates: Sequence[NoteId]) -> Tags:
    """Returns what tags in common say, of the candidates and of those that share a rare one."""
    if asked.note is None:
        return Tags(own={}, others={}, bearers={}, scores={})
    own = (await tag_keys(transaction, [asked.note.id])).get(asked.note.id, {})
    bearers = await tag_frequencies(transaction, with_ancestors(own))
    rare = [tag for tag, count in bearers.items() if count <= _RARE_TAG]
    tagged = await notes_tagged(transaction, rare, 4 * _RARE_TAG)
    notes = await living_notes(transaction)
    found = {*candidates, *tagged} - {asked.note.id}
    others = await tag_keys(transaction, found) if own else {}
    return Tags(
        own=own,
        others=others,
        bearers=bearers,
        scores={
            note: sum(shared_tags(own, theirs, bearers, notes).values())
            for note, theirs in others.items()
        },
    )
