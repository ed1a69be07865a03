"""The worth of a card: the chance that a learner keeps it, from what its traits weigh.

A logistic model: the weights of a card's traits are summed, and the sum is turned into a chance.
Each trait is there or not, so that a person can read why a card is worth what it is.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Final, NamedTuple

EVERY_CARD: Final = "every-card"
"""A trait that all cards have."""
_ROUNDS: Final = 60
_OF_ONE_GENERATOR: Final = 8.0
"""How many times as strongly the weight of a trait in one generator's cards is held: there are
many of these, and few cards for each."""
_TOLERANCE: Final = 1e-3

Weights = Mapping[str, float]
"""What each trait adds to the logarithm of the odds; 0 if it is not named.

A name such as ``by-table answer-of-one-word`` is of a trait in the cards of one generator.
"""


class Example(NamedTuple):
    """What became of one card."""

    traits: Sequence[str]
    kept: float
    """1 if it is worth keeping, 0 if not; between them, if after an edit."""


def worth(traits: Sequence[str], weights: Weights) -> float:
    """Return the chance, from 0 to 1, that a learner keeps a card with these traits."""
    log_odds = weights.get(EVERY_CARD, 0.0) + sum(map(weights.get, _names(traits), repeat(0.0)))
    return _chance(log_odds)


def reasons(traits: Sequence[str], weights: Weights) -> tuple[tuple[str, float], ...]:
    """Return the traits that speak for or against a card, with their weights, strongest first."""
    generator = _generator(traits)
    weighed = [
        (trait, weights.get(trait, 0.0) + weights.get(f"{generator} {trait}", 0.0))
        for trait in traits
    ]
    return tuple(sorted((w for w in weighed if w[1]), key=lambda w: (-abs(w[1]), w[0])))


def _names(traits: Sequence[str]) -> list[str]:
    """Return what has a weight: each trait, and each trait together with the generator."""
    generator = _generator(traits)
    return [*traits, *[f"{generator} {trait}" for trait in traits if trait != generator]]


def _generator(traits: Sequence[str]) -> str:
    """Return the trait that names the generator."""
    return next((trait for trait in traits if trait.startswith("by-")), "")


def fitted(verdicts: Sequence[Example], prior: Weights, *, strength: float) -> dict[str, float]:
    """Return the weights that explain verdicts best without straying from others.

    They are where the likelihood of the verdicts is largest after a penalty for each weight's
    distance from the one before (ridge regression towards ``prior``). The same verdicts give the
    same weights.

    Args:
        verdicts: what became of cards.
        prior: the weights without these verdicts; 0 for a trait that is not named.
        strength: how many squared units of distance cost as much as a unit of log likelihood;
            above 0. The more, the less the verdicts move.
    """
    held = [(EVERY_CARD, *_names(verdict.traits)) for verdict in verdicts]
    names = sorted({*prior, *(name for row in held for name in row)})
    index = {name: at for at, name in enumerate(names)}
    rows = [[index[name] for name in row] for row in held]
    start = [prior.get(name, 0.0) for name in names]
    values = list(start)
    sums = [sum(values[at] for at in row) for row in rows]
    holders: list[list[int]] = [[] for _ in names]
    for number, row in enumerate(rows):
        for at in row:
            holders[at].append(number)
    # Newton's method along one weight at a time: small, exact, and the same on every machine.
    for _ in range(_ROUNDS):
        farthest = 0.0
        for at, holding in enumerate(holders):
            if not holding:
                continue
            held_by = strength * (_OF_ONE_GENERATOR if " " in names[at] else 1.0)
            slope = held_by * (start[at] - values[at])
            bend = held_by
            for number in holding:
                chance = _chance(sums[number])
                slope += verdicts[number].kept - chance
                bend += chance * (1.0 - chance)
            step = max(-1.0, min(1.0, slope / bend))
            values[at] += step
            for number in holding:
                sums[number] += step
            farthest = max(farthest, abs(step))
        if farthest < _TOLERANCE:
            break
    return dict(zip(names, values, strict=True))


def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds))))
