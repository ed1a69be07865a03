"""How well the cards of a concept or a tag are known now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from math import fsum
from operator import itemgetter
from typing import Final, Generic, NamedTuple, TypeVar

from kb.schedule.curve import Curve
from kb.schedule.days import elapsed_days
from kb.schedule.memory import CardId

Group = TypeVar("Group")
WEAKEST: Final = 3
"""How many of the weakest cards to list."""


class GroupedCard(NamedTuple, Generic[Group]):
    """An active card of a concept or a tag; a card with several tags has one row for each."""

    group: Group
    card: CardId
    stability_days: float | None
    """None if it is new."""
    last_day: date | None
    """The study day of the last answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """How much of a group was seen, and is known."""

    cards: int
    met: int
    """Cards that were answered at least once."""
    recall_now: float | None
    """Their mean chance of recall; none if there are none."""
    weakest: tuple[tuple[CardId, float], ...]
    """The cards most likely to be forgotten, with their chance of recall; among equal chances, the
    first ones."""

    @property
    def coverage(self) -> float:
        """The share of cards that were answered, in [0, 1]."""
        return self.met / self.cards


class Chances(NamedTuple):
    """The chances of recall of a group."""

    cards: int
    met: list[tuple[float, CardId]]
    """Of the cards that were answered at least once."""

    @property
    def recall(self) -> Recall:
        """How much of the group was seen, and is known."""
        return Recall(
            cards=self.cards,
            met=len(self.met),
            recall_now=fsum(chance for chance, _ in self.met) / len(self.met) if self.met else None,
            weakest=tuple(
                (card, chance) for chance, card in nsmallest(WEAKEST, self.met, key=itemgetter(0))
            ),
        )


def chances_by_group(
    cards: Iterable[GroupedCard[Group]], curve: Curve, today: date
) -> dict[Group, Chances]:
    """Return the chances of each group on a study day, in the order of their first cards."""
    sizes = Counter[Group]()
    met: defaultdict[Group, list[tuple[float, CardId]]] = defaultdict(list)
    for group, card, stability, last in cards:
        sizes[group] += 1
        if stability is not None and last is not None:
            chance = curve.retrievability(elapsed_days(last, today), stability)
            met[group].append((chance, card))
    return {group: Chances(size, met[group]) for group, size in sizes.items()}


def recall_by_group(
    cards: Iterable[GroupedCard[Group]], curve: Curve, today: date
) -> dict[Group, Recall]:
    """Return the recall of each group on a study day, in the order of their first cards."""
    chances = chances_by_group(cards, curve, today)
    return {group: known.recall for group, known in chances.items()}


def recall_by_label(
    chances: Mapping[Group, Chances], labels: Mapping[Group, Iterable[str]]
) -> dict[str, Recall]:
    """Return the recall of all groups with a label, by label; a group may have several."""
    sizes = Counter[str]()
    met: defaultdict[str, list[tuple[float, CardId]]] = defaultdict(list)
    for group, (size, known) in chances.items():
        for label in labels.get(group, ()):
            sizes[label] += size
            met[label] += known
    return {label: Chances(sizes[label], met[label]).recall for label in sorted(sizes)}
