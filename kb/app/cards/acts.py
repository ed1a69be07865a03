"""What a user does to cards, one or many at once; each act can be undone as a whole.

Whoever shows cards keeps the :class:`Done` of each act, for :mod:`kb.app.cards.undoing`. An act on
very many cards is several transactions, between which others can write.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from kb.app.sanitize import counted
from kb.cards.card import Status
from kb.errors import UsageError
from kb.schedule.days import Moment
from kb.schedule.intervals import Bounds, spread_chance
from kb.schedule.log import UNSEEN, EntryId, LogEntry, Reschedule, Reset
from kb.schedule.memory import CardId, Scheduled, due_on
from kb.store.cards.decisions import record_changes
from kb.store.cards.standing import CardStanding, change_standings, standings, states_of_cards
from kb.store.file.store import Store, Transaction
from kb.store.review.device import signing_device
from kb.store.review.log import append_all, next_tick
from kb.store.tables.predicates import SHOWN_STATUSES

_MOST_DAYS: Final = 36_500
_AT_ONCE: Final = 500
"""Cards that are changed before a screen has its turn."""
_A_TRANSACTION: Final = 8 * _AT_ONCE
"""Cards that are changed before other programs have theirs: it takes about a second."""
_PAUSE_SECONDS: Final = 0.11
"""Who waits for SQLite's lock looks every tenth of a second whether it is free."""
PROPOSED: Final = (Status.INBOX, Status.SNOOZED)
"""The cards that wait for a verdict."""
_IN_REVIEW: Final = (Status.ACTIVE, Status.SUSPENDED)


class Act(StrEnum):
    """What was done to cards."""

    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    BURY = "bury"
    UNBURY = "unbury"
    RESET = "reset"
    RESCHEDULE = "reschedule"
    REWORD = "reword"
    ACCEPT = "accept"
    REJECT = "reject"

    @property
    def past(self) -> str:
        """What a card was then: ``suspended``."""
        return _PAST.get(self, f"{self}ed")


_PAST: Final = {
    Act.BURY: "buried",
    Act.UNBURY: "unburied",
    Act.RESET: "reset",
    Act.RESCHEDULE: "rescheduled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an act did, and all that its undo needs."""

    act: Act
    changes: tuple[tuple[CardStanding, CardStanding], ...]
    """How the cards stood before, and after."""
    entries: Mapping[CardId, EntryId]
    """What the log has of it."""
    left: int
    """The number of chosen cards that it could not change."""

    @property
    def cards(self) -> tuple[CardId, ...]:
        """The cards that it changed."""
        return tuple(after.card_id for _, after in self.changes)

    @property
    def sentence(self) -> str:
        """What was done, and why some cards were left alone."""
        if not self.changes:
            return f"Nothing was changed: {_LEFT[self.act]}."
        sentence = f"{self.act.past.capitalize()} {counted(len(self.changes), 'card')}"
        if self.act is Act.BURY:
            sentence += " until tomorrow"
        elif self.act is Act.RESCHEDULE:
            days = [
                after.memory.scheduled.due for _, after in self.changes if after.memory.scheduled
            ]
            first, last = min(days).date(), max(days).date()
            sentence += f" to {first}" if first == last else f" to {first} – {last}"
        sentence += "."
        return f"{sentence} {self.left} left alone: {_LEFT[self.act]}." if self.left else sentence


_LEFT: Final = {
    Act.SUSPEND: "only active cards can be suspended",
    Act.UNSUSPEND: "only suspended cards can be unsuspended",
    Act.BURY: "only active cards can be buried",
    Act.UNBURY: "only buried cards can be unburied",
    Act.RESET: "new cards have nothing to reset",
    Act.RESCHEDULE: "new cards have no due day, and neither have retired ones",
    Act.REWORD: "rejected and retired cards keep their wording",
    Act.ACCEPT: "only cards that wait in the inbox can be accepted",
    Act.REJECT: "only cards that wait in the inbox can be rejected",
}
"""Why an act left cards alone."""

_Change = Callable[[CardStanding], CardStanding | None]
"""Returns how a card stands after an act; none if the act is not for it."""
_Record = Callable[[dict[str, Any], Scheduled | None], LogEntry]
"""Makes an entry of the log, from the fields that all have and the card's schedule after."""
ChangeSome = Callable[[Transaction, Sequence[CardId]], Awaitable[None]]
"""Changes a few cards."""


async def fitting(store: Store, act: Act, card_ids: Collection[CardId], moment: Moment) -> Act:
    """Return an act, or its contrary if that is what can be done to cards.

    Suspending is for those that are active; if none is, and some are suspended, unsuspending. So
    are burying and unburying.
    """
    if act not in (Act.SUSPEND, Act.BURY):
        return act
    async with store.reading() as transaction:
        states = await states_of_cards(transaction, card_ids)
    if act is Act.SUSPEND:
        statuses = {status for status, _ in states}
        ends = Status.SUSPENDED in statuses and Status.ACTIVE not in statuses
        return Act.UNSUSPEND if ends else act
    buried = [is_buried(until, moment) for status, until in states if status is Status.ACTIVE]
    return Act.UNBURY if buried and all(buried) else act


async def suspend(store: Store, card_ids: Collection[CardId], moment: Moment) -> Done:
    """Suspend active cards."""
    change = _to_status(Status.ACTIVE, Status.SUSPENDED)
    return await _act(store, Act.SUSPEND, card_ids, change, moment)


async def unsuspend(store: Store, card_ids: Collection[CardId], moment: Moment) -> Done:
    """Make suspended cards active again."""
    change = _to_status(Status.SUSPENDED, Status.ACTIVE)
    return await _act(store, Act.UNSUSPEND, card_ids, change, moment)


async def accept(store: Store, card_ids: Collection[CardId], moment: Moment) -> Done:
    """Make cards active that wait in the inbox."""
    return await _act(store, Act.ACCEPT, card_ids, _decided(Status.ACTIVE, moment), moment)


async def reject(store: Store, card_ids: Collection[CardId], moment: Moment) -> Done:
    """Reject cards that wait in the inbox; they are not proposed again."""
    return await _act(store, Act.REJECT, card_ids, _decided(Status.REJECTED, moment), moment)


async def bury(store: Store, card_ids: Collection[CardId], moment: Moment) -> Done:
    """Bury active cards until the next study day."""
    return await bury_until(store, card_ids, moment.day + timedelta(days=1), moment)


async def bury_until(
    store: Store, card_ids: Collection[CardId], until: date | None, moment: Moment
) -> Done:
    """Bury active cards until a study day; None unburies them."""

    def buried(card: CardStanding) -> CardStanding | None:
        return replace(card, buried_until=until) if card.status is Status.ACTIVE else None

    return await _act(store, Act.BURY if until else Act.UNBURY, card_ids, buried, moment)


async def unbury(store: Store, card_ids: Collection[CardId], moment: Moment) -> Done:
    """Show buried cards again today."""

    def unburied(card: CardStanding) -> CardStanding | None:
        return replace(card, buried_until=None) if is_buried(card.buried_until, moment) else None

    return await _act(store, Act.UNBURY, card_ids, unburied, moment)


async def reset(store: Store, card_ids: Collection[CardId], moment: Moment) -> Done:
    """Make cards new again. Their history remains, and they are not buried."""

    def new_again(card: CardStanding) -> CardStanding | None:
        if card.memory.scheduled is None:
            return None
        return replace(card, memory=UNSEEN, changed=False, buried_until=None)

    def recorded(stamp: dict[str, Any], _: Scheduled | None) -> LogEntry:
        return Reset(**stamp)

    return await _act(store, Act.RESET, card_ids, new_again, moment, record=recorded)


async def reschedule(
    store: Store, card_ids: Collection[CardId], days: Bounds, moment: Moment
) -> Done:
    """Make cards due in some days; what is known of the learner's memory of them stays.

    Args:
        store: of the cards.
        card_ids: the chosen cards; new ones, and those that are not reviewed, are left alone.
        days: from today; where the range has several, the cards are spread over it, always alike.
        moment: of the learner.
    """

    def due(card: CardStanding) -> CardStanding | None:
        scheduled = card.memory.scheduled
        if scheduled is None or card.status not in _IN_REVIEW:
            return None
        chance = spread_chance(card.uid, card.memory.reps)
        day = moment.day + timedelta(days=days.pick(chance))
        memory = replace(card.memory, scheduled=due_on(scheduled, day))
        return replace(card, memory=memory, buried_until=None)

    def recorded(stamp: dict[str, Any], after: Scheduled | None) -> LogEntry:
        if after is None:
            raise ValueError("a card without a memory has no due day")
        return Reschedule(**stamp, due_day=after.due.date())

    return await _act(store, Act.RESCHEDULE, card_ids, due, moment, record=recorded)


async def reword(store: Store, card_id: CardId, front: str, back: str, moment: Moment) -> Done:
    """Save the user's own wording of a card. The note is not changed.

    Raises:
        UsageError: a side is empty.
    """
    async with store.writing() as transaction:
        changes = await reword_in(transaction, {card_id: (front, back)}, moment)
    return Done(act=Act.REWORD, changes=changes, entries={}, left=1 - len(changes))


async def reword_in(
    transaction: Transaction, wordings: Mapping[CardId, tuple[str, str]], moment: Moment
) -> tuple[tuple[CardStanding, CardStanding], ...]:
    """Save the user's own wordings of cards, and return how the cards stood and stand.

    Raises:
        UsageError: a side is empty.
    """
    own = {card: own_wording(*wording) for card, wording in wordings.items()}
    changes: list[tuple[CardStanding, CardStanding]] = []
    ordered = sorted(own)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        changed = [
            (card, replace(card, own_front=own[card.card_id][0], own_back=own[card.card_id][1]))
            for card in await standings(transaction, some)
            if card.status in SHOWN_STATUSES
        ]
        await change_standings(transaction, changed)
        await record_changes(transaction, changed, moment.now, burials=True)
        changes += changed
    return tuple(changes)


def own_wording(front: str, back: str) -> tuple[str, str]:
    """Return both sides of a card as the user worded them, without space around them.

    Raises:
        UsageError: a side is empty.
    """
    if not front.strip() or not back.strip():
        raise UsageError("a card needs a prompt and an answer. Write both.")
    return front.strip(), back.strip()


def is_buried(until: date | None, moment: Moment) -> bool:
    """Return whether a card is hidden today."""
    return until is not None and until > moment.day


def parse_days(text: str) -> Bounds:
    """Parse in how many days cards are to be due: ``7``, or ``5-9`` for one of these days.

    Raises:
        ValueError: it is no such text.
    """
    first, dash, last = (part.strip() for part in text.partition("-"))
    numbers = [first, last] if dash else [first]
    if all(part.isascii() and part.isdigit() and len(part) < 6 for part in numbers):
        bounds = Bounds(least=int(numbers[0]), most=int(numbers[-1]))
        if bounds.least <= bounds.most <= _MOST_DAYS:
            return bounds
    raise ValueError(f"a number of days up to {_MOST_DAYS:,}, such as 7, or a range, such as 5-9")


def _to_status(before: Status, after: Status) -> _Change:
    def changed(card: CardStanding) -> CardStanding | None:
        return replace(card, status=after) if card.status is before else None

    return changed


def _decided(status: Status, moment: Moment) -> _Change:
    # As precise as it is stored: the undo compares.
    at = moment.now.replace(microsecond=moment.now.microsecond // 1000 * 1000)

    def changed(card: CardStanding) -> CardStanding | None:
        if card.status not in PROPOSED:
            return None
        return replace(card, status=status, decided_at=at, snoozed_until=None)

    return changed


async def _act(  # each is of another kind
    store: Store,
    act: Act,
    card_ids: Collection[CardId],
    change: _Change,
    moment: Moment,
    *,
    record: _Record | None = None,
) -> Done:
    """Change those of the cards that an act is for, and record it in the log if it is logged."""
    changes: list[tuple[CardStanding, CardStanding]] = []
    entries: dict[CardId, EntryId] = {}

    async def act_on(transaction: Transaction, some: Sequence[CardId]) -> None:
        cards = await standings(transaction, some)
        changed = [(card, after) for card in cards if (after := change(card))]
        await change_standings(transaction, changed)
        if record:
            device = await signing_device(transaction)
            first = await next_tick(transaction, moment.now)
            made = [
                record(stamp(device, tick, card.card_id, moment), after.memory.scheduled)
                for tick, (card, after) in enumerate(changed, first)
            ]
            await append_all(transaction, made)
            entries.update((entry.card, entry.uid) for entry in made)
        await record_changes(transaction, changed, moment.now, burials=record is None)
        changes.extend(changed)

    await in_turns(store, card_ids, act_on)
    return Done(
        act=act,
        changes=tuple(changes),
        entries=entries,
        left=len(card_ids) - len(changes),
    )


async def in_turns(store: Store, card_ids: Collection[CardId], change: ChangeSome) -> None:
    """Change cards a few at a time, so that a screen and other programs have their turns."""
    ordered = sorted(card_ids)
    for begin in range(0, len(ordered), _A_TRANSACTION):
        if begin:
            await asyncio.sleep(_PAUSE_SECONDS)
        async with store.writing() as transaction:
            end = min(begin + _A_TRANSACTION, len(ordered))
            for start in range(begin, end, _AT_ONCE):
                await change(transaction, ordered[start : min(start + _AT_ONCE, end)])


def stamp(device: str, tick: int, card: CardId, moment: Moment) -> dict[str, Any]:
    """Return the fields of :class:`LogEntry` for an entry about a card now.

    Args:
        device: with whose name this store signs its entries.
        tick: the place of the entry in the order of the log.
        card: what the entry is about.
        moment: of the learner.
    """
    return {
        "device": device,
        "tick": tick,
        "card": card,
        "at": moment.now,
        "utc_offset_minutes": moment.calendar.offset_minutes(moment.now),
        "study_day": moment.day,
    }
