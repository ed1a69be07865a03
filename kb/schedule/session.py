"""A session: which card comes next, answer by answer.

A session is a value: each answer gives a new one, so an undo can go back to the one before.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice
from typing import Final, TypeVar

from kb.schedule.cards import Card, DueCard, NewCard
from kb.schedule.memory import CardId, Scheduled, State
from kb.schedule.pace import LONGEST_ANSWER_S
from kb.schedule.queue import Queue, SessionOptions, Today

_APART: Final = 5
"""How many other cards come between two of one note, if possible."""
_OVERTIME: Final = 1.25
"""How far a session may exceed its time limit if all of it was expected to fit."""
_Row = TypeVar("_Row", DueCard, NewCard, Card)


class Trigger(StrEnum):
    """Why a card comes now."""

    RETURNED = "returned"
    """Its answer was undone."""
    STEP = "step"
    """Its step is over."""
    REVIEW = "review"
    """It is due today."""
    NEW = "new"
    AHEAD = "ahead"
    """Its step is nearly over, and nothing else is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The next card."""

    card: Card
    why: Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """The cards left in a session, with the one that is shown."""

    learning: int
    reviews: int
    new: int
    seconds: float
    """The expected time."""

    @property
    def cards(self) -> int:
        """All of them."""
        return self.learning + self.reviews + self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """What is left of a session, and what was answered."""

    today: Today
    options: SessionOptions
    learning: tuple[DueCard, ...]
    """By due time."""
    reviews: tuple[DueCard, ...]
    new: tuple[NewCard, ...]
    returned: tuple[Card, ...] = ()
    """Cards to be answered again before all others, the last first."""
    begun: frozenset[CardId] = frozenset()
    """All cards that were answered."""
    recent: tuple[tuple[int, CardId], ...] = ()
    """Note and card of the latest answers."""
    spent_s: float = 0.0
    """On answers, each counted up to ``LONGEST_ANSWER_S``."""
    left_s: float
    """The expected time for what is left."""
    short: bool
    """Whether more is due than the time limit allows."""

    def next(self, now: datetime) -> Choice | None:
        """Return the card to show at ``now``; none if the session is over, or has to wait."""
        if self.returned:
            return Choice(card=self.returned[-1], why=Trigger.RETURNED)
        if self.time_is_up:
            return None
        learning = self.in_steps
        reviews, new = ((), ()) if self._full else (self.reviews, self.new)
        ready = tuple(card for card in learning if card.due <= now)
        rows: tuple[tuple[tuple[Card, ...], Trigger], ...] = (
            (ready, Trigger.STEP),
            (reviews, Trigger.REVIEW),
            (new, Trigger.NEW),
        )
        for cards, why in rows:
            card = next((card for card in cards if not self._near(card)), None)
            if card:
                return Choice(card=card, why=why)
        for cards, why in rows:
            if cards:
                return Choice(card=cards[0], why=why)
        if learning and learning[0].due <= now + self.today.settings.learn_ahead:
            return Choice(card=learning[0], why=Trigger.AHEAD)
        return None

    @property
    def time_is_up(self) -> bool:
        """Whether the time limit is reached.

        If all was expected to fit, a little more is granted, so that slow answers skip nothing.
        """
        if self.options.minutes is None:
            return False
        return self.spent_s >= self.options.minutes * 60 * (1 if self.short else _OVERTIME)

    @property
    def waits_until(self) -> datetime | None:
        """When the next card in steps is due; none if there is none, or no time for it."""
        learning = self.in_steps
        return learning[0].due if learning and not self.time_is_up else None

    def remaining(self, now: datetime) -> Remaining:
        """Return the cards left at ``now``: within the card limit, those that come next."""
        every: list[Card] = [*self.returned, *self.learning, *self.reviews, *self.new]
        most, seconds = self.options.cards, self.left_s
        if most is not None and len(every) > most - len(self.begun):
            every = self._all_coming(now)
            seconds = sum(map(self.today.seconds, every))
        kinds = Counter(map(_kind, every))
        return Remaining(
            learning=kinds[State.LEARNING],
            reviews=kinds[State.REVIEW],
            new=kinds[State.NEW],
            seconds=seconds,
        )

    def coming(self, now: datetime, most: int) -> tuple[Card, ...]:
        """Return the cards that come next, if each is answered once and at ``now``."""
        return tuple(card for card, _ in islice(self._walk(now), most))

    def _all_coming(self, now: datetime) -> list[Card]:
        """Return the cards that this session shows, if each is answered once and at ``now``."""
        cards, rest = list[Card](), self
        for card, after in self._walk(now):
            cards.append(card)
            rest = after
        return [*cards, *rest.in_steps]

    def _walk(self, now: datetime) -> Iterator[tuple[Card, "SessionState"]]:
        """Yield each card that comes next, and the session without it."""
        rest = self
        while choice := rest.next(now):
            rest = rest.without(choice.card.card).having_begun(choice.card)
            yield choice.card, rest

    def card(self, card: CardId) -> Card | None:
        """Return a card that is left in this session, if it is."""
        rows = chain(self.returned, self.learning, self.reviews, self.new)
        return next((row for row in rows if row.card == card), None)

    def answered(self, card: Card, after: Scheduled, seconds: float) -> "SessionState":
        """Return the session after an answer to ``card``, which took ``seconds``."""
        rest = self.without(card.card)
        memory = after.memory
        learning, left_s = rest.learning, rest.left_s
        if memory.state.in_steps and after.due < self.today.ends:
            again = DueCard(
                card=card.card,
                note=card.note,
                fact=card.fact,
                kind=card.kind,
                preset=card.preset,
                state=memory.state,
                due=after.due,
                stability_days=memory.stability_days,
                difficulty=memory.difficulty,
                last_day=memory.last_day,
                tempo=card.tempo if isinstance(card, DueCard) else 1.0,
            )
            learning = tuple(sorted((*learning, again), key=lambda card: (card.due, card.card)))
            left_s += self.today.seconds(again)
        return replace(
            rest.having_begun(card),
            learning=learning,
            spent_s=self.spent_s + min(seconds, LONGEST_ANSWER_S),
            left_s=left_s,
        )

    def returning(self, card: Card) -> "SessionState":
        """Return the session after an undo: ``card``, as it was before its answer, comes next."""
        rest = self.without(card.card)
        return replace(
            rest,
            returned=(*rest.returned, card),
            recent=tuple(answer for answer in rest.recent if answer[1] != card.card),
            left_s=rest.left_s + self.today.seconds(card),
        )

    def without(self, gone: CardId) -> "SessionState":
        """Return the session without a card: answered, buried, suspended, or removed."""
        card = self.card(gone)
        if card is None:
            return self
        return replace(
            self,
            learning=_without(self.learning, card),
            reviews=_without(self.reviews, card),
            new=_without(self.new, card),
            returned=_without(self.returned, card),
            left_s=self.left_s - self.today.seconds(card),
        )

    def having_begun(self, card: Card) -> "SessionState":
        """Return the session that remembers that a card was answered."""
        return replace(
            self,
            begun=self.begun | {card.card},
            recent=(*self.recent, (card.note, card.card))[-_APART:],
        )

    @property
    def _full(self) -> bool:
        """Whether no further card may be begun."""
        return self.options.cards is not None and len(self.begun) >= self.options.cards

    @property
    def in_steps(self) -> tuple[DueCard, ...]:
        """The cards in steps that this session may show."""
        if not self._full:
            return self.learning
        return tuple(card for card in self.learning if card.card in self.begun)

    def _near(self, card: Card) -> bool:
        """Whether another card of the same note was answered just before."""
        return self.options.apart and any(
            note == card.note and recent != card.card for note, recent in self.recent
        )


def _kind(card: Card) -> State:
    """Return whether a card is new, in steps, or in review."""
    if not isinstance(card, DueCard):
        return State.NEW
    return State.LEARNING if card.state.in_steps else card.state


def _without(cards: tuple[_Row, ...], card: Card) -> tuple[_Row, ...]:
    if card not in cards:
        return cards
    at = cards.index(card)
    return cards[:at] + cards[at + 1 :]


def start_session(queue: Queue, today: Today, options: SessionOptions) -> SessionState:
    """Return a session on a day's queue."""
    return SessionState(
        today=today,
        options=options,
        learning=queue.learning,
        reviews=queue.reviews,
        new=queue.new,
        left_s=queue.seconds,
        short=queue.short,
    )
