"""The steps of a sitting, as far as each can be taken back."""

from dataclasses import dataclass
from enum import StrEnum

from kb.app.cards.selection import CardSelection
from kb.app.review.answers import put_off
from kb.app.review.suspend import unsuspend
from kb.schedule.memory import Rating, State, state_of
from kb.schedule.session import Session
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store


class Deed(StrEnum):
    """What was done with a card."""

    ANSWER = "answer"
    RESET = "reset"
    BURY = "bury"
    SUSPEND = "suspend"

    @property
    def is_aside(self) -> bool:
        """Whether it put the card out of the way, of which the log knows nothing."""
        return self in (Deed.BURY, Deed.SUSPEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer of this sitting."""

    card: StoredCard
    """As it was shown."""
    rating: Rating
    retrievability: float | None
    """The chance of recall that was predicted; none for a new card."""
    seconds: float
    leech: bool
    """Whether it was forgotten so often that the learner should hear of it."""

    @property
    def was_review(self) -> bool:
        """Whether the card was in review, and not new or in steps."""
        scheduled = self.card.scheduled
        return state_of(scheduled.memory if scheduled else None) is State.REVIEW

    @property
    def lapsed(self) -> bool:
        """Whether it was forgotten in review."""
        return self.was_review and not self.rating.recalled


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One key of a sitting that changed a card."""

    deed: Deed
    card: StoredCard
    """As it was before."""
    before: Session
    was_shown: bool = True
    """Whether it was the card that was asked, and not one that had just been answered."""
    answered: Answered | None = None
    """The answer, if it was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What was taken back."""

    deed: Deed
    card: StoredCard


async def bring_back(store: Store, step: Step) -> None:
    """Makes a card that a step put out of the way be asked again.

    Raises:
        UsageError: the card is not reviewed any more, because its note has changed since.
    """
    if step.deed is Deed.BURY:
        await put_off(store, [step.card.card_id], step.card.buried_until)
    else:
        await unsuspend(store, CardSelection(cards=(str(step.card.card_id),)))
