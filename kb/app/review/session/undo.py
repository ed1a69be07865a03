"""The keys of a session that can be undone, and how burying, suspending and rewording are."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from kb.app.cards import acts
from kb.app.cards.acts import bury, bury_until
from kb.app.cards.card_state import suspend, unsuspend
from kb.app.cards.selection import CardSelection
from kb.app.cards.undoing import undo_act
from kb.app.review.answers import latest, one_card, redo
from kb.app.sanitize import plain_line
from kb.schedule.days import Moment
from kb.schedule.log import EntryId, LogEntry, Reschedule, Review
from kb.schedule.memory import Rating, State, state_of
from kb.schedule.session import SessionState
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store

_LONGEST_NAME: Final = 40
"""Characters of a prompt that name its card."""
_LOGGED_TO: Final = timedelta(milliseconds=1)
"""The precision of the log."""


class Action(StrEnum):
    """What a key did to a card."""

    ANSWER = "answer"
    RESET = "reset"
    RESCHEDULE = "reschedule"
    BURY = "bury"
    SUSPEND = "suspend"
    REWORD = "reword"
    PRACTICE = "practice"
    """An answer that left the schedule as it was."""

    @property
    def is_logged(self) -> bool:
        """Whether the review log has an entry of it."""
        return self in (Action.ANSWER, Action.RESET, Action.RESCHEDULE)

    @classmethod
    def of(cls, entry: LogEntry) -> "Action":
        """Return the action of which an entry that can be undone is."""
        if isinstance(entry, Review):
            return cls.ANSWER
        return cls.RESCHEDULE if isinstance(entry, Reschedule) else cls.RESET


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
    reworded: acts.Done | None = None
    """What changed its wording, if that was it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoneStep:
    """What an undo in this session undid, and how the session was before the undo."""

    action: Action
    card: StoredCard
    state: SessionState
    step: UndoStep | None
    """None for an answer of an earlier session."""


class UndoReach:
    """How far back undo may go: to the start of the session, else where the user agreed to."""

    def __init__(self, began: datetime) -> None:
        self._began = began
        self._asked: EntryId | None = None
        """The entry of an earlier session that the user was just asked about."""
        self._agreed: date | None = None
        """The study day before the session into which undo may reach."""

    def forget(self) -> None:
        """Forget what the user was asked, as another key was pressed."""
        self._asked = None

    async def question(self, store: Store, moment: Moment) -> str:
        """Return what to ask before the next undo; empty if it may be done."""
        entries = await latest(store, 1)
        if not entries or entries[0].at >= self._began - _LOGGED_TO:
            return ""
        entry = entries[0]
        if entry.uid == self._asked:
            self._agreed = entry.study_day
        if entry.study_day == self._agreed:
            return ""
        self._asked = entry.uid
        async with store.reading() as transaction:
            card = await one_card(transaction, entry.card)
        today = entry.study_day == moment.day
        when = "an earlier session today" if today else f"{entry.study_day:%A, %Y-%m-%d}"
        name = f": {name_of(card)}" if card else ""
        return f"The answer before is of {when}{name}. Press u again to undo it."


def name_of(card: StoredCard) -> str:
    """Return the prompt in quotes, shortened."""
    prompt = plain_line(card.front)
    if len(prompt) > _LONGEST_NAME:
        prompt = f"{prompt[: _LONGEST_NAME - 1].rstrip()}…"
    return f"“{prompt}”"


async def do_again(store: Store, undone: UndoneStep, moment: Moment) -> bool:
    """Redo what was undone, and return whether it could be.

    Raises:
        NotFoundError: the card is gone.
        UsageError: the card is no longer reviewed, because its note has changed since.
    """
    if undone.action.is_logged:
        return bool(await redo(store, 1, moment, only=undone.card.card_id))
    if undone.action is Action.PRACTICE:  # it changed nothing in the store
        return True
    if undone.step and undone.step.reworded:
        after = undone.step.reworded.changes[0][1]
        front, back = after.own_front or "", after.own_back or ""
        return bool((await acts.reword(store, after.card_id, front, back, moment)).changes)
    if undone.action is Action.BURY:
        await bury(store, [undone.card.card_id], moment)
        return True
    return bool(await suspend(store, CardSelection(cards=(str(undone.card.card_id),)), moment))


async def bring_back(store: Store, step: UndoStep, moment: Moment) -> None:
    """Undo burying, suspending or rewording a card; practice has changed none.

    Raises:
        UsageError: the card is no longer reviewed, because its note has changed since.
    """
    if step.action is Action.BURY:
        await bury_until(store, [step.card.card_id], step.card.buried_until, moment)
    elif step.reworded:
        await undo_act(store, step.reworded, moment)
    elif step.action is Action.SUSPEND:
        await unsuspend(store, CardSelection(cards=(str(step.card.card_id),)), moment)
