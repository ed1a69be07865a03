"""What a day asks for: which cards, and in which order."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import fsum
from random import Random
from typing import Final

from kb.schedule.days import Calendar, elapsed_days
from kb.schedule.fsrs import Model
from kb.schedule.gain import Foresight
from kb.schedule.memory import State
from kb.schedule.pace import Pace
from kb.schedule.rows import Card, DueCard, NewCard, Order, SeenCard
from kb.schedule.settings import ScheduleSettings

NEW_PER_NOTE: Final = 3
"""How many new cards of one note a day brings at most."""

Fact = tuple[int, str]
"""A note, and what its siblings ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The circumstances of a session."""

    day: date
    """The study day."""
    seed: int
    """Chooses between cards that are equal otherwise; the same gives the same queue."""
    calendar: Calendar
    settings: ScheduleSettings
    model: Model
    pace: Pace

    @property
    def ends(self) -> datetime:
        """When the study day is over, in UTC."""
        return self.calendar.start_of(self.day + timedelta(days=1))

    def retrievability(self, card: DueCard) -> float:
        """Returns the chance, in (0, 1], that the card is recalled today."""
        elapsed = elapsed_days(card.last_day, self.day)
        return self.model.curve.retrievability(elapsed, card.stability_days)

    def seconds(self, card: Card) -> float:
        """Returns how long the card is expected to take until it is done for the day."""
        if isinstance(card, DueCard) and card.state is State.REVIEW:
            return self.pace.card_s(card, self.retrievability(card))
        return self.pace.card_s(card)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the learner asked of a session."""

    order: Order | None = None
    """Of the reviews. If none is asked for: by due day, or by gain where the time is too short."""
    minutes: float | None = None
    """How long it may take."""
    cards: int | None = None
    """How many different cards it may show."""
    apart: bool = True
    """Whether cards of one note keep their distance; not so in a session on one note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The cards of a day, each kind in the order in which it is to be shown."""

    learning: tuple[DueCard, ...]
    """In steps, by the moment they are due; some perhaps only later today."""
    reviews: tuple[DueCard, ...]
    new: tuple[NewCard, ...]
    order: Order
    """That of the reviews."""
    seconds: float
    """How long all of it is expected to take."""
    short: bool
    """Whether that is longer than the learner wants."""
    siblings_held: int
    """Due reviews that wait for another day because a sibling is asked today."""
    limits_held: int
    """Due reviews that wait because of the daily limit."""
    notes_held: int
    """New cards for which the day has room, and that wait because their note brings no more."""


def day_queue(
    due: Iterable[DueCard],
    new: Iterable[NewCard],
    seen: Iterable[SeenCard],
    today: Today,
    wish: Wish,
) -> Queue:
    """Returns what is to be reviewed and learnt on a study day.

    Args:
        due: all active cards in review that are due by midnight of the day (see
            :func:`kb.schedule.memory.midnight`), and all in steps that are due before it ends.
        new: active new cards in the order in which they are offered; no more are taken than needed.
        seen: what was answered earlier on this study day.
        today: the circumstances.
        wish: what the learner asked for.
    """
    seen = tuple(seen)
    everything = tuple(due)
    reviews = [card for card in everything if card.state is State.REVIEW]
    learning = [card for card in everything if card.state is not State.REVIEW]
    learning.sort(key=lambda card: (card.due, card.card))
    known = len(reviews)
    taken: set[Fact] = set()
    if wish.apart:
        taken = {(card.note, card.fact) for card in seen}
        taken |= {(card.note, card.fact) for card in learning}
        by_fact = _one_of_a_fact(reviews, taken)
        taken.update(by_fact)
        reviews = list(by_fact.values())
    siblings_held = known - len(reviews)
    fresh, notes_held = _introduced(new, seen, taken, today.settings, apart=wish.apart)
    seconds = _seconds((*learning, *reviews, *fresh), today)
    short = wish.minutes is not None and seconds > wish.minutes * 60
    order = wish.order or (Order.GAIN if short else Order.DUE)
    ordered = _within_limits(_in_order(reviews, order, today), seen, today.settings)
    held = len(reviews) - len(ordered)
    if held:
        seconds = _seconds((*learning, *ordered, *fresh), today)
    return Queue(
        learning=tuple(learning),
        reviews=ordered,
        new=fresh,
        order=order,
        seconds=seconds,
        short=wish.minutes is not None and seconds > wish.minutes * 60,
        siblings_held=siblings_held,
        limits_held=held,
        notes_held=notes_held,
    )


def _seconds(cards: Iterable[Card], today: Today) -> float:
    # Exact sums do not depend on the order of the cards.
    return fsum(today.seconds(card) for card in cards)


def _in_order(reviews: Iterable[DueCard], order: Order, today: Today) -> tuple[DueCard, ...]:
    """Returns the reviews as they are to come; where the order leaves a choice, by the seed."""
    cards = sorted(reviews, key=lambda card: card.card)
    Random(today.seed).shuffle(cards)  # noqa: S311  # not for secrets
    if order is Order.DUE:
        cards.sort(key=lambda card: card.due)
    elif order is Order.EASY:
        cards.sort(key=today.retrievability, reverse=True)
    elif order is Order.GAIN:
        worth = _gains_per_second(cards, today)
        cards.sort(key=lambda card: worth[card.card], reverse=True)
    return tuple(cards)


def _gains_per_second(cards: Iterable[DueCard], today: Today) -> Mapping[int, float]:
    foresight = Foresight(today.model)
    return {
        card.card: foresight.gain_days(
            card.stability_days, card.difficulty, elapsed_days(card.last_day, today.day)
        )
        / today.seconds(card)
        for card in cards
    }


def _one_of_a_fact(reviews: Iterable[DueCard], taken: Collection[Fact]) -> dict[Fact, DueCard]:
    """Returns one review for each fact that is not taken: the more overdue."""
    first: dict[Fact, DueCard] = {}
    for card in reviews:
        fact = (card.note, card.fact)
        if fact not in taken:
            other = first.get(fact)
            if other is None or (card.due, card.card) < (other.due, other.card):
                first[fact] = card
    return first


def _introduced(
    new: Iterable[NewCard],
    seen: Iterable[SeenCard],
    taken: Collection[Fact],
    settings: ScheduleSettings,
    *,
    apart: bool,
) -> tuple[tuple[NewCard, ...], int]:
    """Returns the new cards of the day, and how many more wait only because of their note."""
    begun = [card for card in seen if card.first is State.NEW]
    room = Counter({name: settings.preset(name).new_per_day for name in settings.presets})
    room.subtract(card.preset for card in begun)
    of_note = Counter(card.note for card in begun)
    facts = set(taken)
    chosen: list[NewCard] = []
    waiting: Counter[str] = Counter()
    for card in new:
        if all(left <= 0 for left in room.values()):
            break
        fact = (card.note, card.fact)
        if room[card.preset] <= 0:
            continue
        if apart and of_note[card.note] >= NEW_PER_NOTE:
            waiting[card.preset] += 1
            continue
        if apart and fact in facts:
            continue
        room[card.preset] -= 1
        of_note[card.note] += 1
        facts.add(fact)
        chosen.append(card)
    return tuple(chosen), sum(count for name, count in waiting.items() if room[name] > 0)


def _within_limits(
    reviews: Iterable[DueCard], seen: Iterable[SeenCard], settings: ScheduleSettings
) -> tuple[DueCard, ...]:
    """Returns the first reviews, as many as the daily limits leave room for."""
    limits = {name: settings.preset(name).reviews_per_day for name in settings.presets}
    if all(limit is None for limit in limits.values()):
        return tuple(reviews)
    used = Counter(card.preset for card in seen if card.first is State.REVIEW)
    kept = []
    for card in reviews:
        limit = limits.get(card.preset)
        if limit is None or used[card.preset] < limit:
            used[card.preset] += 1
            kept.append(card)
    return tuple(kept)
