"""What answers say of a memory, counted: it is small, and the counts of two times add up."""

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kb.schedule.accuracy.answers import Answer
from kb.schedule.curve import Curve
from kb.schedule.memory import State, WeightsId

Curves = Mapping[WeightsId | None, Curve]
"""The curves by which answers were predicted."""
STRENGTHS: Final = (0, 7, 30)
"""The least stabilities of the groups whose forgetting is told apart, in days."""
RESTS: Final = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377)
"""The shortest times of the groups of answers, in days since the one before; each is about 1.6
times the one below."""
_PARTS: Final = 1_000_000
"""Predictions are summed up in whole millionths, so that the order of answers changes no sum."""


class Rested(NamedTuple):
    """Answers to cards of about one stability, after about the same time."""

    recalled: int
    n: int
    days: int
    """The sum of the times."""
    parts: int
    """The sum of the predicted chances, in whole millionths."""

    @property
    def mean_days(self) -> float:
        """The mean time."""
        return self.days / self.n

    @property
    def predicted(self) -> float:
        """The mean predicted chance."""
        return self.parts / self.n / _PARTS

    def plus(self, other: "Rested") -> "Rested":
        """Return both together."""
        return Rested(*(one + two for one, two in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The counts."""

    answers: int
    """All of them, also the later ones of a day."""
    by_interval: Mapping[tuple[int | None, bool], int]
    """The first answers of a day to cards in review: by the scheduled interval in days, and
    whether the card was recalled."""
    recalled: Sequence[float]
    """The predictions that can be judged, of cards that were recalled, lowest first."""
    forgotten: Sequence[float]
    """Likewise, of those that were forgotten."""
    rested: Mapping[tuple[int, int], Rested]
    """The same answers, by the numbers of their group in :data:`STRENGTHS` and in :data:`RESTS`."""

    @property
    def judged(self) -> int:
        """How many predictions can be judged.

        These are of the first answers of a study day, a day or more after the previous answer.
        """
        return len(self.recalled) + len(self.forgotten)

    def plus(self, other: "Tally") -> "Tally":
        """Return the counts of both together; no study day may be in both."""
        rested = dict(self.rested)
        for group, counted in other.rested.items():
            rested[group] = rested[group].plus(counted) if group in rested else counted
        return Tally(
            answers=self.answers + other.answers,
            by_interval=Counter(self.by_interval) + Counter(other.by_interval),
            recalled=_sorted([*self.recalled, *other.recalled]),
            forgotten=_sorted([*self.forgotten, *other.forgotten]),
            rested=rested,
        )


class Count:
    """Counts answers, some at a time."""

    def __init__(self, curves: Curves) -> None:
        self._curves = curves
        self._answers = 0
        self._by_interval: defaultdict[tuple[int | None, bool], int] = defaultdict(int)
        self._chances = array("d"), array("d")
        self._groups: dict[tuple[int, WeightsId | None], _Rest] = {}

    def add(self, answers: Collection[Answer]) -> None:
        """Count the answers of some whole study days, in the order of the log.

        Of a card, the first answer of each study day counts: later ones show recall after minutes,
        not after the interval.
        """
        self._answers += len(answers)
        met = set()
        for card, day, state, recalled, elapsed, interval, chance, weights in answers:
            key = card, day
            if key in met:
                continue
            met.add(key)
            if state is State.REVIEW:
                self._by_interval[interval, recalled] += 1
            if elapsed and chance is not None:
                self._chances[recalled].append(chance)
                rest = self._groups.get((elapsed, weights))
                if rest is None:
                    rest = self._groups[elapsed, weights] = _Rest(elapsed, self._curves[weights])
                sums = rest.sums[bisect_right(rest.bounds, chance)]
                sums[0] += recalled
                sums[1] += 1
                sums[2] += int(chance * _PARTS)

    def result(self) -> Tally:
        """Return the counts so far."""
        forgotten, recalled = self._chances
        return Tally(
            answers=self._answers,
            by_interval=dict(self._by_interval),
            recalled=_sorted(recalled),
            forgotten=_sorted(forgotten),
            rested=self._rested(),
        )

    def _rested(self) -> dict[tuple[int, int], Rested]:
        rested: dict[tuple[int, int], Rested] = {}
        for (elapsed, _), rest in self._groups.items():
            for strength, (recalled, n, parts) in enumerate(rest.sums):
                group = strength, bisect_right(RESTS, elapsed) - 1
                counted = Rested(recalled, n, n * elapsed, parts)
                if n:
                    rested[group] = rested[group].plus(counted) if group in rested else counted
        return rested


def tally(answers: Collection[Answer], curves: Curves) -> Tally:
    """Return the counts of answers, which come in the order of the log."""
    count = Count(curves)
    count.add(answers)
    return count.result()


class _Rest:
    """Answers that came so many days after the one before, by the stability of their cards."""

    __slots__ = ("bounds", "sums")

    def __init__(self, elapsed_days: int, curve: Curve) -> None:
        # The chance tells the stability: to compare it is cheaper than to compute each.
        self.bounds = [curve.retrievability(elapsed_days, least) for least in STRENGTHS[1:]]
        self.sums = [[0, 0, 0] for _ in STRENGTHS]


def _sorted(chances: Iterable[float]) -> Sequence[float]:
    return array("d", sorted(chances))
