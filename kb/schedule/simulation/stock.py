"""The new cards of a simulation, in the order in which they are offered."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Final

from kb.schedule.cards import NewCard
from kb.schedule.introduction import (
    NOTES_AHEAD,
    fills_day,
    first_of_presets,
    introduction_order,
)
from kb.schedule.options import ScheduleOptions
from kb.schedule.simulation.card_pool import CardPool


class Stock:
    """The new cards that are left."""

    def __init__(self, pool: CardPool, share: float) -> None:
        """Begin with all of them; they are this share of those of the learner."""
        self._pool: Final = pool
        self._most: Final = max(1, round(NOTES_AHEAD * share))
        self._by_note: Final[dict[int, list[NewCard]]] = {}
        for card in pool.new:
            self._by_note.setdefault(card.note, []).append(card)
        self._presets: Final = {note: cards[0].preset for note, cards in self._by_note.items()}
        self._order: tuple[int, ...] | None = None

    def offered(self, day: date, settings: ScheduleOptions) -> Iterator[NewCard]:
        """Yield the cards in the order in which they are offered on a day."""
        buried = self._pool.buried
        for note in self._in_order(settings):
            for card in self._by_note[note]:
                if card.card not in buried or buried[card.card] <= day:
                    yield card

    def take(self, cards: tuple[NewCard, ...]) -> None:
        """Remove cards that were learned."""
        for card in cards:
            left = self._by_note[card.note]
            left.remove(card)
            if not left:
                del self._by_note[card.note]
                self._order = None

    def _in_order(self, settings: ScheduleOptions) -> tuple[int, ...]:
        if self._order is None:
            pool = self._pool
            notes = tuple(islice(self._by_note, self._most))
            if settings.by_tag and not fills_day(notes, self._presets, settings):
                notes = first_of_presets(self._by_note, self._presets, self._most)
            self._order = introduction_order(
                notes, pool.levels, pool.requires, self._by_note.keys()
            )
        return self._order
