"""``kb related --evaluate``: how many of the user's own links the ranking would find."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from kb.app.graph.evidence import gather_evidence
from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept
from kb.graph.evaluate import HitRates, adamic_adar, chance_hit_rates, hit_rates, sample_links
from kb.graph.related import ranking
from kb.graph.resolve import NoteId
from kb.store.file.store import Store
from kb.store.graph.adjacency import hubs, run_traversal
from kb.store.graph.edges import links_between_notes
from kb.store.notes.names import living_notes, named_by_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The hit rates of the ranking, and of others to compare it with."""

    links: int
    """How many were hidden, one at a time."""
    notes: int
    """How many there are."""
    seed: int
    methods: tuple[HitRates, ...]


async def evaluate_related(store: Store, *, links: int = 100, seed: int = 1) -> Evaluation:
    """Hide links between notes, one at a time, and count how many the ranking finds.

    At most ``links`` are hidden, and at most one from each note. The label of a link is not part
    of the compared text, so a hidden link leaves no trace there.
    """
    async with store.reading() as transaction:
        notes = await living_notes(transaction)
        rng = Random(seed)  # noqa: S311  # not for secrets
        sample = sample_links(await links_between_notes(transaction), links, rng)
        avoided = await hubs(transaction)
        sources = {note.id: note for note in await named_by_id(transaction, {s for s, _ in sample})}
        ours, theirs, candidates = [], [], []
        for source, target in sample:
            note = sources[source]
            concept = ConceptRef(concept=note.id, title=note.title, note=note)
            evidence = await gather_evidence(transaction, concept, avoided, hidden=target)
            ranked = ranking(evidence.scores, evidence.linked)
            ours.append(_rank({other.concept: other.score for other in ranked}, target))
            pair = frozenset[Concept]({source, target})
            scores = await run_traversal(transaction, adamic_adar(source), pair)
            unlinked = {key: scores[key] for key in scores if key not in evidence.linked}
            theirs.append(_rank(unlinked, target))
            candidates.append(notes - 1 - sum(isinstance(other, int) for other in evidence.linked))
    return Evaluation(
        links=len(sample),
        notes=notes,
        seed=seed,
        methods=(
            hit_rates("kb", ours),
            hit_rates("Adamic–Adar alone", theirs),
            chance_hit_rates(candidates),
        ),
    )


def _rank(scores: Mapping[Concept, float], target: NoteId) -> int | None:
    """Return the rank of ``target``, from 1; among equal scores, the middle rank."""
    if target not in scores:
        return None
    above = sum(score > scores[target] for score in scores.values())
    equal = sum(score == scores[target] for score in scores.values())
    return above + (equal + 1) // 2
