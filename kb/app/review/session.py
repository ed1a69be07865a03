"""A sitting as its screen uses it: it keeps the time, and hands out turn after turn.

What most sittings do without is imported when it is asked for, so that the first card comes sooner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kb.app.review.answers import AnsweredElsewhereError
from kb.app.review.sitting import Sitting
from kb.app.review.turn import Leech, Turn
from kb.app.review.undo import Answered, Deed
from kb.app.sanitize import plain_line
from kb.cards.card import Status
from kb.config import Settings
from kb.errors import NotFoundError, UsageError
from kb.schedule.days import Calendar
from kb.schedule.memory import CardId, Rating
from kb.schedule.moment import Moment
from kb.schedule.outcomes import Outcomes
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store

if TYPE_CHECKING:
    from kb.app.graph.related import RelatedConcept
    from kb.app.review.explain import Explanation
    from kb.app.review.summary import Summary

_RELATED: Final = 8
"""How many related notes are shown."""
_LONGEST_NAME: Final = 40
"""Characters of a prompt that name its card."""
_TAKEN_BACK: Final = {
    Deed.ANSWER: "Took your answer back",
    Deed.RESET: "Took the reset back",
    Deed.BURY: "No longer put off",
    Deed.SUSPEND: "No longer set aside",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timepiece:
    """What tells the time."""

    now: Callable[[], datetime]
    """Aware."""
    seconds: Callable[[], float]
    """From an arbitrary start, never backwards."""
    calendar: Calendar

    @property
    def moment(self) -> Moment:
        """Now, where the learner is."""
        return Moment(now=self.now(), calendar=self.calendar)


class Reviewing:
    """A :class:`kb.app.review.turn.ReviewSession` over the store."""

    def __init__(
        self, store: Store, sitting: Sitting, settings: Settings, timepiece: Timepiece
    ) -> None:
        self._store = store
        self._sitting = sitting
        self._settings = settings
        self._timepiece = timepiece
        self._begun_s = timepiece.seconds()

    async def show(self) -> Turn:
        """Returns the turn as it is now, or the next one if its time has come."""
        return self._turn() if self._sitting.card else await self._next()

    async def reveal(self) -> Outcomes:
        """Returns what each rating of the card would come to."""
        return self._sitting.reveal(self._timepiece.now())

    async def rate(self, rating: Rating) -> Turn:
        """Keeps an answer to the card, and returns the next turn."""
        seconds = self._timepiece.seconds() - self._begun_s
        try:
            answered = await self._sitting.rate(rating, seconds=seconds)
        except AnsweredElsewhereError as error:
            return await self._next(error.message)
        leech = await self._leech(answered) if answered.leech else None
        return await self._next(leech=leech)

    async def undo(self) -> Turn:
        """Takes the last key back, and returns the turn with its card."""
        try:
            undone = await self._sitting.undo(self._timepiece.now())
        except (NotFoundError, UsageError) as error:
            return self._turn(error.message)
        if undone is None:
            return self._turn("There is nothing to undo.")
        return await self._next(f"{_TAKEN_BACK[undone.deed]}: {_named(undone.card)}")

    async def bury(self) -> Turn:
        """Puts the card off until tomorrow, and returns the next turn."""
        await self._sitting.bury(self._timepiece.now())
        return await self._next("Put off until tomorrow.")

    async def suspend(self, card: CardId) -> Turn:
        """Sets a card aside until it is wanted again, and returns what is to be shown then."""
        was_shown = self._sitting.card is not None and self._sitting.card.card_id == card
        try:
            await self._sitting.suspend(card)
        except (NotFoundError, UsageError) as error:
            return self._turn(error.message)
        said = f"Set aside, until “kb unsuspend {card}”."
        return await self._next(said) if was_shown else self._turn(said)

    async def reset(self) -> Turn:
        """Makes the card new again, and returns it so."""
        if self._sitting.card is None:
            return self._turn()
        await self._sitting.reset(self._timepiece.now())
        return self._turn("The card is new again.")

    async def edited(self, card: StoredCard) -> Turn:
        """Takes in what the user changed in a card's note, and returns what is to be shown then."""
        from kb.app.importing.refresh import refresh  # noqa: PLC0415

        taken = await refresh(self._store, self._timepiece.moment, self._settings)
        if taken.trouble:
            return self._turn(f"{card.path} was not taken in: {taken.trouble}")
        if taken.waiting:
            return self._turn(f"{taken.waiting} files changed. “kb import” takes them in.")
        await self._sitting.refresh()
        self._begun_s = self._timepiece.seconds()
        shown = self._sitting.card
        if shown and shown.status is Status.ACTIVE:
            return self._turn("The note is taken in." if taken.news else "No note has changed.")
        return await self._next("The note yields this card no more.")

    async def why(self) -> "Explanation":
        """Returns why the card comes now, and what became of it so far."""
        from kb.app.review.explain import Explanation, explanation  # noqa: PLC0415

        card = self._sitting.card
        if card is None:
            return Explanation(reasons=(), origin="", history=())
        return await explanation(self._store, card, self._sitting.why, self._timepiece.moment)

    async def related(self) -> "tuple[RelatedConcept, ...]":
        """Returns what is related with the card's note, best first."""
        from kb.app.graph.related import related_concepts  # noqa: PLC0415

        card = self._sitting.card
        if card is None:
            return ()
        try:
            found = await related_concepts(
                self._store, f"{card.folder}/{card.path}", limit=_RELATED
            )
        except NotFoundError:  # The note went while its card was shown.
            return ()
        return found.related

    async def summary(self) -> "Summary":
        """Returns what the sitting came to so far."""
        from kb.app.review.summary import summary  # noqa: PLC0415

        return await summary(self._store, self._sitting.answers, self._timepiece.moment)

    async def _next(self, said: str = "", *, leech: Leech | None = None) -> Turn:
        """Returns the next turn; its time begins."""
        await self._sitting.advance(self._timepiece.now())
        self._begun_s = self._timepiece.seconds()
        return self._turn(said, leech=leech)

    def _turn(self, said: str = "", *, leech: Leech | None = None) -> Turn:
        sitting = self._sitting
        until = None if sitting.card else sitting.waits_until
        wait = (until - self._timepiece.now()).total_seconds() if until else None
        if until and not said:
            at = until.astimezone(self._timepiece.calendar.zone)
            said = f"The next card comes by itself at {at:%H:%M}."
        return Turn(
            card=sitting.card,
            left=sitting.left,
            answered=len(sitting.answers),
            said=said,
            wait_s=None if wait is None else max(wait, 0.0),
            leech=leech,
        )

    async def _leech(self, answered: Answered) -> Leech:
        """Returns all that may help with a card that was forgotten once more."""
        from kb.app.cards.inbox import excerpt  # noqa: PLC0415
        from kb.app.review.explain import explanation  # noqa: PLC0415
        from kb.app.review.interference import confusable  # noqa: PLC0415

        card = answered.card
        told = await explanation(self._store, card, None, self._timepiece.moment)
        return Leech(
            card=card,
            lapses=card.lapses + 1,
            around=excerpt(card),
            history=told.history,
            confused=await confusable(self._store, card),
        )


def _named(card: StoredCard) -> str:
    """Returns what a card is called in a sentence: its prompt, or how that begins."""
    prompt = plain_line(card.front)
    if len(prompt) > _LONGEST_NAME:
        prompt = f"{prompt[: _LONGEST_NAME - 1].rstrip()}…"
    return f"“{prompt}”"
