"""One sitting of ``kb review``: a session over the store, card by card.

What comes next is decided by :mod:`kb.schedule.session`, a value; here it is joined with the store,
which keeps each answer before the next card is shown.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from kb.app.cards.selection import CardSelection
from kb.app.notes.lookup import find_note
from kb.app.review.answers import bury, one_card, record, reset, undo
from kb.app.review.presets import presets_of, schedule_settings
from kb.app.review.queue import models, scheduler, todays, todays_queue
from kb.app.review.suspend import suspend
from kb.app.review.undo import Answered, Deed, Step, TakenBack, bring_back
from kb.cards.card import Status
from kb.config import Settings
from kb.schedule.intervals import spread_chance
from kb.schedule.leeches import leech_shows
from kb.schedule.log import Review
from kb.schedule.memory import CardId, Rating, State
from kb.schedule.moment import Moment
from kb.schedule.outcomes import Outcomes, Scheduler
from kb.schedule.queue import Wish
from kb.schedule.rows import Card, DueCard
from kb.schedule.session import Choice, Session, Why, begin
from kb.schedule.settings import ScheduleSettings
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store
from kb.store.review.queue import Scope, waiting_card


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a sitting has left."""

    learning: int
    reviews: int
    new: int
    seconds: float
    """Expected."""

    @property
    def cards(self) -> int:
        """How many cards there are still."""
        return self.learning + self.reviews + self.new


class Sitting:
    """The cards of one sitting. Whoever asks says what time it is."""

    def __init__(
        self, store: Store, session: Session, reckoner: Scheduler, settings: ScheduleSettings
    ) -> None:
        self._store = store
        self._session = session
        self._scheduler = reckoner
        self._settings = settings
        self._choice: Choice | None = None
        self._steps: list[Step] = []
        self.card: StoredCard | None = None
        """The card that is shown; none where nothing is to be shown now."""
        self.outcomes: Outcomes | None = None
        """What the ratings come to, once the answer is shown."""

    @property
    def why(self) -> Why | None:
        """What brought the card that is shown."""
        return self._choice.why if self._choice else None

    @property
    def left(self) -> Left:
        """What there is still, the card that is shown among it."""
        session = self._session
        again = Counter(_kind(card) for card in session.returned)
        learning = len(session.learning) + again[State.LEARNING]
        reviews = len(session.reviews) + again[State.REVIEW]
        new = len(session.new) + again[State.NEW]
        most = session.wish.cards
        if most is None or learning + reviews + new <= most - len(session.begun):
            return Left(learning=learning, reviews=reviews, new=new, seconds=session.left_s)
        # Cards that were begun come until they are done; others only up to the limit.
        room = max(most - len(session.begun), 0)
        share = min(room / max(learning + reviews + new, 1), 1)
        begun = sum(card.card in session.begun for card in session.learning)
        waiting = min(learning - begun, room)
        reviews = min(reviews, room - waiting)
        return Left(
            learning=begun + waiting,
            reviews=reviews,
            new=min(new, room - waiting - reviews),
            seconds=session.left_s * share,
        )

    @property
    def answers(self) -> tuple[Answered, ...]:
        """What was answered and not taken back."""
        return tuple(step.answered for step in self._steps if step.answered)

    @property
    def waits_until(self) -> datetime | None:
        """When the next card in steps is due, while nothing is to be shown."""
        return self._session.waits_until

    async def advance(self, now: datetime) -> StoredCard | None:
        """Shows the next card, and returns it; none if there is none now."""
        self.outcomes = None
        while choice := self._session.next(now):
            async with self._store.reading() as transaction:
                card = await one_card(transaction, choice.card.card)
            if card and card.status is Status.ACTIVE and _is_still(card, choice.card):
                self._choice, self.card = choice, card
                return card
            # It was answered or set aside elsewhere.
            self._session = self._session.without(choice.card.card)
        self._choice = self.card = None
        return None

    async def refresh(self) -> None:
        """Reads the card that is shown anew, after its note was edited."""
        if self.card:
            async with self._store.reading() as transaction:
                self.card = await one_card(transaction, self.card.card_id)

    def reveal(self, now: datetime) -> Outcomes:
        """Returns what each rating would come to. What it says is what happens.

        Raises:
            RuntimeError: no card is shown.
        """
        if self.card is None or self._choice is None:
            raise RuntimeError("no card is shown")
        preset = self._settings.preset(self._choice.card.preset)
        chance = spread_chance(self.card.uid, self.card.reps)
        self.outcomes = self._scheduler.outcomes(self.card.scheduled, now, preset, chance=chance)
        return self.outcomes

    async def rate(self, rating: Rating, *, seconds: float) -> Answered:
        """Keeps an answer to the card that is shown.

        Args:
            rating: the learner's.
            seconds: from showing the card to the rating.

        Raises:
            AnsweredElsewhereError: the card is not as it was shown; the answer is not kept.
            RuntimeError: no answer is shown.
        """
        card, choice, outcomes = self.card, self._choice, self.outcomes
        if card is None or choice is None or outcomes is None:
            raise RuntimeError("no answer is shown")
        after = await record(
            self._store,
            card,
            outcomes,
            rating,
            calendar=self._scheduler.calendar,
            duration_ms=round(seconds * 1000),
        )
        answered = Answered(
            card=card,
            rating=rating,
            retrievability=outcomes.retrievability,
            seconds=seconds,
            leech=after.lapses > card.lapses
            and leech_shows(after.lapses, self._settings.leech_threshold),
        )
        self._take_step(Deed.ANSWER, card, answered=answered)
        self._session = self._session.answered(choice.card, outcomes.of(rating), seconds)
        return answered

    async def undo(self, now: datetime) -> TakenBack | None:
        """Takes the last step back: of this sitting, or else the latest answer before it.

        Its card comes next.

        Raises:
            UsageError: the card was set aside, and is not reviewed any more. Another undo goes on
                with the step before.
        """
        step = self._steps[-1] if self._steps else None
        if step and step.deed.is_aside:
            self._steps.pop()
            await bring_back(self._store, step)
            self._session = step.before
            if step.was_shown:
                await self._ask_again(step.card.card_id)
            return TakenBack(deed=step.deed, card=step.card)
        found = await undo(self._store, 1, self._moment(now))
        if not found:
            return None
        card = found[0].card
        deed = Deed.ANSWER if isinstance(found[0].entry, Review) else Deed.RESET
        if step and (step.deed, step.card.card_id) == (deed, card.card_id):
            self._steps.pop()
            self._session = step.before
        await self._ask_again(card.card_id)
        return TakenBack(deed=deed, card=card)

    async def bury(self, now: datetime) -> None:
        """Puts the card that is shown off until tomorrow."""
        if self.card:
            await bury(self._store, [self.card.card_id], self._moment(now))
            self._set_aside(Deed.BURY, self.card)

    async def suspend(self, card_id: CardId | None = None) -> None:
        """Sets a card aside: by default the one that is shown.

        Raises:
            NotFoundError: there is no such card.
            UsageError: it is not reviewed any more.
        """
        card = self.card
        if card_id and not (card and card.card_id == card_id):
            async with self._store.reading() as transaction:
                card = await one_card(transaction, card_id)
        wanted = card.card_id if card else card_id
        if wanted and await suspend(self._store, CardSelection(cards=(str(wanted),))) and card:
            self._set_aside(Deed.SUSPEND, card)

    async def reset(self, now: datetime) -> None:
        """Makes the card that is shown new again."""
        if self.card and await reset(self._store, [self.card.card_id], self._moment(now)):
            self._take_step(Deed.RESET, self.card)
            await self.refresh()

    def _set_aside(self, deed: Deed, card: StoredCard) -> None:
        self._take_step(deed, card)
        self._session = self._session.without(card.card_id)

    def _take_step(self, deed: Deed, card: StoredCard, *, answered: Answered | None = None) -> None:
        """Remembers what is about to change the session."""
        shown = self.card is not None and self.card.card_id == card.card_id
        self._steps.append(
            Step(deed=deed, card=card, before=self._session, was_shown=shown, answered=answered)
        )

    async def _ask_again(self, card: CardId) -> None:
        """Has a card come next."""
        async with self._store.reading() as transaction:
            row = await waiting_card(transaction, card)
            presets = await presets_of(transaction, [row.note], self._settings)
        self._session = self._session.returning(row._replace(preset=presets[row.note]))

    def _moment(self, now: datetime) -> Moment:
        return Moment(now=now, calendar=self._scheduler.calendar)


async def sit_down(
    store: Store,
    moment: Moment,
    settings: Settings,
    wish: Wish,
    *,
    note: str | None = None,
    tag: str | None = None,
) -> Sitting:
    """Returns a sitting on what the study day asks for.

    Args:
        store: the store.
        moment: now.
        settings: the user's.
        wish: how long, how many, in which order.
        note: only cards of this note, by title, alias or path.
        tag: only cards of notes with this tag.

    Raises:
        NotFoundError: there is no such note.
    """
    plan = schedule_settings(settings)
    async with store.reading() as transaction:
        named = await find_note(transaction, note) if note is not None else None
        known = await models(transaction)
        today = await todays(transaction, moment, plan, known.current[1])
        scope = Scope(note_id=named.id if named else None, tag=tag)
        wish = replace(wish, apart=wish.apart and named is None)
        queue = await todays_queue(transaction, today, scope, wish, settings)
    return Sitting(store, begin(queue, today, wish), scheduler(moment, known), plan)


def _kind(card: Card) -> State:
    """Returns whether a card is new, in steps, or in review."""
    if not isinstance(card, DueCard):
        return State.NEW
    return State.LEARNING if card.state.in_steps else card.state


def _is_still(card: StoredCard, waiting: Card) -> bool:
    """Returns whether a card is as it was when the session took it in."""
    if card.scheduled is None or not isinstance(waiting, DueCard):
        return card.scheduled is None and not isinstance(waiting, DueCard)
    return (card.scheduled.due, card.scheduled.memory.state) == (waiting.due, waiting.state)
