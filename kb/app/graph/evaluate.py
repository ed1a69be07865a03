"""``kb related --evaluate``: how many of the user's own links the ranking would find."""

import math
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kb.app.graph.evidence import gather_evidence
from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept, Traversal
from kb.graph.related import ranking
from kb.graph.resolve import NoteId
from kb.store.file.store import Store
from kb.store.graph.adjacency import hubs, run_traversal
from kb.store.graph.edges import links_between_notes
from kb.store.notes.names import living_ids, living_notes, named_by_id


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRates:
    """The shares, in [0, 1], of hidden links that a method ranks among the first 1, 5 and 10."""

    name: str
    """The method."""
    hit_1: float
    hit_5: float
    hit_10: float


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
        order = await living_ids(transaction)
        sample = _sample_links(await links_between_notes(transaction), order, links, rng)
        avoided = await hubs(transaction)
        sources = {note.id: note for note in await named_by_id(transaction, {s for s, _ in sample})}
        ours, theirs, candidates = list[float](), list[float](), list[float]()
        for source, target in sample:
            note = sources[source]
            concept = ConceptRef(concept=note.id, title=note.title, note=note)
            evidence = await gather_evidence(transaction, concept, avoided, hidden=target)
            ranked = ranking(evidence.scores, evidence.linked)
            ours.append(_rank({other.concept: other.score for other in ranked}, target))
            pair = frozenset[Concept]({source, target})
            scores = await run_traversal(transaction, _adamic_adar(source), pair)
            unlinked = {key: scores[key] for key in scores if key not in evidence.linked}
            theirs.append(_rank(unlinked, target))
            candidates.append(notes - 1 - sum(isinstance(other, int) for other in evidence.linked))
    return Evaluation(
        links=len(sample),
        notes=notes,
        seed=seed,
        methods=(
            _hit_rates("kb", operator.le, ours),
            _hit_rates("Adamic–Adar alone", operator.le, theirs),
            # A random order of each hidden link's candidates.
            _hit_rates("chance", lambda count, first: min(1.0, first / max(count, 1)), candidates),
        ),
    )


def _rank(scores: Mapping[Concept, float], target: NoteId) -> float:
    """Return the rank of ``target``, from 1; among equal scores, the middle rank."""
    if target not in scores:
        return math.inf
    above = sum(score > scores[target] for score in scores.values())
    equal = sum(score == scores[target] for score in scores.values())
    return above + (equal + 1) // 2


def _sample_links(
    links: Iterable[tuple[NoteId, NoteId]], order: Iterable[NoteId], amount: int, rng: Random
) -> tuple[tuple[NoteId, NoteId], ...]:
    """Choose at most ``amount`` links to hide, at most one from each note.

    The same notes give the same sample, as ``order`` is that of their names.
    """
    rank = {note: number for number, note in enumerate(order)}
    targets: dict[NoteId, set[NoteId]] = defaultdict(set)
    for source, target in links:
        targets[source].add(target)
    sources = sorted(targets, key=rank.__getitem__)
    rng.shuffle(sources)
    return tuple(
        (source, rng.choice(sorted(targets[source], key=rank.__getitem__)))
        for source in sources[:amount]
    )


def _hit_rates(name: str, hit: Callable[[float, int], float], links: Sequence[float]) -> HitRates:
    """Average ``hit(rank or number of candidates, cutoff)`` over all links."""
    first, five, ten = (
        round(sum(hit(link, cutoff) for link in links) / max(len(links), 1), 4)
        for cutoff in (1, 5, 10)
    )
    return HitRates(name=name, hit_1=first, hit_5=five, hit_10=ten)


def _adamic_adar(start: Concept) -> Traversal[dict[Concept, float]]:
    """Score concepts by the neighbours that they share with ``start``, rare ones counting more.

    After Adamic and Adar, “Friends and neighbors on the Web” (2003),
    https://doi.org/10.1016/S0378-8733(03)00009-1.
    """
    scores: dict[Concept, float] = defaultdict(float)
    if around := (yield (start,)).get(start, ()):
        beyond = yield tuple(around)
        for concept in around:
            neighbours = beyond.get(concept, ())
            for neighbour in neighbours:
                if neighbour != start and len(neighbours) > 1:
                    scores[neighbour] += 1 / math.log(len(neighbours))
    return scores
