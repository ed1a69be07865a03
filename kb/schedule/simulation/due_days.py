"""How many cards are due on the days to come, while they are simulated."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from kb.schedule.cards import Card
from kb.schedule.memory import CardId
from kb.schedule.planning.balance import Ahead
from kb.schedule.simulation.world import World


class DueDays:
    """The due days of all cards, as the choice of a due day asks for them."""

    def __init__(self, cards: Iterable[Card], world: World, share: float) -> None:
        """Begin without due days.

        Args:
            cards: those that are simulated.
            world: what holds all the time.
            share: of all cards of the learner.
        """
        self._places: Final = world.places_cards
        self._balance: Final = world.settings.balance and world.places_cards
        self._weight: Final = 1 / share
        self._first: Final = world.first.toordinal()
        self._share_of: Final = world.plans.share_of(world.first)
        self._load: Final[defaultdict[int, float]] = defaultdict(float)
        self._siblings: Final[dict[CardId, dict[CardId, int]]] = {}
        """For each card that has some, the due days of it and of them: one value for all."""
        facts: dict[tuple[int, str], list[CardId]] = {}
        for card in cards:
            facts.setdefault((card.note, card.fact), []).append(card.card)
        for siblings in facts.values():
            if len(siblings) > 1:
                days: dict[CardId, int] = {}
                self._siblings.update(dict.fromkeys(siblings, days))
        self._today = 0
        self._ahead = self._made({})

    def begin(self, number: int) -> None:
        """Begin a day, counted from 0."""
        self._today = number
        self._ahead = self._made({})

    def count(self, card: CardId, number: int) -> None:
        """Count a card on the day on which it is due."""
        if self._balance:
            day = self._first + number
            self._load[day] += self._weight
            if card in self._siblings:
                self._siblings[card][card] = day

    def ahead(self, card: CardId) -> Ahead | None:
        """Return the days to come as they are for a card; none if they choose no due days."""
        if not self._places:
            return None
        days = self._siblings.get(card)
        return self._made(days, but=card) if days else self._ahead

    def _made(self, days: dict[CardId, int], *, but: CardId | None = None) -> Ahead:
        return Ahead(
            today=self._first + self._today,
            load=self._load,
            share=self._share_of,
            siblings=[day for card, day in days.items() if card != but],
        )
