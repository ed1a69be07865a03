"""A review session over the store: what each key does, and which card it leads to.

:mod:`kb.schedule.session` decides which card comes next. Each answer is saved before the next card
is shown. What most sessions do without is imported on first use, so that the first card comes
sooner.
"""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kb.app.cards import acts
from kb.app.cards.card_state import suspend
from kb.app.cards.selection import CardSelection
from kb.app.review.answers import AnsweredElsewhereError, one_card, record, reset
from kb.app.review.schedule_settings import presets_of
from kb.app.review.session.clock import Clock
from kb.app.review.session.given import (
    GivenAnswer,
    fingerprint,
    still_stands,
    was_recorded,
    why_not_saved,
)
from kb.app.review.session.history import SessionHistory, Turned
from kb.app.review.session.outcomes import CardOutcomes
from kb.app.review.session.turn import Leech, Turn
from kb.app.review.session.undo import Action, Answered, UndoStep
from kb.cards.card import Status
from kb.config.settings import Settings
from kb.errors import NotFoundError, UsageError
from kb.schedule.cards import Card, DueCard
from kb.schedule.log import EntryId
from kb.schedule.memory import CardId, Rating
from kb.schedule.options import leech_shows
from kb.schedule.outcomes import Outcomes, Practice, Scheduler
from kb.schedule.session import Choice, SessionState, Trigger
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store
from kb.store.review.queue import queued_card

if TYPE_CHECKING:
    from kb.app.graph.related import RelatedConcept
    from kb.app.notes.attachments import CardAttachment
    from kb.app.review.explain import Explanation
    from kb.app.review.session.summary import Summary


class ReviewSession:
    """One session. Each method is a key of the screen; most return the turn to show then."""

    def __init__(
        self,
        store: Store,
        state: SessionState,
        scheduler: Scheduler | Practice,
        *,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._store = store
        self._state = state
        self._settings = settings
        self._clock = clock
        self._choice: Choice | None = None
        self._card: StoredCard | None = None
        self._outcomes: Outcomes | None = None
        """Of the card that is shown, once its answer is."""
        self._card_outcomes = CardOutcomes(
            store, scheduler, options=state.today.settings, calendar=clock.calendar
        )
        self._history = SessionHistory(store, clock.moment, counts=state.options.counts)
        self._shown_at_s = clock.seconds()

    async def show(self) -> Turn:
        """Return the current turn, or the next one if a card has become due."""
        return self._turn() if self._card else await self._next()

    async def reveal(self) -> Outcomes:
        """Return the outcomes of the ratings; :meth:`rate` applies one of them.

        Raises:
            RuntimeError: no card is shown.
        """
        if self._card is None or self._choice is None:
            raise RuntimeError("no card is shown")
        self._history.forget_question()
        now = self._clock.now()
        self._outcomes = await self._card_outcomes.of(self._card, self._choice.card, now)
        return self._outcomes

    async def rate(self, rating: Rating) -> Turn:
        """Save an answer, and return the next turn.

        Raises:
            RuntimeError: no answer is shown.
        """
        return await self._rate(rating, self._clock.seconds() - self._shown_at_s)

    async def _rate(
        self, rating: Rating, seconds: float, *, given: GivenAnswer | None = None
    ) -> Turn:
        card, choice, outcomes = self._card, self._choice, self._outcomes
        if card is None or choice is None or outcomes is None:
            raise RuntimeError("no answer is shown")
        after = card
        if self.counts:
            try:
                after = await record(
                    self._store,
                    card,
                    outcomes,
                    rating,
                    calendar=self._clock.calendar,
                    duration_ms=round(seconds * 1000),
                )
            except AnsweredElsewhereError as error:
                known = given and await was_recorded(self._store, given)
                return await self._next("" if known else error.message)
            self._card_outcomes.answered(card.scheduled, outcomes.of(rating))
        answered = Answered(
            card=card, rating=rating, retrievability=outcomes.retrievability, seconds=seconds
        )
        self._remember(Action.ANSWER if self.counts else Action.PRACTICE, card, answered)
        self._state = self._state.answered(choice.card, outcomes.of(rating), seconds)
        threshold = self._state.today.settings.leech_threshold
        is_leech = after.lapses > card.lapses and leech_shows(after.lapses, threshold)
        return await self._next(leech=await self._leech(after) if is_leech else None)

    async def take(self, given: GivenAnswer) -> Turn:
        """Save an answer to what a page showed, and return the next turn.

        It may be to another card than that of the turn, if the page could not ask which is next.
        If the card no longer stands as it was shown, the answer is not saved, but told of, unless
        the log has it already.

        Raises:
            UsageError: it was given in practice and the session counts, or the other way round.
        """
        if given.counts is not self.counts:
            raise UsageError("the answer is of another kind of review.")
        shown = self._card if self._card and self._card.card_id == given.card else None
        if not (shown and self._outcomes and fingerprint(shown) == given.shown):
            card = await self._stored(given.card)
            if card is None or not still_stands(card, given.shown):
                known = self.counts and await was_recorded(self._store, given)
                turn = await self.recheck("")
                return turn if known else replace(turn, message=why_not_saved(given, card))
            row = self._state.card(given.card) or await self._queued(given.card)
            self._choice, self._card = Choice(card=row, why=Trigger.REVIEW), card
            self._card_outcomes.forget_card()
            self._outcomes = await self._card_outcomes.of(card, row, given.at)
        return await self._rate(given.rating, given.seconds, given=given)

    async def recheck(self, message: str = "The card was answered or put aside elsewhere.") -> Turn:
        """Return the current turn, or the next one with a message if its card has changed."""
        if self._card is None:
            return await self._next()
        card = await self._stored(self._card.card_id)
        if card is None or not still_stands(card, fingerprint(self._card)):
            return await self._next(message)
        self._card = card  # it may have been reworded
        return self._turn()

    async def ahead(self, most: int) -> tuple[StoredCard, ...]:
        """Return the cards that come next if each is answered once, that of the turn first."""
        coming = self._state.coming(self._clock.now(), most)
        async with self._store.reading() as transaction:
            ids = [card.card for card in coming]
            stored = await stored_cards(transaction, CardFilter(card_ids=ids))
        by_id = {card.card_id: card for card in stored if card.status is Status.ACTIVE}
        return tuple(by_id[card.card] for card in coming if card.card in by_id)

    async def reword(self, card_id: CardId, front: str, back: str) -> Turn:
        """Save the user's own wording of a card, shown or just answered; return the turn then.

        Raises:
            UsageError: a side is empty.
        """
        card = await self._stored(card_id)
        if card is None or (card.front, card.back) == (front.strip(), back.strip()):
            return self._turn("Nothing was changed.")
        done = await acts.reword(self._store, card_id, front, back, self._clock.moment)
        if not done.changes:
            return self._turn(done.sentence)
        self._remember(Action.REWORD, card, reworded=done)
        if self._card and self._card.card_id == card_id:
            self._card = await self._stored(card_id)
        return self._turn("The card has your wording. Its note stays as it is.")

    async def undoes(self) -> EntryId | None:
        """Return the log's entry that :meth:`undo` takes back; None if it takes back no entry."""
        return await self._history.undoes()

    async def undo(self, only: EntryId | None = None) -> Turn:
        """Undo the last key that changed a card, and return the turn with that card.

        If the log has a later entry than ``only``, that is not undone.
        """
        moment = self._clock.moment
        return await self._turn_to(await self._history.undo(self._state, moment, only=only))

    async def redo(self) -> Turn:
        """Redo what was undone last in this session, unless another key changed a card since."""
        return await self._turn_to(await self._history.redo(self._clock.moment))

    async def bury(self) -> Turn:
        """Bury the card until tomorrow, and return the next turn."""
        if self._card:
            await acts.bury(self._store, [self._card.card_id], self._clock.moment)
            self._set_aside(Action.BURY, self._card)
        return await self._next("Buried until tomorrow.")

    async def suspend(self, card_id: CardId) -> Turn:
        """Suspend a card, shown or just answered, and return the turn to show then."""
        is_shown = self._card is not None and self._card.card_id == card_id
        card = self._card if is_shown else await self._stored(card_id)
        try:
            selection = CardSelection(cards=(str(card_id),))
            if await suspend(self._store, selection, self._clock.moment) and card:
                self._set_aside(Action.SUSPEND, card)
        except (NotFoundError, UsageError) as error:
            return self._turn(error.message)
        message = f"Suspended; “kb unsuspend {card_id}” brings it back."
        return await self._next(message) if is_shown else self._turn(message)

    async def reset(self) -> Turn:
        """Make the card new again, and return the turn with it."""
        if self._card is None:
            return self._turn()
        if await reset(self._store, [self._card.card_id], self._clock.moment):
            self._remember(Action.RESET, self._card)
            self._card = await self._stored(self._card.card_id)
        return self._turn("The card is new again.")

    async def edited(self, card: StoredCard) -> Turn:
        """Import what the user changed in a card's note, and return the turn to show then.

        The turn stays, if its card does.
        """
        from kb.app.importing.refresh import refresh  # noqa: PLC0415

        refreshed = await refresh(self._store, self._clock.moment, self._settings)
        if refreshed.trouble:
            return self._turn(f"{card.path} was not imported: {refreshed.trouble}")
        if refreshed.waiting:
            return self._turn(
                f"{refreshed.waiting} files have changed. Run “kb import” to import them."
            )
        if self._card:
            self._card = await self._stored(self._card.card_id)
        self._shown_at_s = self._clock.seconds()
        if self._card and self._card.status is Status.ACTIVE:
            return self._turn("The note is imported." if refreshed.news else "No note has changed.")
        return await self._next("The note no longer produces this card.")

    async def why(self) -> "Explanation":
        """Return why the card comes now, and its history."""
        from kb.app.review.explain import Explanation, explanation  # noqa: PLC0415

        if self._card is None:
            return Explanation(reasons=(), origin="", history=())
        trigger = self._choice.why if self._choice else None
        return await explanation(self._store, self._card, trigger, self._clock.moment)

    async def files(self, *texts: str) -> "tuple[CardAttachment, ...]":
        """Return the files that texts of the card show or link to."""
        from kb.app.notes.attachments import attachments_of_card  # noqa: PLC0415

        if self._card is None:
            return ()
        return await attachments_of_card(self._store, self._card.note_id, *texts)

    async def related(self) -> "tuple[RelatedConcept, ...]":
        """Return the concepts that are related to the card's note, best first."""
        from kb.app.review.session.about_card import related  # noqa: PLC0415

        return await related(self._store, self._card) if self._card else ()

    async def summary(self) -> "Summary":
        """Return the summary of the session so far."""
        from kb.app.review.session.summary import summary  # noqa: PLC0415

        answers = self._history.answers
        return await summary(self._store, answers, self._clock.moment, practice=not self.counts)

    @property
    def waits_until(self) -> datetime | None:
        """When the next card in steps is due; none if there is none, or no time for it."""
        return self._state.waits_until

    @property
    def answered(self) -> int:
        """How many answers of this session were not undone."""
        return len(self._history.answers)

    @property
    def counts(self) -> bool:
        """Whether answers move the schedule."""
        return self._state.options.counts

    async def _next(self, message: str = "", *, leech: Leech | None = None) -> Turn:
        """Choose the next card, start timing it, and return its turn."""
        self._choice = self._card = self._outcomes = None
        self._card_outcomes.forget_card()
        self._history.forget_question()
        while choice := self._state.next(self._clock.now()):
            card = await self._drawn(choice)
            same = card and (_is_unchanged(card, choice.card) or not self.counts)
            if card and card.status is Status.ACTIVE and same:
                self._choice, self._card = choice, card
                break
            # It was answered, buried or suspended elsewhere.
            self._state = self._state.without(choice.card.card)
        self._shown_at_s = self._clock.seconds()
        return self._turn(message, leech=leech)

    def _turn(self, message: str = "", *, leech: Leech | None = None) -> Turn:
        until = None if self._card else self.waits_until
        wait_s = (until - self._clock.now()).total_seconds() if until else None
        if until and not message:
            at = until.astimezone(self._clock.calendar.zone)
            message = f"The next card will appear at {at:%H:%M}."
        return Turn(
            card=self._card,
            left=self._state.remaining(self._clock.now()),
            answered=self.answered,
            message=message,
            wait_s=None if wait_s is None else max(wait_s, 0.0),
            leech=leech,
            practice=not self.counts,
        )

    async def _stored(self, card_id: CardId) -> StoredCard | None:
        async with self._store.reading() as transaction:
            return await one_card(transaction, card_id)

    async def _drawn(self, choice: Choice) -> StoredCard | None:
        """Return the card of a choice, and read with it what its due day will ask for."""
        day = self._clock.moment.day
        async with self._store.reading() as transaction:
            card = await one_card(transaction, choice.card.card)
            if card:  # the load of all days is read later: the first card shall be there soon
                await self._card_outcomes.read_along(transaction, card, choice.card, day)
        return card

    def _set_aside(self, action: Action, card: StoredCard) -> None:
        self._remember(action, card)
        self._state = self._state.without(card.card_id)

    def _remember(
        self,
        action: Action,
        card: StoredCard,
        answered: Answered | None = None,
        *,
        reworded: acts.Done | None = None,
    ) -> None:
        """Add an undo step, before the session state changes."""
        is_shown = self._card is not None and self._card.card_id == card.card_id
        self._history.add(
            UndoStep(
                action=action,
                card=card,
                before=self._state,
                was_shown=is_shown,
                answered=answered,
                reworded=reworded,
            )
        )

    async def _turn_to(self, turned: Turned) -> Turn:
        """Return the turn to which an undo or a redo leads."""
        if turned.state is None:
            return self._turn(turned.message)
        self._card_outcomes.forget_days()
        self._state = turned.state
        if turned.again is not None:
            self._state = self._state.returning(await self._queued(turned.again))
        return await self._next(turned.message)

    async def _queued(self, card: CardId) -> Card:
        """Return a card as the queue has it."""
        async with self._store.reading() as transaction:
            row = await queued_card(transaction, card)
            presets = await presets_of(transaction, [row.note], self._state.today.settings)
        return row._replace(preset=presets[row.note])

    async def _leech(self, card: StoredCard) -> Leech:
        from kb.app.review.session.about_card import leech  # noqa: PLC0415

        return await leech(self._store, card, self._clock.moment)


def _is_unchanged(card: StoredCard, queued: Card) -> bool:
    """Return whether a card has the memory that it had when the session began."""
    if card.scheduled is None or not isinstance(queued, DueCard):
        return card.scheduled is None and not isinstance(queued, DueCard)
    return (card.scheduled.due, card.scheduled.memory.state) == (queued.due, queued.state)
