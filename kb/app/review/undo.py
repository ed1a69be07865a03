"""The keys of a session that can be undone, and how burying and suspending are."""

from dataclasses import dataclass
from enum import StrEnum

from kb.app.cards.selection import CardSelection
from kb.app.review.answers import bury_until
from kb.app.review.suspend import unsuspend
from kb.schedule.memory import Rating, State, state_of
from kb.schedule.session import SessionState
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store


class Action(StrEnum):
    """What a key did to a card."""

    ANSWER = "answer"
    RESET = "reset"
    BURY = "bury"
    SUSPEND = "suspend"
    PRACTICE = "practice"
    """An answer that left the schedule as it was."""

    @property
    def is_logged(self) -> bool:
        """Whether the review log has an entry of it."""
        return self in (Action.ANSWER, Action.RESET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer of this session."""

    card: StoredCard
    """As it was shown."""
    rating: Rating
    retrievability: float | None
    """The predicted chance of recall; none for a new card."""
    seconds: float

    @property
    def was_review(self) -> bool:
        """Whether the card was in review, neither new nor in steps."""
        scheduled = self.card.scheduled
        return state_of(scheduled.memory if scheduled else None) is State.REVIEW

    @property
    def lapsed(self) -> bool:
        """Whether the card was in review, and forgotten."""
        return self.was_review and not self.rating.recalled


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoStep:
    """One key of a session that changed a card."""

    action: Action
    card: StoredCard
    """As it was before."""
    before: SessionState
    was_shown: bool
    """Whether it was the card on the screen, and not one that had just been answered."""
    answered: Answered | None = None
    """The answer, if it was one."""


async def bring_back(store: Store, step: UndoStep) -> None:
    """Undo burying or suspending a card; practice has changed none.

    Raises:
        UsageError: the card is no longer reviewed, because its note has changed since.
    """
    if step.action is Action.BURY:
        await bury_until(store, [step.card.card_id], step.card.buried_until)
    elif step.action is Action.SUSPEND:
        await unsuspend(store, CardSelection(cards=(str(step.card.card_id),)))
