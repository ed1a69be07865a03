"""Fit what each kind of evidence weighs to links that are known.

A conditional logit model (McFadden 1974, https://eml.berkeley.edu/reprints/mcfadden/zarembka.pdf):
of all candidates, the one that was linked is the likelier the more its weighed evidence exceeds
that of the others.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from kb.graph.related import FITTED, EvidenceKind, Weights

LEAST: Final = 0.1
"""No kind weighs less, so that whatever two concepts share can rank one above a stranger."""
_ROUNDS: Final = 40
_TOLERANCE: Final = 2e-3
_LONGEST_STEP: Final = 1.0

Strengths = Mapping[EvidenceKind, float]
"""How strong the evidence of each kind is, from 0 to 1; 0 if it is not named."""


class KnownLink(NamedTuple):
    """The candidates for one link."""

    candidates: Sequence[Strengths]
    chosen: int
    """The place of the one that was linked."""


def fitted(
    choices: Sequence[KnownLink],
    prior: Weights,
    *,
    strength: float,
    kinds: Sequence[EvidenceKind] = FITTED,
) -> dict[EvidenceKind, float]:
    """Return the weights that explain the choices best without straying from others.

    They are where the likelihood of the choices is largest after a penalty for each weight's
    distance from the one before (ridge regression towards ``prior``), of those that are at least
    :data:`LEAST`. The same choices give the same weights.

    Args:
        choices: each with at least two candidates.
        prior: the weights without these choices; of the other kinds, they are the weights.
        strength: how many squared units of distance cost as much as two units of log likelihood;
            above 0. The more, the less the choices move.
        kinds: those to fit.
    """
    weights = {**prior, **{kind: max(LEAST, prior.get(kind, 0.0)) for kind in kinds}}
    columns = {kind: _column(choices, kind) for kind in kinds}
    odds = [_odds(choice.candidates, weights) for choice in choices]
    # Newton's method along one weight at a time: small, exact, and the same on every machine.
    for _ in range(_ROUNDS):
        farthest = 0.0
        for kind, column in columns.items():
            if not column:
                continue
            slope, bend = strength * (prior.get(kind, 0.0) - weights[kind]), strength
            for number, held, chosen in column:
                these = odds[number]
                total = sum(these)
                mean = sum(these[at] * value for at, value in held) / total
                slope += chosen - mean
                bend += sum(these[at] * value * value for at, value in held) / total - mean * mean
            step = max(-_LONGEST_STEP, min(_LONGEST_STEP, slope / bend))
            step = max(LEAST - weights[kind], step)
            weights[kind] += step
            for number, held, _ in column:
                for at, value in held:
                    odds[number][at] *= math.exp(step * value)
            farthest = max(farthest, abs(step))
        if farthest < _TOLERANCE:
            break
    return weights


_Column = list[tuple[int, list[tuple[int, float]], float]]
"""The choices in which any candidate has evidence of one kind: their number, the candidates that
have it, and what the chosen one has."""


def _column(choices: Sequence[KnownLink], kind: EvidenceKind) -> _Column:
    column = []
    for number, (candidates, chosen) in enumerate(choices):
        held = [
            (at, strengths[kind])
            for at, strengths in enumerate(candidates)
            if strengths.get(kind, 0.0) > 0
        ]
        if held:
            column.append((number, held, candidates[chosen].get(kind, 0.0)))
    return column


def _odds(candidates: Sequence[Strengths], weights: Weights) -> list[float]:
    return [
        math.exp(sum(weights.get(kind, 0.0) * value for kind, value in strengths.items()))
        for strengths in candidates
    ]
