"""Which cards go before or after a break, within the spread of their intervals, and which wait."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum
from typing import NamedTuple

from kb.schedule.fsrs import Model
from kb.schedule.intervals import Bounds, bounds, spread_chance
from kb.schedule.memory import CardId
from kb.schedule.options import Preset
from kb.schedule.planning.balance import Ahead
from kb.schedule.planning.plans import Plans


class PlannedCard(NamedTuple):
    """A card in review that is due on a day to come."""

    card: CardId
    uid: str
    """Identifies it on every device."""
    reps: int
    note: int
    due: date
    last_day: date
    stability_days: float
    difficulty: float


class Movable(NamedTuple):
    """A card with what holds for it."""

    card: PlannedCard
    preset: Preset
    latest: date | None
    """The day of its next exam; none without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Chooses other due days for cards, as if they were answered on their last day again."""

    model: Model
    plans: Plans
    today: date
    load: Counter[int]
    """Cards that are due on a day, by its ordinal; it is kept as cards move."""

    def out_of_breaks(self, cards: Iterable[Movable]) -> dict[CardId, date]:
        """Return the new days of those cards whose intervals reach beyond all breaks.

        Args:
            cards: due in breaks.
        """
        moves: dict[CardId, date] = {}
        for movable in cards:
            reach = self._reach(movable)
            day = self._best(movable.card, reach) if reach else None
            if day is not None and not self.plans.is_free(day):
                moves[movable.card.card] = self._moved(movable.card, day)
        return moves

    def in_time(self, cards: Iterable[Movable]) -> dict[CardId, date]:
        """Return the new days of those cards that are due later than their exams ask for.

        Args:
            cards: of exams, due today or later.
        """
        moves: dict[CardId, date] = {}
        for movable in cards:
            card = movable.card
            if card.due <= self._latest(movable):
                continue
            reach = self._reach(movable)
            day = self._best(card, reach) if reach else self.today
            if day < card.due:
                moves[card.card] = self._moved(card, day)
        return moves

    def _range(self, movable: Movable) -> Bounds:
        """Return the intervals that the card's memory allows."""
        ideal = self.model.curve.interval_days(
            movable.card.stability_days, movable.preset.retention
        )
        return bounds(ideal, 1, movable.preset.maximum_interval_days)

    def _latest(self, movable: Movable) -> date:
        latest = movable.card.last_day + timedelta(days=self._range(movable).most)
        return min(latest, movable.latest) if movable.latest else latest

    def _reach(self, movable: Movable) -> Bounds | None:
        """Return the intervals that end today or later, but in time; none if there are none."""
        last = movable.card.last_day
        most = (self._latest(movable) - last).days
        least = max(min(self._range(movable).least, most), (self.today - last).days, 1)
        return Bounds(least=least, most=most) if least <= most else None

    def _best(self, card: PlannedCard, reach: Bounds) -> date:
        ahead = Ahead(
            today=card.last_day.toordinal(),
            load=self.load,
            share=self.plans.share_of(self.today),
        )
        # As at its last answer, before which it had one less.
        interval = ahead.pick(reach, spread_chance(card.uid, card.reps - 1))
        return card.last_day + timedelta(days=interval)

    def _moved(self, card: PlannedCard, day: date) -> date:
        self.load[card.due.toordinal()] -= 1
        self.load[day.toordinal()] += 1
        return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What becomes of cards that are due in a break, and reviewed on the day after it."""

    cards: int
    recall_due: float | None
    """The mean chance of recall on their due days; none without cards."""
    recall_after: float | None
    """The same on the day after the break."""

    @property
    def forgotten(self) -> float:
        """How many more are forgotten than if they were reviewed on their due days."""
        if self.recall_due is None or self.recall_after is None:
            return 0.0
        return self.cards * (self.recall_due - self.recall_after)


def waiting(cards: Iterable[PlannedCard], back: Mapping[CardId, date], model: Model) -> Waiting:
    """Return what is recalled of cards that wait until they can be reviewed again.

    Args:
        cards: due in a break.
        back: the first day on which each can be reviewed.
        model: the memory model.
    """

    def recalled(card: PlannedCard, on: date) -> float:
        elapsed = max(0, (on - card.last_day).days)
        return model.curve.retrievability(elapsed, card.stability_days)

    waits = tuple(cards)
    due = [recalled(card, card.due) for card in waits]
    after = [recalled(card, back[card.card]) for card in waits]
    if not waits:
        return Waiting(cards=0, recall_due=None, recall_after=None)
    return Waiting(
        cards=len(due), recall_due=fsum(due) / len(due), recall_after=fsum(after) / len(after)
    )
