"""The review of a day, as its screen and its plain form drive it: a sitting that keeps the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kb.app.answering import AnsweredElsewhereError, reset
from kb.app.choosing import Wanted
from kb.app.confusing import confusable
from kb.app.explaining import Explanation, explanation
from kb.app.inbox import excerpt
from kb.app.moment import Moment
from kb.app.refreshing import refresh
from kb.app.related import RelatedConcept, related_concepts
from kb.app.setting_aside import suspend
from kb.app.sitting import Answered, Sitting
from kb.app.summing_up import Summary, summary
from kb.app.turns import Leech, Turn
from kb.cards.card import Status
from kb.config import Settings
from kb.errors import KbError
from kb.schedule.days import Calendar
from kb.schedule.memory import CardId, Rating
from kb.schedule.outcomes import Outcomes
from kb.store.cards import StoredCard
from kb.store.open import Store

_RELATED = 8
"""Related notes that fit on a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What tells the time to a session; tests have their own."""

    now: Callable[[], datetime]
    """Aware."""
    seconds: Callable[[], float]
    """From an arbitrary start."""


class StoredSession:
    """One sitting over a store, with the methods of :class:`kb.app.turns.ReviewSession`."""

    def __init__(
        self, store: Store, sitting: Sitting, settings: Settings, calendar: Calendar, clock: Clock
    ) -> None:
        self._store = store
        self._sitting = sitting
        self._settings = settings
        self._calendar = calendar
        self._clock = clock
        self._begun_s = clock.seconds()

    @property
    def sitting(self) -> Sitting:
        """What is joined with the store."""
        return self._sitting

    async def show(self) -> Turn:
        """Returns the turn as it is now, or the next one if its time has come."""
        if self._sitting.card is None:
            return await self._next()
        return self._turn()

    async def reveal(self) -> Outcomes:
        """Returns what each rating of the card would come to."""
        return self._sitting.reveal(self._clock.now())

    async def rate(self, rating: Rating) -> Turn:
        """Keeps an answer to the card, and returns the next turn."""
        seconds = self._clock.seconds() - self._begun_s
        try:
            answered = await self._sitting.rate(rating, seconds=seconds)
        except AnsweredElsewhereError as error:
            return await self._next(error.message)
        leech = await self._leech(answered) if answered.leech else None
        return await self._next(leech=leech)

    async def undo(self) -> Turn:
        """Takes the latest answer back, and returns the turn with its card."""
        undone = await self._sitting.undo(self._clock.now())
        if undone is None:
            return self._turn("There is nothing to undo.")
        return await self._next("Took the last answer back.")

    async def bury(self) -> Turn:
        """Puts the card off until tomorrow, and returns the next turn."""
        await self._sitting.bury(self._clock.now())
        return await self._next("Buried until tomorrow.")

    async def suspend(self, card: CardId) -> Turn:
        """Sets a card aside until it is wanted again, and returns what is to be shown then."""
        said = f"Set aside; “kb unsuspend {card}” takes it back."
        if self._sitting.card and self._sitting.card.card_id == card:
            await self._sitting.suspend()
            return await self._next(said)
        await suspend(self._store, Wanted(cards=(str(card),)))
        self._sitting.drop(card)
        return self._turn(said)

    async def reset(self) -> Turn:
        """Makes the card new again, and returns it so."""
        if self._sitting.card is None:
            return self._turn()
        await reset(self._store, [self._sitting.card.card_id], self._moment())
        await self._sitting.begin_anew()
        return await self._next("The card begins anew; its history remains.")

    async def edited(self, card: StoredCard) -> Turn:
        """Takes in what the user changed in a card's note, and returns what is to be shown then."""
        taken = await refresh(self._store, self._moment(), self._settings)
        said = taken.trouble or "The note was taken in."
        shown = self._sitting.card
        await self._sitting.refresh()
        now = self._sitting.card
        if shown and (now is None or now.status is not Status.ACTIVE):
            self._sitting.drop(shown.card_id)
            return await self._next("The note yields this card no more; its history remains.")
        if card.card_id != (shown.card_id if shown else None):
            said = said if taken.trouble else f"“{card.note}” was taken in."
        return self._turn(said)

    async def why(self) -> Explanation:
        """Returns why the card comes now, and what became of it so far."""
        if self._sitting.card is None:
            return Explanation(reasons=(), history=())
        return await explanation(self._store, self._sitting.card, self._sitting.why, self._moment())

    async def related(self) -> tuple[RelatedConcept, ...]:
        """Returns what is related with the card's note, best first."""
        card = self._sitting.card
        if card is None:
            return ()
        try:
            found = await related_concepts(
                self._store, f"{card.folder}/{card.path}", limit=_RELATED
            )
        except KbError:
            return ()  # The note went while its card was shown.
        return found.related

    async def summary(self) -> Summary:
        """Returns what the sitting came to so far."""
        return await summary(self._store, self._sitting.answers, self._moment())

    async def _next(self, said: str = "", *, leech: Leech | None = None) -> Turn:
        await self._sitting.advance(self._clock.now())
        self._begun_s = self._clock.seconds()
        return self._turn(said, leech=leech)

    def _turn(self, said: str = "", *, leech: Leech | None = None) -> Turn:
        sitting = self._sitting
        wait_s = None
        if sitting.card is None and sitting.waits_until:
            wait_s = max((sitting.waits_until - self._clock.now()).total_seconds(), 0.0)
        return Turn(
            card=sitting.card,
            left=sitting.left,
            answered=len(sitting.answers),
            said=said,
            wait_s=wait_s,
            leech=leech,
        )

    async def _leech(self, answered: Answered) -> Leech:
        card = answered.card
        told = await explanation(self._store, card, None, self._moment())
        return Leech(
            card=card,
            lapses=card.lapses + 1,
            around=excerpt(card),
            history=told.history,
            confused=await confusable(self._store, card),
        )

    def _moment(self) -> Moment:
        return Moment(now=self._clock.now(), calendar=self._calendar)
