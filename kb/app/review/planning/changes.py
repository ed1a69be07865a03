"""``kb plan break`` and ``kb plan exam``: what the learner plans, and the cards that then move."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from kb.app.cards import acts
from kb.app.memory_models import memory_models
from kb.app.notes.known_names import known_tag
from kb.app.review.schedule_settings import presets_of, schedule_options
from kb.config.settings import Settings
from kb.errors import KbError, UsageError
from kb.schedule.days import Moment
from kb.schedule.log import Reschedule
from kb.schedule.memory import CardId, midnight
from kb.schedule.options import Preset, ScheduleOptions
from kb.schedule.planning.moves import Mover, PlannedCard, waiting
from kb.schedule.planning.plans import Break, Exam, Plans
from kb.store.file.store import Store, Transaction
from kb.store.review.device import signing_device
from kb.store.review.histories import set_due
from kb.store.review.log import append_all, next_tick
from kb.store.review.plans import (
    PlanEntry,
    PlanKind,
    add_plans,
    due_counts,
    planned,
    planned_cards,
)
from kb.store.review.queue import Scope

_FARTHEST: Final = timedelta(days=3652)


class NotPlannedError(KbError):
    """Something that is to be removed was never planned."""

    code = "not-planned"
    exit_code = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOutlook:
    """What a break does to the cards that are due in it now."""

    first: date
    last: date
    cards: int
    """That are due in it."""
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
    days: tuple[tuple[date, date], ...]
    """Of each card, the day on which it is due, and the one on which it can be reviewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamPlanned:
    """An exam that was planned."""

    tag: str
    day: date
    retention: float | None
    too_late: int
    """Cards of the tag that are due too late for it."""
    moved: int
    """Of these, cards whose due days were changed now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplanned:
    """What is no longer planned."""

    kind: PlanKind
    name: str
    """The first day of a break; the tag of an exam."""


async def plan_break(
    store: Store, off: Break, settings: Settings, moment: Moment, *, reschedule: bool = False
) -> BreakOutlook:
    """Plan a break, and return what it does to the cards that are due in it.

    Args:
        store: of the cards.
        off: which days.
        settings: the user's.
        moment: of the learner.
        reschedule: whether cards whose intervals reach beyond the break move now.

    Raises:
        UsageError: it ends before it begins, or is over.
    """
    if off.last < off.first:
        raise UsageError(f"the break ends on {off.last}, before it begins on {off.first}.")
    if off.last < moment.day:
        raise UsageError(f"{off.last} is over. Name a break that is still to come.")
    _refuse_far(off.last, moment)
    async with store.writing() as transaction:
        await add_plans(
            transaction, [PlanEntry(PlanKind.BREAK, off.first.isoformat(), off.last)], moment.now
        )
        movers = await Movers.of(transaction, settings, moment)
        shifts = await movers.shifts(transaction, off)
        if not reschedule:
            return shifts.outlook
        await _move(transaction, shifts.moves, moment)
        return replace(shifts.outlook, moved=len(shifts.moves))


async def plan_exam(
    store: Store, exam: Exam, settings: Settings, moment: Moment, *, reschedule: bool = False
) -> ExamPlanned:
    """Plan an exam of a tag, and return how many of its cards are due too late for it.

    Args:
        store: of the cards.
        exam: of which tag, and when.
        settings: the user's.
        moment: of the learner.
        reschedule: whether these cards move now.

    Raises:
        NotFoundError: no note has the tag.
        UsageError: the day is not still to come.
    """
    if exam.day <= moment.day:
        raise UsageError(f"{exam.day} is not still to come. Name a later day.")
    _refuse_far(exam.day, moment)
    async with store.writing() as transaction:
        await known_tag(transaction, exam.tag)
        entry = PlanEntry(PlanKind.EXAM, exam.tag, exam.day, exam.retention)
        await add_plans(transaction, [entry], moment.now)
        movers = await Movers.of(transaction, settings, moment)
        moves = await movers.exam_moves(transaction, exam)
        if reschedule:
            await _move(transaction, moves, moment)
    return ExamPlanned(
        tag=exam.tag,
        day=exam.day,
        retention=exam.retention,
        too_late=len(moves),
        moved=len(moves) if reschedule else 0,
    )


async def remove_break(store: Store, first: date, moment: Moment) -> Unplanned:
    """Plan a break no longer.

    Raises:
        NotPlannedError: none begins on that day.
    """
    async with store.writing() as transaction:
        breaks = (await planned(transaction)).breaks
        if all(off.first != first for off in breaks):
            there = ", ".join(f"{off.first} – {off.last}" for off in breaks) or "none"
            raise NotPlannedError(f"no break begins on {first}. Planned: {there}.")
        entry = PlanEntry(PlanKind.BREAK, first.isoformat(), None)
        await add_plans(transaction, [entry], moment.now)
    return Unplanned(kind=PlanKind.BREAK, name=first.isoformat())


async def remove_exam(store: Store, tag: str, moment: Moment) -> Unplanned:
    """Plan an exam no longer.

    Raises:
        NotPlannedError: the tag has none.
    """
    async with store.writing() as transaction:
        exams = (await planned(transaction)).exams
        known = next((exam.tag for exam in exams if exam.is_of(tag)), None)
        if known is None:
            there = ", ".join(f"#{exam.tag}" for exam in exams) or "none"
            raise NotPlannedError(f"no exam is planned for #{tag}. Planned: {there}.")
        await add_plans(transaction, [PlanEntry(PlanKind.EXAM, known, None)], moment.now)
    return Unplanned(kind=PlanKind.EXAM, name=known)


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
        due = await planned_cards(
            transaction, Scope(), due=(max(off.first, today), max(off.last, today))
        )
        moves = self.mover.out_of_breaks(await self._with_presets(transaction, due))
        back = {card.card: self.plans.back_after(card.due) for card in due}
        wait = waiting([card for card in due if card.card not in moves], back, self.mover.model)
        outlook = BreakOutlook(
            first=off.first,
            last=off.last,
            cards=len(due),
            before=sum(day < off.first for day in moves.values()),
            after=sum(day > off.last for day in moves.values()),
            waiting=wait.cards,
            recall_due=wait.recall_due,
            recall_after=wait.recall_after,
            forgotten=wait.forgotten,
        )
        days = [(card.due, moves.get(card.card, back[card.card])) for card in due]
        return BreakShifts(moves=moves, outlook=outlook, days=tuple(days))

    async def exam_moves(self, transaction: Transaction, exam: Exam) -> dict[CardId, date]:
        """Return the days to which cards of an exam go that are due too late for it."""
        cards = await planned_cards(
            transaction, Scope(tag=exam.tag), due=(self.mover.today, date.max)
        )
        with_presets = [
            (card, exam.preset(preset))
            for card, preset in await self._with_presets(transaction, cards)
        ]
        return self.mover.before_exam(exam, with_presets)

    async def _with_presets(
        self, transaction: Transaction, cards: Sequence[PlannedCard]
    ) -> list[tuple[PlannedCard, Preset]]:
        names = await presets_of(transaction, {card.note for card in cards}, self.options)
        return [(card, self.options.preset(names[card.note])) for card in cards]


def _refuse_far(day: date, moment: Moment) -> None:
    if day > moment.day + _FARTHEST:
        raise UsageError(f"{day} is more than ten years away. Plan what comes sooner.")


async def _move(transaction: Transaction, moves: dict[CardId, date], moment: Moment) -> None:
    """Change due days, each by an entry of the log, as if the learner had chosen them."""
    if not moves:
        return
    device, first = await signing_device(transaction), await next_tick(transaction, moment.now)
    entries = [
        Reschedule(**acts.stamp(device, tick, card, moment), due_day=day)
        for tick, (card, day) in enumerate(moves.items(), first)
    ]
    await append_all(transaction, entries)
    await set_due(transaction, {card: midnight(day) for card, day in moves.items()})
