"""Where cards go that are due in a break, or too late for an exam."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.app.cards.acts import stamp
from kb.app.memory_models import memory_models
from kb.app.review.schedule_settings import presets_of, schedule_options
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.log import Reschedule
from kb.schedule.memory import CardId, WeightsId, midnight
from kb.schedule.options import Preset, ScheduleOptions
from kb.schedule.planning.moves import Movable, Mover, PlannedCard, waiting
from kb.schedule.planning.plans import Break, Exam, Plans
from kb.store.file.store import Transaction
from kb.store.review.device import signing_device
from kb.store.review.histories import set_due
from kb.store.review.log import append_all, next_tick
from kb.store.review.plans import due_counts, planned, planned_cards
from kb.store.review.queue import Scope, tags_of_notes

Holds = dict[int, tuple[Preset, date | None]]
"""By note: the options of its cards, and the day of their next exam."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOutlook:
    """What a break does to the cards that are due in it now."""

    first: date
    last: date
    cards: int
    """That are due in it; if it has begun, overdue ones too."""
    before: int
    """Of these, that can go before it, within the spread of their intervals."""
    after: int
    waiting: int
    """That cannot, and wait for its end."""
    recall_due: float | None
    """The mean chance of recall of those that wait, on their due days; none if none waits."""
    recall_after: float | None
    """The same when they are reviewed at last."""
    forgotten: float
    """How many more of them are forgotten because they wait."""
    moved: int = 0
    """Cards whose due days were changed now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakShifts:
    """Where the cards go that are due in a break."""

    moves: dict[CardId, date]
    """The new days of those that can go before or after it."""
    outlook: BreakOutlook
    left: dict[CardId, date]
    """The days on which they are due now, from today on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movers:
    """What choosing other due days needs, as the store is now."""

    mover: Mover
    options: ScheduleOptions
    plans: Plans

    @classmethod
    async def of(cls, transaction: Transaction, settings: Settings, moment: Moment) -> "Movers":
        """Return it for a store."""
        options = schedule_options(settings)
        plans = replace(await planned(transaction), easy_days=options.easy_days)
        load = await due_counts(transaction, moment.day, date.max) if options.balance else {}
        model = (await memory_models(transaction)).current
        mover = Mover(model=model, plans=plans, today=moment.day, load=Counter(load))
        return cls(mover=mover, options=options, plans=plans)

    async def shifts(self, transaction: Transaction, off: Break) -> BreakShifts:
        """Return the days to which cards that are due in a break can go, and what else it does."""
        today = self.mover.today
        first = off.first if off.first > today else date.min
        stored = await planned_cards(transaction, Scope(), due=(first, max(off.last, today)))
        holds = await self._holds(transaction, stored)
        # A long break has thousands of cards, and a page may be waiting for others.
        return await asyncio.to_thread(self._shifts, off, stored, holds)

    def _shifts(self, off: Break, stored: Sequence[PlannedCard], holds: Holds) -> BreakShifts:
        today = self.mover.today
        due = [card._replace(due=max(card.due, today)) for card in stored]
        moves = self.mover.out_of_breaks([Movable(card, *holds[card.note]) for card in due])
        back = {card.card: self.plans.back_after(card.due) for card in due}
        wait = waiting([card for card in due if card.card not in moves], back, self.mover.model)
        outlook = BreakOutlook(
            first=off.first,
            last=off.last,
            cards=len(due),
            before=sum(day < off.first for day in moves.values()),
            after=sum(day > off.last for day in moves.values()),
            waiting=wait.cards,
            recall_due=_rounded(wait.recall_due),
            recall_after=_rounded(wait.recall_after),
            forgotten=round(wait.forgotten, 2),
        )
        left = {card.card: card.due for card in due if card.card in moves}
        return BreakShifts(moves=moves, outlook=outlook, left=left)

    async def exam_moves(self, transaction: Transaction, exam: Exam) -> dict[CardId, date]:
        """Return the days to which cards of an exam go that are due too late for it."""
        cards = await planned_cards(
            transaction, Scope(tag=exam.tag), due=(self.mover.today, date.max)
        )
        holds = await self._holds(transaction, cards)
        return self.mover.in_time([Movable(card, *holds[card.note]) for card in cards])

    async def _holds(self, transaction: Transaction, cards: Sequence[PlannedCard]) -> Holds:
        notes = {card.note for card in cards}
        return await asked_of(transaction, notes, self.plans, self.options, self.mover.today)


async def asked_of(
    transaction: Transaction,
    notes: Collection[int],
    plans: Plans,
    options: ScheduleOptions,
    today: date,
) -> Holds:
    """Return what holds for the cards of notes."""
    names = await presets_of(transaction, notes, options)
    ahead = any(exam.is_ahead(today) for exam in plans.exams)
    tags = await tags_of_notes(transaction, notes) if ahead else {}
    holds: Holds = {}
    for note in notes:
        preset, latest = options.preset(names[note]), None
        for exam in plans.exams_of(tags.get(note, ()), today):
            preset, latest = exam.preset(preset), latest or exam.day
        holds[note] = (preset, latest)
    return holds


async def move_due_days(
    transaction: Transaction,
    moves: Mapping[CardId, date],
    moment: Moment,
    *,
    weights: WeightsId | None = None,
) -> None:
    """Change due days, each by an entry of the log, as if the learner had chosen them.

    Args:
        transaction: that writes.
        moves: the new day of each card.
        moment: of the learner.
        weights: those of the fit that moves the cards, if one does.
    """
    if not moves:
        return
    device, first = await signing_device(transaction), await next_tick(transaction, moment.now)
    entries = [
        Reschedule(**stamp(device, tick, card, moment), due_day=day, weights_id=weights)
        for tick, (card, day) in enumerate(moves.items(), first)
    ]
    await append_all(transaction, entries)
    await set_due(transaction, {card: midnight(day) for card, day in moves.items()})


def _rounded(chance: float | None) -> float | None:
    return None if chance is None else round(chance, 4)
