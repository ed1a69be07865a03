"""People whose memory is simulated: what they really know, whatever a schedule thinks of it.

Each is a law of forgetting with hidden numbers of its own for every card. A schedule sees the
ratings and the seconds of answers, and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp, exp2
from random import Random
from typing import Final, Protocol

from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model
from kb.schedule.memory import Memory, Rating, State

OTHER_WEIGHTS: Final = tuple(
    float(weight)
    for weight in (
        "0.1731 0.8339 2.4872 6.3093 6.5545 0.5188 3.1773 0.0213 1.6661 0.2572 0.6257 "
        "1.5865 0.0355 0.3903 1.7807 0.6017 1.8729 0.8069 0.0473 0.1514 0.2526"
    ).split()
)
"""Those of one real learner, who forgets faster than most: fitted to their log by fsrs-rs."""
_EPOCH: Final = date(2026, 1, 1)


def _chance(of: str) -> Random:
    """Returns the chance that hangs on what is named, and on nothing else."""
    return Random(of)  # noqa: S311  # not for secrets


class Mind(Protocol):
    """What somebody knows of each card, by study days that are counted from 0."""

    def recall(self, card: int, day: int) -> float:
        """Returns the true chance, in [0, 1], that a card is recalled; 0 if it was never met."""

    def answered(self, card: int, rating: Rating, day: int) -> None:
        """Learns, or forgets, by an answer."""


@dataclass(slots=True)
class ByFsrs:
    """FSRS itself is true, with these weights."""

    weights: Sequence[float] = DEFAULT_WEIGHTS
    memories: dict[int, Memory] = field(default_factory=dict)
    model: Model = field(init=False)

    def __post_init__(self) -> None:
        self.model = Model(self.weights)

    def recall(self, card: int, day: int) -> float:
        memory = self.memories.get(card)
        if memory is None:
            return 0.0
        elapsed = (_EPOCH + timedelta(days=day) - memory.last_day).days
        return self.model.curve.retrievability(elapsed, memory.stability_days)

    def answered(self, card: int, rating: Rating, day: int) -> None:
        today = _EPOCH + timedelta(days=day)
        stability, difficulty = self.model.answered(self.memories.get(card), rating, today)
        self.memories[card] = Memory(
            stability_days=stability,
            difficulty=difficulty,
            state=State.REVIEW,
            step=None,
            last_day=today,
        )


@dataclass(slots=True)
class ByHalfLife:
    """Another law: knowledge decays as radium does, and each card has an ease of its own.

    A card's half-life grows by its ease, the more the longer ago the last answer was, and falls to
    a third when it is forgotten. Of one day, only the first answer counts.
    """

    seed: int
    ease: dict[int, float] = field(default_factory=dict)
    half_life: dict[int, float] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    def recall(self, card: int, day: int) -> float:
        if card not in self.last:
            return 0.0
        return exp2((self.last[card] - day) / self.half_life[card])

    def answered(self, card: int, rating: Rating, day: int) -> None:
        if card not in self.last:
            chance = _chance(f"{self.seed}:ease:{card}")
            self.ease[card] = chance.lognormvariate(0.9, 0.45)
            self.half_life[card] = chance.lognormvariate(1.6, 0.7) * (0.5 + 0.25 * rating)
        elif day > self.last[card]:
            if rating.recalled:
                surprise = 1 - exp(-2 * (day - self.last[card]) / self.half_life[card])
                self.half_life[card] *= 1 + self.ease[card] * surprise
            else:
                self.half_life[card] = max(0.5, self.half_life[card] / 3)
        self.last[card] = day


class Hand:
    """How quickly somebody answers, and how they rate what they know.

    Chance hangs on the card and the number of its answers, so that two schedules meet with the
    same luck.
    """

    def __init__(self, seed: int) -> None:
        self._seed: Final = seed

    def at_sight(self, card: int) -> float:
        """Returns the chance, in (0, 1), that a new card needs no learning: some are easy."""
        return 1 / (1 + exp(0.4 - self._ease(card)))

    def rating(self, card: int, answers: int, recall: float) -> Rating:
        chance = _chance(f"{self._seed}:rating:{card}:{answers}")
        if chance.random() >= recall:
            return Rating.AGAIN
        ease = self._ease(card)
        weights = (0.2 * exp(-ease), 0.7, 0.1 * exp(ease))
        return chance.choices((Rating.HARD, Rating.GOOD, Rating.EASY), weights)[0]

    def _ease(self, card: int) -> float:
        return _chance(f"{self._seed}:ease:{card}").gauss(0, 1)

    def seconds(self, card: int, answers: int, rating: Rating) -> float:
        """As in that real log: cards differ more than the answers to one."""
        own = _chance(f"{self._seed}:pace:{card}").lognormvariate(2.0, 0.33)
        this = _chance(f"{self._seed}:seconds:{card}:{answers}").lognormvariate(0, 0.29)
        return own * this * (1 if rating.recalled else 1.3)
