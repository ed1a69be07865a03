"""The queue of a study day: which cards to review and to learn, and in which order."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import fsum
from random import Random
from typing import Final, NamedTuple

from kb.schedule.cards import Card, DueCard, NewCard, Order, SeenCard
from kb.schedule.days import Calendar, elapsed_days
from kb.schedule.fsrs import Model
from kb.schedule.memory import State
from kb.schedule.options import ScheduleOptions
from kb.schedule.pace import Pace
from kb.schedule.simulation.gain import GainModel

DECK_CARDS: Final = 10
"""A note is a deck if it has more cards than this that were written by hand, and fewer others."""

Fact = tuple[int, str]
"""A note, and what its siblings ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What a session needs to know of the study day."""

    day: date
    """The study day."""
    seed: int
    """Breaks ties between cards; the same seed gives the same queue."""
    calendar: Calendar
    settings: ScheduleOptions
    model: Model
    pace: Pace

    @property
    def ends(self) -> datetime:
        """When the study day ends, in UTC."""
        return self.calendar.start_of(self.day + timedelta(days=1))

    def retrievability(self, card: DueCard) -> float:
        """Return the chance, in (0, 1], that the card is recalled today."""
        elapsed = elapsed_days(card.last_day, self.day)
        return self.model.curve.retrievability(elapsed, card.stability_days)

    def seconds(self, card: Card) -> float:
        """Return the expected seconds until the card is done for the day."""
        if isinstance(card, DueCard) and card.state is State.REVIEW:
            return self.pace.card_s(card, self.retrievability(card))
        return self.pace.card_s(card)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """What the learner asked of a session."""

    order: Order | None = None
    """Of the reviews. Default: most overdue first, or by gain if the time is too short."""
    minutes: float | None = None
    """The time limit."""
    cards: int | None = None
    """The most different cards to show."""
    apart: bool = True
    """Whether to keep cards of one note apart; not in a session on one note."""
    ahead_days: int = 0
    """Reviews that are due within so many days come, too, and the day does not limit reviews."""
    new: int | None = None
    """The new cards of this session, whatever the limit of the day."""
    cram: bool = False
    """Whether all cards come, due or not."""
    counts: bool = True
    """Whether answers move the schedule. If not, nothing of the session is logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The cards of a day, each kind in the order in which to show it."""

    learning: tuple[DueCard, ...]
    """In steps, by due time; some perhaps only later today."""
    reviews: tuple[DueCard, ...]
    new: tuple[NewCard, ...]
    order: Order
    """That of the reviews."""
    seconds: float
    """The expected time for all of them."""
    short: bool
    """Whether that exceeds the time limit."""
    siblings_held: int
    """Due reviews left for another day because a sibling is asked today."""
    limits_held: int
    """Due reviews left out by the daily limit."""
    notes_held: int
    """New cards that the daily limit allows, left out only by that of their note."""


class Wanted(NamedTuple):
    """New cards that come before all others, because of an exam."""

    cards: Sequence[NewCard]
    """In the order in which they are offered."""
    most: int


class DayCards(NamedTuple):
    """The cards of a day, before its reviews are ordered and limited; see :class:`Queue`."""

    learning: tuple[DueCard, ...]
    """By due time."""
    reviews: list[DueCard]
    new: tuple[NewCard, ...]
    siblings_held: int
    notes_held: int


def day_queue(  # noqa: PLR0913  # each is of another kind
    due: Iterable[DueCard],
    new: Iterable[NewCard],
    seen: Iterable[SeenCard],
    today: Today,
    options: SessionOptions,
    *,
    decks: Collection[int] = (),
    wanted: Iterable[Wanted] = (),
) -> Queue:
    """Return what to review and to learn on a study day.

    Args:
        due: all active cards in review that are due by midnight of the day (see
            :func:`kb.schedule.memory.midnight`), and all in steps that are due before it ends.
        new: active new cards in the order in which they are offered; it is read no further than
            the limits allow.
        seen: the cards that were answered earlier on this study day.
        today: the study day.
        options: the learner's.
        decks: notes whose new cards are limited by the day alone, see ``DECK_CARDS``.
        wanted: new cards that come first, within the limits; ``new`` may have them, too.
    """
    seen = tuple(seen)
    chosen = cards_of_day(due, new, seen, today.settings, options, decks=decks, wanted=wanted)
    reviews = chosen.reviews
    others: tuple[Card, ...] = (*chosen.learning, *chosen.new)
    seconds = _seconds((*others, *reviews), today)
    order = options.order or (Order.GAIN if _exceeds(seconds, options) else Order.DUE)
    chosen_reviews = ordered(reviews, order, today)
    if not options.ahead_days:
        chosen_reviews = within_limits(chosen_reviews, seen, today.settings)
    limits_held = len(reviews) - len(chosen_reviews)
    if limits_held:
        seconds = _seconds((*others, *chosen_reviews), today)
    return Queue(
        learning=chosen.learning,
        reviews=chosen_reviews,
        new=chosen.new,
        order=order,
        seconds=seconds,
        short=_exceeds(seconds, options),
        siblings_held=chosen.siblings_held,
        limits_held=limits_held,
        notes_held=chosen.notes_held,
    )


def cards_of_day(  # noqa: PLR0913  # as of day_queue
    due: Iterable[DueCard],
    new: Iterable[NewCard],
    seen: Collection[SeenCard],
    settings: ScheduleOptions,
    options: SessionOptions,
    *,
    decks: Collection[int] = (),
    wanted: Iterable[Wanted] = (),
) -> DayCards:
    """Return the cards of a study day, but for the order of its reviews and their limit.

    The arguments are those of :func:`day_queue`.
    """
    learning: list[DueCard] = []
    all_reviews: list[DueCard] = []
    for card in due:
        (all_reviews if card.state is State.REVIEW else learning).append(card)
    learning.sort(key=lambda card: (card.due, card.card))
    reviews, taken = all_reviews, set[Fact]()
    if options.apart:
        taken = {(card.note, card.fact) for card in seen}
        taken |= {(card.note, card.fact) for card in learning}
        by_fact = _one_per_fact(all_reviews, taken)
        taken.update(by_fact)
        reviews = list(by_fact.values())
    begun = [card for card in seen if card.first is State.NEW]
    day = _NewCards(options=options, settings=settings, begun=begun, facts=taken, decks=decks)
    for group in wanted:
        day.choose(group.cards, most=group.most)
    chosen, notes_held = day.choose(new)
    return DayCards(
        learning=tuple(learning),
        reviews=reviews,
        new=chosen,
        siblings_held=len(all_reviews) - len(reviews),
        notes_held=notes_held,
    )


def practice_queue(cards: tuple[Card, ...], today: Today, options: SessionOptions) -> Queue:
    """Return the queue of a session on these cards, due or not, new ones last."""
    known = [card for card in cards if isinstance(card, DueCard)]
    order = options.order or Order.RANDOM
    seconds = _seconds(cards, today)
    return Queue(
        learning=(),
        reviews=ordered(known, order, today),
        new=tuple(card for card in cards if isinstance(card, NewCard)),
        order=order,
        seconds=seconds,
        short=_exceeds(seconds, options),
        siblings_held=0,
        limits_held=0,
        notes_held=0,
    )


def _exceeds(seconds: float, options: SessionOptions) -> bool:
    return options.minutes is not None and seconds > options.minutes * 60


def _seconds(cards: Iterable[Card], today: Today) -> float:
    # Exact sums do not depend on the order of the cards.
    return fsum(today.seconds(card) for card in cards)


def ordered(reviews: Iterable[DueCard], order: Order, today: Today) -> tuple[DueCard, ...]:
    """Return reviews in an order; ties between them are broken by chance."""
    cards = sorted(reviews, key=lambda card: card.card)
    Random(today.seed).shuffle(cards)  # noqa: S311  # not for secrets
    if order is Order.DUE:
        cards.sort(key=lambda card: card.due)
    elif order is Order.EASY:
        cards.sort(key=today.retrievability, reverse=True)
    elif order is Order.GAIN:
        gains = GainModel(today.model)
        cards.sort(
            key=lambda card: (
                gains.gain_days(
                    card.stability_days, card.difficulty, elapsed_days(card.last_day, today.day)
                )
                / today.seconds(card)
            ),
            reverse=True,
        )
    return tuple(cards)


def _one_per_fact(reviews: Iterable[DueCard], taken: Collection[Fact]) -> dict[Fact, DueCard]:
    """Return the most overdue review of each fact that is not taken."""
    first: dict[Fact, DueCard] = {}
    for card in reviews:
        fact = (card.note, card.fact)
        if fact not in taken:
            rival = first.get(fact)
            if rival is None or (card.due, card.card) < (rival.due, rival.card):
                first[fact] = card
    return first


class _NewCards:
    """Chooses the new cards of a session."""

    def __init__(
        self,
        *,
        options: SessionOptions,
        settings: ScheduleOptions,
        begun: Collection[SeenCard],
        facts: Collection[Fact],
        decks: Collection[int],
    ) -> None:
        self._options = options
        self._settings = settings
        self._decks = decks
        self._room = Counter({name: settings.preset(name).new_per_day for name in settings.presets})
        self._room.subtract(card.preset for card in begun)
        self._per_note = Counter(card.note for card in begun)
        self._facts = set(facts)
        self._chosen: list[NewCard] = []

    def choose(
        self, new: Iterable[NewCard], *, most: int | None = None
    ) -> tuple[tuple[NewCard, ...], int]:
        """Return the cards, with those chosen before, and how many only their note's limit held.

        With ``most``, no more of them than so many are chosen.
        """
        held: list[NewCard] = []
        before = len(self._chosen)
        taken = {card.card for card in self._chosen}
        if most is not None:
            new = tuple(new)
            # What was chosen for another exam counts for this one, too.
            before -= sum(card.card in taken for card in new)
        for card in new:
            if self._is_full or (most is not None and len(self._chosen) - before >= most):
                break
            if card.card in taken or not self._has_room(card):
                continue
            if self._is_held(card):
                held.append(card)
            else:
                self._take(card)
        if self._options.new is None or most is not None:
            return tuple(self._chosen), sum(map(self._has_room, held))
        # So many were asked for: a note brings more than its limit before there are too few.
        for card in held:
            if not self._is_full:
                self._take(card)
        return tuple(self._chosen), 0

    @property
    def _is_full(self) -> bool:
        if self._options.new is not None:
            return len(self._chosen) >= self._options.new
        return all(left <= 0 for left in self._room.values())

    def _has_room(self, card: NewCard) -> bool:
        return self._options.new is not None or self._room[card.preset] > 0

    def _is_held(self, card: NewCard) -> bool:
        most = self._settings.preset(card.preset).new_per_note
        return (
            self._options.apart
            and card.note not in self._decks
            and self._per_note[card.note] >= most
        )

    def _take(self, card: NewCard) -> None:
        """Choose a card, unless a sibling is asked today."""
        fact = (card.note, card.fact)
        if self._options.apart and fact in self._facts:
            return
        self._room[card.preset] -= 1
        self._per_note[card.note] += 1
        self._facts.add(fact)
        self._chosen.append(card)


def within_limits(
    reviews: tuple[DueCard, ...], seen: Iterable[SeenCard], settings: ScheduleOptions
) -> tuple[DueCard, ...]:
    """Return the first of the reviews, as many as the limits of the day allow."""
    limits = {name: settings.preset(name).reviews_per_day for name in settings.presets}
    if all(limit is None for limit in limits.values()):
        return reviews
    used = Counter(card.preset for card in seen if card.first is State.REVIEW)
    kept = []
    for card in reviews:
        limit = limits.get(card.preset)
        if limit is None or used[card.preset] < limit:
            used[card.preset] += 1
            kept.append(card)
    return tuple(kept)
