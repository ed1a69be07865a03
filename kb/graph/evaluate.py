"""How good a ranking is: hide links that people made, and see whether they come back."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from kb.graph.concepts import Concept, Walk
from kb.graph.resolve import NoteId

FIRST = (1, 5, 10)
"""A link came back if it stands among the first so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """How many hidden links came back among the first 1, 5 and 10, as shares."""

    name: str
    hit_1: float
    hit_5: float
    hit_10: float


def sampled(
    pairs: Iterable[tuple[NoteId, NoteId]], amount: int, rng: Random
) -> tuple[tuple[NoteId, NoteId], ...]:
    """Returns links to hide: at most one of each note, at most ``amount``."""
    targets: dict[NoteId, set[NoteId]] = defaultdict(set)
    for source, target in pairs:
        if source != target:
            targets[source].add(target)
    sources = sorted(targets)
    rng.shuffle(sources)
    return tuple((source, rng.choice(sorted(targets[source]))) for source in sources[:amount])


def hits(name: str, ranks: Sequence[int | None]) -> Hits:
    """Returns the shares of hidden links by their ranks, which count from 1."""
    shares = [
        round(sum(rank is not None and rank <= first for rank in ranks) / max(len(ranks), 1), 4)
        for first in FIRST
    ]
    return Hits(name=name, hit_1=shares[0], hit_5=shares[1], hit_10=shares[2])


def chance(candidates: Sequence[int]) -> Hits:
    """Returns what blind choice would hit, for so many candidates of each hidden link."""
    shares = [
        round(sum(min(1.0, first / max(amount, 1)) for amount in candidates) / len(candidates), 4)
        if candidates
        else 0.0
        for first in FIRST
    ]
    return Hits(name="chance", hit_1=shares[0], hit_5=shares[1], hit_10=shares[2])


def adamic_adar(start: Concept) -> Walk[dict[Concept, float]]:
    """Scores concepts by the neighbours that they share with ``start``, rare ones counting more.

    After Adamic and Adar, “Friends and neighbors on the Web” (2003),
    https://doi.org/10.1016/S0378-8733(03)00009-1.
    """
    around = (yield (start,)).get(start, ())
    scores: dict[Concept, float] = {}
    if around:
        beyond = yield tuple(around)
        for each in around:
            others = beyond.get(each, ())
            for other in others:
                if other != start and len(others) > 1:
                    scores[other] = scores.get(other, 0.0) + 1 / math.log(len(others))
    return scores
