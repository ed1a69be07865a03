"""``kb cards``, ``kb suspend`` and kin: cards as they are listed and set aside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from kb.app.moment import Moment
from kb.app.naming import find_note
from kb.app.scheduling import models
from kb.cards.card import Status
from kb.errors import NotFoundError, UsageError
from kb.schedule.days import Calendar
from kb.schedule.fsrs import Model
from kb.schedule.memory import Scheduled, state_of
from kb.store.cards import SHOWN, Decision, StoredCard, Which, decide_cards, decisions, stored_cards
from kb.store.open import Store, Transaction

_MOST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cards a command is about, in the user's words; what is absent does not matter."""

    cards: tuple[str, ...] = ()
    """Ids, as ``kb cards`` shows them."""
    note: str | None = None
    """Title, alias or path."""
    tag: str | None = None
    generator: str | None = None
    statuses: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card as it is listed."""

    id: int
    note: str
    folder: str
    path: str
    line: int
    generator: str
    anchor: str
    front: str
    back: str
    status: str
    state: str
    changed: bool
    buried_until: date | None
    due: datetime | None
    """Where the learner is; of a card in review, when its study day begins."""
    stability: float | None
    """In days."""
    difficulty: float | None
    """From 1 to 10."""
    retrievability: float | None
    """The chance, in (0, 1], that it is recalled now."""
    reps: int
    lapses: int


async def which(transaction: Transaction, wanted: Wanted) -> Which:
    """Returns what the user's words mean.

    Raises:
        NotFoundError: there is no such card or note.
        AmbiguousError: the note's name names several.
    """
    note = await find_note(transaction, wanted.note) if wanted.note is not None else None
    return Which(
        card_ids=[card_id(each) for each in wanted.cards] or None,
        note_id=note.id if note else None,
        tag=wanted.tag,
        statuses=wanted.statuses or None,
        generator=wanted.generator,
    )


def card_id(written: str) -> int:
    """Returns the id that was written.

    Raises:
        NotFoundError: no card can be called so.
    """
    if not (written.isascii() and written.isdigit()) or int(written) > _MOST_ID:
        raise UnknownCardError(written)
    return int(written)


class UnknownCardError(NotFoundError):
    """An id that no card has."""

    def __init__(self, written: str) -> None:
        NotFoundError.__init__(self, "card", written)
        self.message = f"there is no card {written}. “kb cards” lists cards, each with its id."
        self.args = (self.message,)


async def list_cards(
    store: Store, wanted: Wanted, *, moment: Moment, limit: int | None = None
) -> tuple[CardView, ...]:
    """Returns cards by folder, path and rank; unless asked for, none that was given up.

    Raises:
        NotFoundError: there is no such card or note.
    """
    async with store.reading() as transaction:
        meant = await which(transaction, wanted)
        if not (wanted.cards or wanted.statuses):
            meant = replace(meant, statuses=SHOWN)
        found = await stored_cards(transaction, meant, limit=limit)
        _, model = (await models(transaction)).current
    _refuse_unknown(wanted, [card.card_id for card in found])
    return tuple(card_view(card, moment, model) for card in found)


def card_view(card: StoredCard, moment: Moment, model: Model) -> CardView:
    """Returns a card as it is listed."""
    memory = card.scheduled.memory if card.scheduled else None
    return CardView(
        id=card.card_id,
        note=card.note,
        folder=card.folder,
        path=card.path,
        line=card.line,
        generator=card.generator,
        anchor=card.anchor,
        front=card.front,
        back=card.back,
        status=card.status.value,
        state=state_of(memory).value,
        changed=card.changed,
        buried_until=card.buried_until,
        due=_due(card, moment),
        stability=memory.stability_days if memory else None,
        difficulty=memory.difficulty if memory else None,
        retrievability=model.retrievability(memory, moment.day) if memory else None,
        reps=card.reps,
        lapses=card.lapses,
    )


def _due(card: StoredCard, moment: Moment) -> datetime | None:
    if card.scheduled is None:
        return None
    return falls_due(card.scheduled, moment.calendar)


def falls_due(scheduled: Scheduled, calendar: Calendar) -> datetime:
    """Returns when a card is due where the learner is: in review, when its study day begins."""
    due = scheduled.due
    at = due if scheduled.memory.state.in_steps else calendar.start_of(due.date())
    return at.astimezone(calendar.zone)


async def suspend(store: Store, wanted: Wanted) -> tuple[int, ...]:
    """Sets cards aside until they are wanted again, and returns those that were not so before.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is meant, or it is one that is not reviewed anyway.
    """
    return await _turn(store, wanted, Status.ACTIVE, Status.SUSPENDED)


async def unsuspend(store: Store, wanted: Wanted) -> tuple[int, ...]:
    """Takes suspended cards back into review, and returns them.

    Raises:
        NotFoundError: there is no such card or note.
        UsageError: no card is meant, or it is one that is not reviewed anyway.
    """
    return await _turn(store, wanted, Status.SUSPENDED, Status.ACTIVE)


async def _turn(store: Store, wanted: Wanted, before: Status, after: Status) -> tuple[int, ...]:
    """Gives cards with one status the other, and returns them."""
    if not (wanted.cards or wanted.note is not None or wanted.tag is not None):
        raise UsageError("which cards? Give their ids, --note or --tag.")
    async with store.writing() as transaction:
        meant = await which(transaction, wanted)
        found = await decisions(transaction, meant)
        _refuse_unknown(wanted, [each.card_id for each in found])
        if wanted.cards:
            _refuse_others(found, {before, after})
        turned = [each for each in found if each.status is before]
        await decide_cards(transaction, [replace(each, status=after) for each in turned])
    return tuple(each.card_id for each in turned)


def _refuse_unknown(wanted: Wanted, found: Sequence[int]) -> None:
    """Raises UnknownCardError for the first id that names no card."""
    for written in wanted.cards:
        if card_id(written) not in found:
            raise UnknownCardError(written)


def _refuse_others(found: Sequence[Decision], allowed: set[Status]) -> None:
    """Raises UsageError for the first card that was never accepted, or was given up."""
    for each in found:
        if each.status not in allowed:
            raise UsageError(f"card {each.card_id} is {_SAID[each.status]}, so it is not reviewed.")


_SAID: Final = {
    Status.INBOX: "in the inbox",
    Status.SNOOZED: "in the inbox, and snoozed",
    Status.REJECTED: "rejected",
    Status.RETIRED: "retired, because its note yields it no more",
}
