"""What the keys of a session changed, last first: undo and redo."""

from dataclasses import dataclass
from typing import Final

from kb.app.review.answers import latest, undo
from kb.app.review.session.undo import (
    Action,
    Answered,
    UndoneStep,
    UndoReach,
    UndoStep,
    bring_back,
    do_again,
    name_of,
)
from kb.errors import NotFoundError, UsageError
from kb.schedule.days import Moment
from kb.schedule.log import EntryId
from kb.schedule.memory import CardId
from kb.schedule.session import SessionState
from kb.store.file.store import Store

_UNDONE: Final = {
    Action.ANSWER: "Answer undone",
    Action.RESET: "Reset undone",
    Action.RESCHEDULE: "Reschedule undone",
    Action.BURY: "No longer buried",
    Action.SUSPEND: "No longer suspended",
    Action.REWORD: "Worded as before",
    Action.PRACTICE: "Answer undone",
}
_REDONE: Final = {
    Action.ANSWER: "Answered again",
    Action.PRACTICE: "Answered again",
    Action.RESET: "Reset again",
    Action.RESCHEDULE: "Rescheduled again",
    Action.BURY: "Buried again",
    Action.SUSPEND: "Suspended again",
    Action.REWORD: "Reworded again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """Where an undo or a redo leads to."""

    message: str
    state: SessionState | None = None
    """None if nothing was changed."""
    again: CardId | None = None
    """The card that is to be asked again."""


class SessionHistory:
    """The steps of one session, and those that were undone in it."""

    def __init__(self, store: Store, began: Moment, *, counts: bool) -> None:
        """Begin a history.

        Args:
            store: of the cards.
            began: when the session did.
            counts: whether its answers move the schedule.
        """
        self._store = store
        self._counts = counts
        self._steps: list[UndoStep] = []
        self._undone: list[UndoneStep] = []
        self._reach = UndoReach(began.now)

    @property
    def answers(self) -> tuple[Answered, ...]:
        """The answers that were not undone, in their order."""
        return tuple(step.answered for step in self._steps if step.answered)

    def add(self, step: UndoStep) -> None:
        """Add what a key did; what was undone before cannot be redone then."""
        self._undone.clear()
        self._steps.append(step)

    def forget_question(self) -> None:
        """Forget what the user was asked, as another key was pressed."""
        self._reach.forget()

    async def undoes(self) -> EntryId | None:
        """Return the log's entry that an undo takes back; None if it takes back no entry."""
        if self._steps and not self._steps[-1].action.is_logged:
            return None
        entries = await latest(self._store, 1) if self._steps or self._counts else ()
        return entries[0].uid if entries else None

    async def undo(
        self, state: SessionState, moment: Moment, *, only: EntryId | None = None
    ) -> Turned:
        """Undo the last step, given the session as it is now; of the log, perhaps one entry only.

        Before it goes on with an earlier session or day, it has to be asked twice; practice does
        not.
        """
        step, before, again = self._steps[-1] if self._steps else None, state, None
        if not (step or self._counts):
            return Turned(message="There is nothing more to undo in this session.")
        if step and not step.action.is_logged:
            self._steps.pop()
            try:
                await bring_back(self._store, step, moment)
            except (NotFoundError, UsageError) as error:
                return Turned(message=error.message)
            action, card, before = step.action, step.card, step.before
            again = card.card_id if step.was_shown else None
        else:
            if question := await self._reach.question(self._store, moment):
                return Turned(message=question)
            undone = await undo(self._store, 1, moment, only=only)
            if not undone:
                return Turned(message="There is nothing to undo.")
            action, card = Action.of(undone[0].entry), undone[0].card
            again = card.card_id
            if step and (step.action, step.card.card_id) == (action, again):
                self._steps.pop()
                before = step.before
            else:
                step = None
        self._undone.append(UndoneStep(action=action, card=card, state=state, step=step))
        return Turned(message=f"{_UNDONE[action]}: {name_of(card)}", state=before, again=again)

    async def redo(self, moment: Moment) -> Turned:
        """Redo what was undone last, unless another key changed a card since."""
        nothing = Turned(message="There is nothing to redo.")
        if not self._undone:
            return nothing
        undone = self._undone.pop()
        try:
            if not await do_again(self._store, undone, moment):
                return nothing
        except (NotFoundError, UsageError) as error:
            return Turned(message=error.message)
        if undone.step:
            self._steps.append(undone.step)
        message = f"{_REDONE[undone.action]}: {name_of(undone.card)}"
        return Turned(message=message, state=undone.state)
