"""What the user's verdicts on drawn cards teach: weights of the user's own.

A verdict moves the weights of the card's traits; how far is held back by the default weights, so
that a few verdicts move them little.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from kb.cards.card import Status
from kb.cards.worth.model import Example, Weights, fitted, reasons, worth
from kb.cards.worth.packing import unpacked
from kb.cards.worth.weights import DEFAULT_WEIGHTS
from kb.store.cards.cards import JudgedCard, judged_cards
from kb.store.file.store import Transaction

_STRENGTH: Final = 60.0
"""How strongly the default weights hold; see :func:`kb.cards.worth.model.fitted`."""
_MOST: Final = 500
"""The latest verdicts, which are learned from."""
_AFTER_EDIT: Final = 0.4
"""What a card counts that was worth keeping after an edit; the same as in the fitted table."""
_TELLING: Final = 0.1
"""The weight of a reason that is worth telling."""
_MOST_TOLD: Final = 6
"""Reasons for a card, and as many against it; JSON has all."""
_FEWEST: Final = 20
"""Verdicts by which foresight can be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitWeight:
    """A trait of a card, and what it weighs: for the card above 0, against it below."""

    trait: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """How well the worth of cards foretold the user's verdicts."""

    decided: int
    """Verdicts that it was measured on."""
    by_default: float | None
    """The chance that, of a card that was kept and one that was not, the kept one had the greater
    worth; 0.5 is a coin. None, if there are too few verdicts, or only ones of one kind."""
    learned: float | None
    """The same with the user's own weights, each half of the verdicts told by the other half."""


async def learned_weights(transaction: Transaction, *, learn: bool) -> Weights | None:
    """Return the default weights as the user's verdicts moved them; None if nothing moved them.

    Args:
        transaction: of the store.
        learn: whether the user's verdicts count.
    """
    judged = await judged_cards(transaction, limit=_MOST) if learn else ()
    return _weights_of([_verdict(card) for card in judged]) if judged else None


def worth_of(traits: str, weights: Weights | None) -> float | None:
    """Return the worth of a card whose traits a store keeps; None if it was not drawn."""
    return worth(unpacked(traits), weights or DEFAULT_WEIGHTS) if traits else None


def reasons_of(traits: str, weights: Weights | None) -> tuple[TraitWeight, ...]:
    """Return what speaks for and against a card whose traits a store keeps, strongest first."""
    weighed = reasons(unpacked(traits), weights or DEFAULT_WEIGHTS) if traits else ()
    return tuple(TraitWeight(trait=trait, weight=round(weight, 2)) for trait, weight in weighed)


def told_reasons(why: Sequence[TraitWeight]) -> Iterator[str]:
    """Yield what speaks for a card, and what against it, each on a line; what weighs little not."""
    for word, sign in (("for", 1), ("against", -1)):
        reasons = [reason for reason in why if reason.weight * sign >= _TELLING][:_MOST_TOLD]
        if reasons:
            told = (f"{r.trait.replace('-', ' ')} ({abs(r.weight):.1f})" for r in reasons)
            yield f"{word}: {', '.join(told)}"


async def foresight(transaction: Transaction) -> Foresight:
    """Return how well the default weights, and the user's own, foretell the user's verdicts."""
    judged = [_verdict(card) for card in await judged_cards(transaction, limit=_MOST)]
    # Always the same way, but not in turn: verdicts in the inbox often alternate.
    Random(0).shuffle(judged)  # noqa: S311  # nothing secret
    halves = judged[::2], judged[1::2]
    by_default = [(worth(v.traits, DEFAULT_WEIGHTS), v.kept) for v in judged]
    learned: list[tuple[float, float]] = []
    if len(judged) >= _FEWEST:
        for told, known in (halves, halves[::-1]):
            weights = _weights_of(known)
            learned += [(worth(v.traits, weights), v.kept) for v in told]
    return Foresight(decided=len(judged), by_default=_ranked(by_default), learned=_ranked(learned))


def _weights_of(verdicts: Sequence[Example]) -> Weights:
    return fitted(verdicts, DEFAULT_WEIGHTS, strength=_STRENGTH)


def _verdict(card: JudgedCard) -> Example:
    kept = 1.0
    if card.status in (Status.REJECTED, Status.SUSPENDED):
        kept = 0.0
    elif card.reworded:
        kept = _AFTER_EDIT
    return Example(traits=unpacked(card.traits), kept=kept)


def _ranked(told: Sequence[tuple[float, float]]) -> float | None:
    """Return the area under the ROC curve of what was told: chance and outcome."""
    kept = [chance for chance, outcome in told if outcome > 0]
    dropped = [chance for chance, outcome in told if outcome == 0]
    if len(told) < _FEWEST or not kept or not dropped:
        return None
    wins = sum((a > b) + (a == b) / 2 for a in kept for b in dropped)
    return wins / (len(kept) * len(dropped))
