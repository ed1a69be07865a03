"""``kb plan``: the load of the days to come, and what breaks and exams make of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from kb.app.memory_models import memory_models
from kb.app.review.planning.changes import BreakOutlook, Movers
from kb.app.review.planning.exams import foretold, new_card_plan
from kb.app.review.queue import seen_today, todays
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.load import forecast
from kb.store.file.store import Store
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
class ExamOutlook:
    """How well an exam is prepared."""

    tag: str
    day: date
    retention: float | None
    """None for that of the tag."""
    days: int
    """Study days until then, without those of breaks."""
    cards: int
    """Active cards of the tag."""
    new: int
    """Of these, that were never answered."""
    new_a_day: int
    """That have to be begun every day."""
    new_limit: int
    """That the settings allow every day."""
    new_left_out: int
    """For which there is no room until the exam."""
    known_now: float
    """The expected number of cards that would be recalled today."""
    known_then: float
    """The same in the morning of the exam, if all is done as planned."""
    too_late: int
    """Cards that are due only after the exam, or later than its retention asks for."""


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


async def overview(store: Store, moment: Moment, settings: Settings, *, days: int) -> Plan:
    """Return the load of so many days from today on, and what breaks and exams make of it."""
    last = moment.day + timedelta(days=days - 1)
    async with store.reading() as transaction:
        movers = await Movers.of(transaction, settings, moment)
        plans, options = movers.plans, movers.options
        model = (await memory_models(transaction)).current
        today = await todays(transaction, moment, options, model)
        due = await due_by_day(transaction, last, Scope())
        shifts = [
            await movers.shifts(transaction, off) for off in plans.breaks if off.last >= moment.day
        ]
        seen = await seen_today(transaction, today)
        exams, new = list[ExamOutlook](), Counter[int]()
        for exam in plans.exams:
            if not exam.is_ahead(moment.day):
                continue
            spread = await new_card_plan(transaction, exam, plans, options, moment.day, seen=seen)
            known = await foretold(transaction, exam, plans, today=today, spread=spread)
            begun = spread.begun_on(moment.day.toordinal())
            new.update(begun)
            exams.append(
                ExamOutlook(
                    tag=exam.tag,
                    day=exam.day,
                    retention=exam.retention,
                    days=len(spread.days),
                    cards=known.cards,
                    new=spread.left,
                    new_a_day=spread.per_day,
                    new_limit=spread.limit,
                    new_left_out=spread.left - len(begun),
                    known_now=known.known_now,
                    known_then=known.known_then,
                    too_late=len(await movers.exam_moves(transaction, exam)),
                )
            )
    loads = forecast(due, moment.day, days, today.pace, retention=options.general.retention)
    with_breaks = Counter({load.day: load.reviews for load in loads})
    for due_day, day in (days for shift in shifts for days in shift.days):
        with_breaks[due_day] -= 1
        with_breaks[day] += 1
    share = plans.share_of(moment.day)
    return Plan(
        today=moment.day,
        balanced=options.balance,
        days=tuple(
            PlannedDay(
                day=load.day,
                reviews=load.reviews,
                minutes=load.minutes,
                reviews_with_breaks=with_breaks[load.day],
                share=0.0 if plans.is_free(load.day) else round(share(load.day.toordinal()), 3),
                in_break=plans.is_free(load.day),
                new=new[load.day.toordinal()],
            )
            for load in loads
        ),
        breaks=tuple(shift.outlook for shift in shifts),
        exams=tuple(exams),
    )
