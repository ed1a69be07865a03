"""Measure a ranking of related notes: hide existing links, and count how many it finds again."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from kb.graph.concepts import Concept, Traversal
from kb.graph.resolve import NoteId


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRates:
    """The shares, in [0, 1], of hidden links that a method ranks among the first 1, 5 and 10."""

    name: str
    """The method."""
    hit_1: float
    hit_5: float
    hit_10: float


def sample_links(
    links: Iterable[tuple[NoteId, NoteId]], amount: int, rng: Random
) -> tuple[tuple[NoteId, NoteId], ...]:
    """Choose at most ``amount`` links to hide, at most one from each note."""
    targets: dict[NoteId, set[NoteId]] = defaultdict(set)
    for source, target in links:
        if source != target:
            targets[source].add(target)
    sources = sorted(targets)
    rng.shuffle(sources)
    return tuple((source, rng.choice(sorted(targets[source]))) for source in sources[:amount])


def hit_rates(name: str, ranks: Sequence[int | None]) -> HitRates:
    """Return a method's hit rates, from the rank of each hidden link, counted from 1."""
    return _hit_rates(name, lambda at, first: float((ranks[at] or math.inf) <= first), len(ranks))


def chance_hit_rates(candidates: Sequence[int]) -> HitRates:
    """Return the expected hit rates of a random order of each hidden link's candidates."""
    return _hit_rates(
        "chance", lambda at, first: min(1.0, first / max(candidates[at], 1)), len(candidates)
    )


def _hit_rates(name: str, hit: Callable[[int, int], float], links: int) -> HitRates:
    """Average ``hit(link, cutoff)`` over all links."""
    first, five, ten = (
        round(sum(hit(at, cutoff) for at in range(links)) / max(links, 1), 4)
        for cutoff in (1, 5, 10)
    )
    return HitRates(name=name, hit_1=first, hit_5=five, hit_10=ten)


def adamic_adar(start: Concept) -> Traversal[dict[Concept, float]]:
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
