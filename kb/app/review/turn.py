"""A review as its screen sees it: turn by turn, each with all that is to be shown."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kb.app.review.sitting import Left
from kb.schedule.memory import CardId, Rating
from kb.schedule.outcomes import Outcomes
from kb.store.cards.cards import StoredCard

if TYPE_CHECKING:
    from kb.app.cards.inbox import Excerpt
    from kb.app.graph.related import RelatedConcept
    from kb.app.review.explain import Explanation, PastAnswer
    from kb.app.review.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Leech:
    """A card that was forgotten so often that another wording helps more than a review."""

    card: StoredCard
    lapses: int
    around: "Excerpt"
    """The lines of its note."""
    history: "tuple[PastAnswer, ...]"
    """The latest answer first."""
    confused: tuple[StoredCard, ...] = ()
    """Cards that it may be taken for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What is to be shown now."""

    card: StoredCard | None
    """Without its answer, until that is revealed; none if nothing is to be asked now."""
    left: Left
    answered: int
    """Answers of this sitting that were not taken back."""
    said: str = ""
    """What became of the last key, in a sentence; empty if there is nothing to say."""
    wait_s: float | None = None
    """Seconds until the next card comes by itself, where no card is shown; none if none does."""
    leech: Leech | None = None
    """The card that was answered just now, if it is one."""


class ReviewSession(Protocol):
    """One sitting. It keeps the time, and each answer before it hands out the next turn."""

    async def show(self) -> Turn:
        """Returns the turn as it is now, or the next one if its time has come."""

    async def reveal(self) -> Outcomes:
        """Returns what each rating of the card would come to."""

    async def rate(self, rating: Rating) -> Turn:
        """Keeps an answer to the card, and returns the next turn."""

    async def undo(self) -> Turn:
        """Takes the last key that changed a card back, and returns the turn with that card.

        Once all of this sitting are taken back, it goes on with the answers before.
        """

    async def bury(self) -> Turn:
        """Puts the card off until tomorrow, and returns the next turn."""

    async def suspend(self, card: CardId) -> Turn:
        """Sets a card aside until it is wanted again, and returns what is to be shown then."""

    async def reset(self) -> Turn:
        """Makes the card new again, and returns it so."""

    async def edited(self, card: StoredCard) -> Turn:
        """Takes in what the user changed in a card's note, and returns what is to be shown then.

        The turn before stays, if its card does.
        """

    async def why(self) -> "Explanation":
        """Returns why the card comes now, and what became of it so far."""

    async def related(self) -> "tuple[RelatedConcept, ...]":
        """Returns what is related with the card's note, best first."""

    async def summary(self) -> "Summary":
        """Returns what the sitting came to so far."""
