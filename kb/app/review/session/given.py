"""Answers that a page sends: they may come late, twice, or to a card that has been answered since.

What a page showed is named by a fingerprint of where the card stood, so that an answer counts only
if the card still stands there. An answer that the log has already is known by that fingerprint, its
rating and its milliseconds, also after the server was started anew.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from kb.app.review.session.undo import name_of
from kb.cards.card import Status
from kb.errors import UsageError
from kb.schedule.log import Review
from kb.schedule.memory import CardId, Rating, Standing
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store
from kb.store.review.log import entries_of

OLDEST: Final = timedelta(hours=36)
"""How late an answer may come."""
_CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""How far ahead the time of an answer may be, which is then that of its arrival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer to a card as a page showed it."""

    card: CardId
    shown: str
    """The fingerprint of where the card stood; see :func:`fingerprint`."""
    rating: Rating
    duration_ms: int
    """From showing the card to the rating."""
    at: datetime
    """When it was given."""
    counts: bool = True
    """Whether it was given in a review that moves the schedule."""

    @property
    def seconds(self) -> float:
        """From showing the card to the rating."""
        return self.duration_ms / 1000


class AnswerTimeError(UsageError):
    """An answer says that it was given when it cannot have been, or long ago."""

    code = "answer-time"


def fingerprint(card: StoredCard) -> str:
    """Return what names how a card stands in its schedule."""
    return _fingerprint(card.scheduled.standing if card.scheduled else None)


def still_stands(card: StoredCard, shown: str) -> bool:
    """Return whether a card can be asked, and stands in its schedule as it was shown."""
    return card.status is Status.ACTIVE and fingerprint(card) == shown


def given_at(at: datetime, now: datetime) -> datetime:
    """Return when an answer was given, by the clock of the store.

    Raises:
        AnswerTimeError: that is still to come, or longer ago than :data:`OLDEST`.
    """
    if at > now + _CLOCKS_DIFFER:
        raise AnswerTimeError("the answer has a time that is still to come, so it was not saved.")
    if at < now - OLDEST:
        hours = OLDEST // timedelta(hours=1)
        raise AnswerTimeError(
            f"the answer was given more than {hours} hours ago, so it was not saved."
        )
    return min(at, now)


async def was_recorded(store: Store, given: GivenAnswer) -> bool:
    """Return whether the log has an answer already, undone or not."""
    async with store.reading() as transaction:
        entries = await entries_of(transaction, given.card)
    return any(
        isinstance(entry, Review)
        and (entry.rating, entry.duration_ms) == (given.rating, given.duration_ms)
        and _fingerprint(entry.before) == given.shown
        for entry in entries
    )


def why_not_saved(given: GivenAnswer, card: StoredCard | None) -> str:
    """Return what to tell of an answer to a card that has changed, or is gone, since."""
    name = name_of(card) if card else f"Card {given.card}"
    return (
        f"{name} has been answered, buried or suspended elsewhere since it was shown, so "
        f"kb did not save this answer ({given.rating.word})."
    )


def _fingerprint(standing: Standing | None) -> str:
    if standing is None:
        return "new"
    values = (standing.state, standing.step, standing.due.timestamp(), standing.last_day)
    return blake2b("|".join(map(str, values)).encode(), digest_size=12).hexdigest()
