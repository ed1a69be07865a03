"""``kb related --evaluate``: how many of the user's own links would have been found."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from kb.app.graph.evidence import gather
from kb.app.graph.traversal import walked
from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept
from kb.graph.evaluate import Hits, adamic_adar, chance, hits, sampled
from kb.graph.related import ranking
from kb.graph.resolve import NoteId
from kb.store.file.store import Store
from kb.store.graph.adjacency import hubs
from kb.store.graph.edges import links_between_notes
from kb.store.notes.names import living_notes, named_by_id

_LINKS: Final = 100
_SEED: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How the ranking did, beside others."""

    links: int
    """So many were hidden, one at a time."""
    notes: int
    seed: int
    methods: tuple[Hits, ...]


async def evaluate_related(store: Store, *, links: int = _LINKS, seed: int = _SEED) -> Evaluation:
    """Hides links between notes, one at a time, and returns how many come back.

    What links show is no part of the text, so a hidden link leaves no trace there.

    Args:
        store: the store.
        links: how many to hide at most; at most one of each note.
        seed: of the sample.
    """
    async with store.reading() as transaction:
        amount = await living_notes(transaction)
        pairs = await links_between_notes(transaction)
        rng = Random(seed)  # noqa: S311  # not for secrets
        sample = sampled(pairs, links, rng)
        left_out = await hubs(transaction)
        sources = {note.id: note for note in await named_by_id(transaction, {s for s, _ in sample})}
        ours, theirs, candidates = [], [], []
        for source, target in sample:
            note = sources[source]
            asked = ConceptRef(concept=note.id, title=note.title, note=note)
            found = await gather(transaction, asked, left_out, hidden=target)
            ranked = ranking(found.evidence, found.linked)
            ours.append(_rank({each.concept: each.score for each in ranked}, target))
            pair = frozenset[Concept]({source, target})
            alone = await walked(transaction, adamic_adar(source), pair)
            theirs.append(
                _rank({key: at for key, at in alone.items() if key not in found.linked}, target)
            )
            candidates.append(amount - 1 - sum(isinstance(each, int) for each in found.linked))
    return Evaluation(
        links=len(sample),
        notes=amount,
        seed=seed,
        methods=(hits("kb", ours), hits("Adamic–Adar alone", theirs), chance(candidates)),
    )


def _rank(scores: Mapping[Concept, float], target: NoteId) -> int | None:
    """Returns the rank of ``target`` among the scored, from 1; of equals, the middle one."""
    if target not in scores:
        return None
    mine = scores[target]
    above = sum(score > mine for score in scores.values())
    equal = sum(score == mine for score in scores.values())
    return above + (equal + 1) // 2
