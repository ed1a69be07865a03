"""``kb plan``: the load of the days to come, and what breaks and exams make of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kb.app.memory_models import memory_models
from kb.app.review.planning.exams import ExamOutlook, preparations
from kb.app.review.planning.moves import BreakOutlook, BreakShifts, Movers
from kb.app.review.queue import todays
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.load import Load, forecast
from kb.schedule.planning.plans import Plans
from kb.schedule.queue import Today
from kb.store.file.store import Store, Transaction
from kb.store.review.queue import Scope
from kb.store.review.statistics import due_by_day


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """One of the days to come."""

    day: date
    reviews: int
    """Of cards that have a due day now; overdue ones count for today."""
    minutes: float
    reviews_with_breaks: int
    """If the cards that are due in breaks went before or after them, and the rest waited."""
    share: float
    """Of a usual day's reviews, by the easy days; 0 in a break."""
    in_break: bool
    new: int
    """New cards to begin for exams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The days to come, and what is planned."""

    today: date
    balanced: bool
    days: tuple[PlannedDay, ...]
    breaks: tuple[BreakOutlook, ...]
    """Those that are not over."""
    exams: tuple[ExamOutlook, ...]
    """Those that are still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ComingLoads:
    """The days to come, and what breaks make of them."""

    loads: tuple[Load, ...]
    with_breaks: Counter[date]
    breaks: tuple[BreakOutlook, ...]


async def overview(store: Store, moment: Moment, settings: Settings, *, days: int) -> Plan:
    """Return the load of so many days from today on, and what breaks and exams make of it."""
    async with store.reading() as transaction:
        movers = await Movers.of(transaction, settings, moment)
        plans, options = movers.plans, movers.options
        model = (await memory_models(transaction)).current
        today = await todays(transaction, moment, options, model)
        ahead = await _days_ahead(transaction, movers, today, days)
        prepared = await preparations(transaction, movers, today)
    share = plans.share_of(moment.day)
    return Plan(
        today=moment.day,
        balanced=options.balance,
        days=tuple(
            PlannedDay(
                day=load.day,
                reviews=load.reviews,
                minutes=round(load.minutes, 1),
                reviews_with_breaks=ahead.with_breaks[load.day],
                share=0.0 if plans.is_free(load.day) else round(share(load.day.toordinal()), 3),
                in_break=plans.is_free(load.day),
                new=prepared.beginnings.count(load.day.toordinal()),
            )
            for load in ahead.loads
        ),
        breaks=ahead.breaks,
        exams=prepared.outlooks,
    )


async def loads_with_breaks(
    store: Store, moment: Moment, settings: Settings, *, days: int
) -> tuple[tuple[Load, ...], tuple[int, ...]]:
    """Return the load of so many days from today on, and its reviews with planned breaks."""
    async with store.reading() as transaction:
        movers = await Movers.of(transaction, settings, moment)
        model = (await memory_models(transaction)).current
        today = await todays(transaction, moment, movers.options, model)
        ahead = await _days_ahead(transaction, movers, today, days)
    return ahead.loads, tuple(ahead.with_breaks[load.day] for load in ahead.loads)


async def _days_ahead(
    transaction: Transaction, movers: Movers, today: Today, days: int
) -> _ComingLoads:
    plans = movers.plans
    due = await due_by_day(transaction, today.day + timedelta(days=days - 1), Scope())
    shifts = [
        await movers.shifts(transaction, off) for off in plans.breaks if off.last >= today.day
    ]
    retention = movers.options.general.retention
    loads = forecast(due, today.day, days, today.pace, retention=retention)
    return _ComingLoads(
        loads=loads,
        with_breaks=_with_breaks(loads, shifts, plans),
        breaks=tuple(shift.outlook for shift in shifts),
    )


def _with_breaks(
    loads: Sequence[Load], shifts: Iterable[BreakShifts], plans: Plans
) -> Counter[date]:
    """Return the reviews of each day if what can leave breaks does, and the rest waits."""
    reviews = Counter({load.day: load.reviews for load in loads})
    # A card may be due in two breaks at once.
    goes = {card: (shift.left[card], day) for shift in shifts for card, day in shift.moves.items()}
    for left, day in goes.values():
        reviews[left] -= 1
        reviews[day] += 1
    for load in loads:
        if plans.is_free(load.day):
            reviews[plans.back_after(load.day)] += reviews.pop(load.day)
    return reviews
