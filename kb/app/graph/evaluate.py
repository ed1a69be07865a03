"""``kb related --evaluate``: how many of the user's own links the ranking would find.

The weights are fitted to the same links: to one half of them, and measured on the other.
"""

import heapq
import math
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, NamedTuple

from kb.app.graph.evidence import gather_evidence
from kb.app.graph.related import no_results
from kb.app.notes.lookup import ConceptRef
from kb.graph.concepts import Concept, Traversal
from kb.graph.fitting import KnownLink, fitted
from kb.graph.related import EvidenceKind, Weights, exactly, values
from kb.graph.resolve import NoteId
from kb.graph.weights import DEFAULT_WEIGHTS
from kb.store.file.store import Store
from kb.store.graph.adjacency import hubs, run_traversal
from kb.store.graph.edges import links_between_notes
from kb.store.graph.evidence_weights import keep_weights
from kb.store.notes.names import living_ids, living_notes, named_by_id

LINKS: Final = 200
"""How many are hidden by default: half as many find too few differences."""
FIRST: Final = 10
_COMPETITORS: Final = 40
"""Candidates that a link is fitted against."""
_STRENGTH: Final = 20.0
"""How strongly the default weights hold; see :func:`kb.graph.fitting.fitted`."""
_LEAST_GAIN: Final = 3
"""Links found by which fitted weights must be better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRates:
    """The shares, in [0, 1], of hidden links that a method ranks among the first 1, 5 and 10."""

    name: str
    """The method."""
    hit_1: float
    hit_5: float
    hit_10: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What fitting the weights to the user's links has changed.

    Each half of the hidden links is ranked by weights that were fitted to the other half.
    """

    gained: int
    """Links that are among the first ten by fitted weights only."""
    lost: int
    """Links that are among them by the default weights only."""
    kept: bool
    """Whether ``kb related`` uses weights fitted to all these links from now on."""
    weights: Mapping[str, float]
    """By kind of evidence: those that it uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The hit rates of the ranking, and of others to compare it with."""

    links: int
    """How many were hidden, one at a time."""
    notes: int
    """How many there are."""
    seed: int
    methods: tuple[HitRates, ...]
    fit: Fit


class _Hidden(NamedTuple):
    """A hidden link, and what each candidate for it has."""

    target: NoteId
    candidates: Mapping[Concept, Mapping[EvidenceKind, float]]

    def place(self, weights: Weights) -> float:
        """Return the rank of the target by these weights."""
        sums = {
            concept: exactly(sum(weights[kind] * strength for kind, strength in by_kind.items()))
            for concept, by_kind in self.candidates.items()
        }
        return _rank(sums, self.target)

    def known(self, weights: Weights) -> KnownLink | None:
        """Return what weights are fitted to: the target, and the candidates that rank highest."""
        if self.target not in self.candidates or len(self.candidates) < 2:
            return None
        best = heapq.nlargest(
            _COMPETITORS,
            (concept for concept in self.candidates if concept != self.target),
            key=lambda concept: sum(
                weights[kind] * strength for kind, strength in self.candidates[concept].items()
            ),
        )
        return KnownLink([self.candidates[concept] for concept in (self.target, *best)], 0)


async def evaluate_related(store: Store, *, links: int = LINKS, seed: int = 1) -> Evaluation:
    """Hide links between notes, one at a time, and count how many the ranking finds.

    At most ``links`` are hidden, and at most one from each note. The label of a link is not part
    of the compared text, so a hidden link leaves no trace there. Weights that are fitted to these
    links are kept in the store if they find clearly more than the default ones, else forgotten.
    """
    async with store.reading() as transaction:
        notes = await living_notes(transaction)
        rng = Random(seed)  # noqa: S311  # not for secrets
        order = await living_ids(transaction)
        sample = _sample_links(await links_between_notes(transaction), order, links, rng)
        avoided = await hubs(transaction)
        sources = {note.id: note for note in await named_by_id(transaction, {s for s, _ in sample})}
        theirs, candidates = list[float](), list[float]()
        hidden: list[_Hidden] = []
        for source, target in sample:
            note = sources[source]
            concept = ConceptRef(concept=note.id, title=note.title, note=note)
            evidence = await gather_evidence(transaction, concept, avoided, hidden=target)
            without = evidence.linked | no_results(evidence, daily=False)
            hidden.append(_Hidden(target, values(evidence.scores, without)))
            pair = frozenset[Concept]({source, target})
            scores = await run_traversal(transaction, _adamic_adar(source), pair)
            unlinked = {key: scores[key] for key in scores if key not in evidence.linked}
            theirs.append(_rank(unlinked, target))
            candidates.append(notes - 1 - sum(isinstance(other, int) for other in evidence.linked))
    by_default = [link.place(DEFAULT_WEIGHTS) for link in hidden]
    by_others = _places_by_other_half(hidden)
    fit = _fit(hidden, by_default, by_others)
    async with store.writing() as transaction:
        await keep_weights(transaction, fit.weights if fit.kept else {})
    return Evaluation(
        links=len(sample),
        notes=notes,
        seed=seed,
        methods=(
            _hit_rates("kb", operator.le, by_default),
            _hit_rates("kb fitted to your links", operator.le, by_others),
            _hit_rates("Adamic–Adar alone", operator.le, theirs),
            # A random order of each hidden link's candidates.
            _hit_rates("chance", lambda count, first: min(1.0, first / max(count, 1)), candidates),
        ),
        fit=fit,
    )


def _fit(hidden: Sequence[_Hidden], by_default: Sequence[float], by_others: Sequence[float]) -> Fit:
    """Decide whether fitted weights are worth keeping, and fit them to all links if they are."""
    pairs = [
        (before <= FIRST, after <= FIRST)
        for before, after in zip(by_default, by_others, strict=True)
    ]
    gained, lost = pairs.count((False, True)), pairs.count((True, False))
    # Twice the standard deviation of as many changes by chance alone.
    kept = gained - lost >= max(_LEAST_GAIN, 2 * math.sqrt(gained + lost))
    weights = _weights_of(hidden) if kept else DEFAULT_WEIGHTS
    shown = {str(kind): round(weight, 2) for kind, weight in weights.items()}
    return Fit(gained=gained, lost=lost, kept=kept, weights=shown)


def _places_by_other_half(hidden: Sequence[_Hidden]) -> list[float]:
    """Return the rank of each target by weights that are fitted to the other half of the links."""
    halves = [_weights_of(hidden[1 - half :: 2]) for half in (0, 1)]
    return [link.place(halves[at % 2]) for at, link in enumerate(hidden)]


def _weights_of(hidden: Iterable[_Hidden]) -> Weights:
    known = [one for link in hidden if (one := link.known(DEFAULT_WEIGHTS))]
    return fitted(known, DEFAULT_WEIGHTS, strength=_STRENGTH)


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
