"""What is known of a concept or a tag now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from math import fsum
from typing import Final, Generic, NamedTuple, TypeVar

from kb.schedule.curve import Curve
from kb.schedule.days import elapsed_days
from kb.schedule.memory import CardId

Group = TypeVar("Group")
WEAKEST: Final = 3
"""How many of the weakest cards are named."""


class GroupedCard(NamedTuple, Generic[Group]):
    """An active card of a concept, or of a tag; with several tags, one row each."""

    group: Group
    card: CardId
    stability_days: float | None
    """None if it was never answered."""
    last_day: date | None
    """The study day of the last answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """How much of a group is met and known."""

    cards: int
    met: int
    """Cards that were answered at least once."""
    recall_now: float | None
    """The mean chance of recall of those; none if there are none."""
    weakest: tuple[tuple[CardId, float], ...]
    """The cards most likely to be forgotten, with their chance of recall."""

    @property
    def coverage(self) -> float:
        """The share of cards that were met, in [0, 1]."""
        return self.met / self.cards


def recall_by_group(
    cards: Iterable[GroupedCard[Group]], curve: Curve, today: date
) -> dict[Group, Recall]:
    """Returns what is known of each group on a study day, in the order of their first cards."""
    counted: dict[Group, int] = {}
    chances: dict[Group, list[tuple[float, CardId]]] = {}
    for group, card, stability, last in cards:
        counted[group] = counted.get(group, 0) + 1
        if stability is not None and last is not None:
            chance = curve.retrievability(elapsed_days(last, today), stability)
            chances.setdefault(group, []).append((chance, card))
    return {group: _recall(number, chances.get(group, ())) for group, number in counted.items()}


def _recall(cards: int, met: "list[tuple[float, CardId]] | tuple[()]") -> Recall:
    return Recall(
        cards=cards,
        met=len(met),
        recall_now=fsum(chance for chance, _ in met) / len(met) if met else None,
        weakest=tuple((card, chance) for chance, card in nsmallest(WEAKEST, met)),
    )
