"""What taking over the histories of cards would add to the log."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from math import isclose
from typing import Final

from kb.adoption.history import History, Schedule
from kb.app.exchange.history_entries import HistoryWriter, day_in
from kb.app.exchange.known_histories import surely_known
from kb.app.memory_models import MemoryModels, memory_models
from kb.schedule.days import Calendar, Moment
from kb.schedule.log import CardMemory, EntryId, LogEntry, Review, Void, living, replay
from kb.schedule.memory import CardId
from kb.store.exchange.adoptions import as_entry, foreign_devices, known_uids
from kb.store.file.store import Transaction
from kb.store.review.log import entries_of_cards, keys_of_cards
from kb.store.sync.rows import LogRow

_ROUNDED: Final = 0.001
"""How much stabilities may differ that were rounded on the way, relatively."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A card here, and its history elsewhere."""

    card: CardId
    history: History


class Reception(StrEnum):
    """What becomes of a history."""

    NEW = "new"
    """It has something that is not here."""
    BACK = "back"
    """All of it was taken over before, and undone; it comes back."""
    KNOWN = "known"
    """All of it is here."""
    REVIEWED_HERE = "reviewed-here"
    """It is a schedule without answers, and kb has an answer that is as late."""
    ELSEWHERE = "elsewhere"
    """Another card here has it: two cards here are one there."""
    EMPTY = "empty"
    """The card was never answered there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlan:
    """What a history adds to the log of its card."""

    binding: Binding
    reception: Reception
    entries: tuple[LogRow, ...] = ()
    """Those that are not in the log."""
    back: tuple[EntryId, ...] = ()
    """Those that were undone, and come back."""

    @property
    def answers(self) -> int:
        """New answers."""
        return sum(entry.kind == "review" for entry in self.entries)

    @property
    def is_schedule(self) -> bool:
        """Whether a schedule without answers is new."""
        return any(entry.kind == "adopted" for entry in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionPlan:
    """What taking over histories would do."""

    cards: tuple[CardPlan, ...]
    logs: Mapping[CardId, "_Log"]
    """The logs of those cards, with what is new; some that nothing is new about are left out."""

    def count(self, reception: Reception) -> int:
        """Return how many histories have a reception."""
        return sum(card.reception is reception for card in self.cards)

    @property
    def changing(self) -> tuple[CardPlan, ...]:
        """Those with something new, or something that comes back."""
        return tuple(card for card in self.cards if card.entries or card.back)

    @property
    def answers(self) -> int:
        """New answers."""
        return sum(card.answers for card in self.cards)

    @property
    def schedules(self) -> int:
        """New schedules without answers."""
        return sum(card.is_schedule for card in self.cards)

    @property
    def back(self) -> int:
        """Entries that come back."""
        return sum(len(card.back) for card in self.cards)


async def plan_adoption(
    transaction: Transaction, bindings: Sequence[Binding], moment: Moment
) -> AdoptionPlan:
    """Return what taking over histories would add to the log. Nothing is written.

    Args:
        transaction: of any kind.
        bindings: several histories of one card are taken one after the other.
        moment: whose calendar says to which study days answers belong.
    """
    models = await memory_models(transaction)
    devices = await foreign_devices(transaction)
    return await planned(transaction, bindings, moment.calendar, models, devices)


async def planned(
    transaction: Transaction,
    bindings: Sequence[Binding],
    calendar: Calendar,
    models: MemoryModels,
    devices: Collection[str],
) -> AdoptionPlan:
    """Return what histories add to the log; ``devices`` are the foreign ones that it has."""
    cards = sorted({binding.card for binding in bindings})
    pairs = [(binding.card, binding.history) for binding in bindings]
    keys = await keys_of_cards(transaction, cards)
    known = surely_known(pairs, keys, calendar)
    here = await entries_of_cards(transaction, [card for card in keys if card not in known])
    logs = {card: _Log(here=here.get(card, ())) for card in cards if card not in known}
    plans: list[CardPlan] = []
    taken: dict[str, CardId] = {}
    for binding in bindings:
        card = binding.card
        if card in known:
            plans.append(CardPlan(binding=binding, reception=Reception.KNOWN))
            continue
        plan = _card_plan(binding, logs[card].entries(), calendar, models)
        owners = {taken.setdefault(entry.uid, card) for entry in plan.entries}
        if owners - {card}:
            plan = CardPlan(binding=binding, reception=Reception.ELSEWHERE)
        plans.append(plan)
        logs[card].new += plan.entries
    doubtful = [e.uid for plan in plans for e in plan.entries if e.device in devices]
    others = await known_uids(transaction, doubtful)
    if others:
        for at, plan in enumerate(plans):
            if any(entry.uid in others for entry in plan.entries):
                log, left = logs[plan.binding.card], set(plan.entries)
                plans[at] = CardPlan(binding=plan.binding, reception=Reception.ELSEWHERE)
                log.new = [entry for entry in log.new if entry not in left]
    return AdoptionPlan(cards=tuple(plans), logs=logs)


@dataclass(slots=True, kw_only=True)
class _Log:
    """The log of a card."""

    here: tuple[LogEntry, ...]
    new: list[LogRow] = field(default_factory=list)

    def entries(self) -> tuple[LogEntry, ...]:
        """Return all of it in its order."""
        if not self.new:
            return self.here
        both = (*self.here, *map(as_entry, self.new))
        return tuple(sorted(both, key=lambda entry: (entry.tick, entry.device)))


def _card_plan(
    binding: Binding, log: tuple[LogEntry, ...], calendar: Calendar, models: MemoryModels
) -> CardPlan:
    """Return what a history adds to the log of its card."""
    history = binding.history
    stands = living(log)
    if not history.events and history.schedule is None:
        return CardPlan(binding=binding, reception=Reception.EMPTY)
    if not history.events and history.schedule and stands:
        if _is_where_it_stands(replay(log, models.current), history.schedule, calendar):
            return CardPlan(binding=binding, reception=Reception.KNOWN)
        if _is_reviewed(stands, history.schedule, calendar):
            return CardPlan(binding=binding, reception=Reception.REVIEWED_HERE)
    here: set[str] = {entry.uid for entry in log}
    stand: set[str] = here if len(stands) == len(log) else {entry.uid for entry in stands}
    new: list[LogRow] = []
    back: list[EntryId] = []
    for entry in HistoryWriter(binding.card, history, log, calendar, models.weights).entries():
        if entry.uid not in here:
            new.append(entry)
        elif entry.uid not in stand:
            back.append(_undo_of(entry.uid, log))
    reception = Reception.NEW if new else Reception.BACK if back else Reception.KNOWN
    return CardPlan(binding=binding, reception=reception, entries=tuple(new), back=tuple(back))


def _undo_of(uid: str, log: Iterable[LogEntry]) -> EntryId:
    """Return the latest undo of an entry."""
    return [entry.uid for entry in log if isinstance(entry, Void) and entry.voids == uid][-1]


def _is_reviewed(stands: Iterable[LogEntry], schedule: Schedule, calendar: Calendar) -> bool:
    """Return whether kb has an answer that is as late as the last one of a schedule."""
    last = day_in(schedule.last, calendar)
    answered = (entry for entry in stands if isinstance(entry, Review))
    if isinstance(schedule.last, datetime):
        return any(entry.at > schedule.last for entry in answered)
    return any(entry.study_day >= last for entry in answered)


def _is_where_it_stands(card: CardMemory, schedule: Schedule, calendar: Calendar) -> bool:
    """Return whether a schedule says what is known: it may have gone there from here."""
    known = card.scheduled
    return (
        known is not None
        and known.due.date() == day_in(schedule.due, calendar)
        and known.memory.state is schedule.state
        and isclose(known.memory.stability_days, schedule.stability_days, rel_tol=_ROUNDED)
    )
