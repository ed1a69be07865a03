"""A session: which card comes next, answer by answer.

A session is a value. Each answer makes another of it, so that one can always be gone back to.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Final, TypeVar

from kb.schedule.memory import CardId, Scheduled
from kb.schedule.pace import LONGEST_ANSWER_S
from kb.schedule.queue import Queue, Today, Wish
from kb.schedule.rows import Card, DueCard, NewCard

_BETWEEN: Final = 5
"""How many other cards come between two of one note, where there are."""
_OVERTIME: Final = 1.25
"""How far a session may go beyond its time if all of it was expected to fit."""
_Row = TypeVar("_Row", DueCard, NewCard, Card)


class Why(StrEnum):
    """What brings a card now."""

    RETURNED = "returned"
    """Its answer was taken back."""
    STEP = "step"
    """The step that it waited in is over."""
    REVIEW = "review"
    """It is due today."""
    NEW = "new"
    AHEAD = "ahead"
    """Its step is nearly over, and nothing else is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The next card."""

    card: Card
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is left, and what has been."""

    today: Today
    wish: Wish
    learning: tuple[DueCard, ...]
    """By the moment they are due."""
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
    """What is left is expected to take so long."""
    short: bool
    """Whether more is due than there is time for."""

    def next(self, now: datetime) -> Choice | None:
        """Returns the card to show at ``now``; none if the session is over, or must wait."""
        if self.returned:
            return Choice(card=self.returned[-1], why=Why.RETURNED)
        if self.time_is_up:
            return None
        learning = self._in_steps
        reviews, new = ((), ()) if self._full else (self.reviews, self.new)
        ready = tuple(card for card in learning if card.due <= now)
        rows: tuple[tuple[tuple[Card, ...], Why], ...] = (
            (ready, Why.STEP),
            (reviews, Why.REVIEW),
            (new, Why.NEW),
        )
        for cards, why in rows:
            card = next((each for each in cards if not self._near(each)), None)
            if card:
                return Choice(card=card, why=why)
        for cards, why in rows:
            if cards:
                return Choice(card=cards[0], why=why)
        if learning and learning[0].due <= now + self.today.settings.learn_ahead:
            return Choice(card=learning[0], why=Why.AHEAD)
        return None

    @property
    def time_is_up(self) -> bool:
        """Whether the learner's minutes are spent.

        If all was expected to fit, a little more is granted, so that slow answers skip nothing.
        """
        if self.wish.minutes is None:
            return False
        return self.spent_s >= self.wish.minutes * 60 * (1 if self.short else _OVERTIME)

    @property
    def waits_until(self) -> datetime | None:
        """When the next card in steps is due; none if there is none, or no time for it."""
        learning = self._in_steps
        return learning[0].due if learning and not self.time_is_up else None

    def answered(self, card: Card, after: Scheduled, seconds: float) -> "Session":
        """Returns the session after an answer.

        Args:
            card: that was answered, as :meth:`next` gave it.
            after: what the answer made of it.
            seconds: that the answer took.
        """
        rest = self.without(card.card)
        memory = after.memory
        learning, left_s = rest.learning, rest.left_s
        if memory.state.in_steps and after.due < self.today.ends:
            again = DueCard(
                *card[:5],
                memory.state,
                after.due,
                memory.stability_days,
                memory.difficulty,
                memory.last_day,
                card.tempo if isinstance(card, DueCard) else 1.0,
            )
            learning = tuple(sorted((*learning, again), key=lambda each: (each.due, each.card)))
            left_s += self.today.seconds(again)
        return replace(
            rest,
            learning=learning,
            begun=self.begun | {card.card},
            recent=(*self.recent, (card.note, card.card))[-_BETWEEN:],
            spent_s=self.spent_s + min(seconds, LONGEST_ANSWER_S),
            left_s=left_s,
        )

    def returning(self, card: Card) -> "Session":
        """Returns the session with an answer taken back: its card comes next.

        Args:
            card: as it was before that answer.
        """
        rest = self.without(card.card)
        return replace(
            rest,
            returned=(*rest.returned, card),
            recent=tuple(each for each in rest.recent if each[1] != card.card),
            left_s=rest.left_s + self.today.seconds(card),
        )

    def without(self, gone: CardId) -> "Session":
        """Returns the session without a card: answered, buried, suspended, or no longer there."""
        rows = chain(self.returned, self.learning, self.reviews, self.new)
        card = next((each for each in rows if each.card == gone), None)
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

    @property
    def _full(self) -> bool:
        """Whether no further card may be begun."""
        return self.wish.cards is not None and len(self.begun) >= self.wish.cards

    @property
    def _in_steps(self) -> tuple[DueCard, ...]:
        """The cards in steps that this session may show."""
        if not self._full:
            return self.learning
        return tuple(card for card in self.learning if card.card in self.begun)

    def _near(self, card: Card) -> bool:
        """Returns whether another card of the same note was answered just before."""
        return self.wish.apart and any(
            note == card.note and other != card.card for note, other in self.recent
        )


def _without(cards: tuple[_Row, ...], card: Card) -> tuple[_Row, ...]:
    if card not in cards:
        return cards
    at = cards.index(card)
    return cards[:at] + cards[at + 1 :]


def begin(queue: Queue, today: Today, wish: Wish) -> Session:
    """Returns a session on a day's queue."""
    return Session(
        today=today,
        wish=wish,
        learning=queue.learning,
        reviews=queue.reviews,
        new=queue.new,
        left_s=queue.seconds,
        short=queue.short,
    )
