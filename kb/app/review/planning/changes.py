"""``kb plan break`` and ``kb plan exam``: what the learner plans, and the cards that then move."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from kb.app.memory_models import memory_models
from kb.app.notes.known_names import known_tag
from kb.app.review.planning.exams import ExamOutlook, preparations
from kb.app.review.planning.moves import BreakOutlook, Movers, move_due_days
from kb.app.review.queue import todays
from kb.config.settings import Settings
from kb.errors import KbError, UsageError
from kb.schedule.days import Moment
from kb.schedule.planning.plans import Break, Exam
from kb.store.file.store import Store
from kb.store.review.plans import PlanEntry, PlanKind, add_plans, planned

_FARTHEST: Final = timedelta(days=3652)


class NotPlannedError(KbError):
    """Something that is to be removed was never planned."""

    code = "not-planned"
    exit_code = 3


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
        await move_due_days(transaction, shifts.moves, moment)
        return replace(shifts.outlook, moved=len(shifts.moves))


async def plan_exam(
    store: Store, exam: Exam, settings: Settings, moment: Moment, *, reschedule: bool = False
) -> ExamOutlook:
    """Plan an exam of a tag, and return how well it is prepared.

    Args:
        store: of the cards.
        exam: of which tag, and when.
        settings: the user's.
        moment: of the learner.
        reschedule: whether cards that are due too late for it move now.

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
        moves = await movers.exam_moves(transaction, exam) if reschedule else {}
        await move_due_days(transaction, moves, moment)
        model = (await memory_models(transaction)).current
        today = await todays(transaction, moment, movers.options, model)
        outlooks = (await preparations(transaction, movers, today)).outlooks
    outlook = next(prepared for prepared in outlooks if exam.is_of(prepared.tag))
    return replace(outlook, moved=len(moves))


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


def _refuse_far(day: date, moment: Moment) -> None:
    if day > moment.day + _FARTHEST:
        raise UsageError(f"{day} is more than ten years away. Plan what comes sooner.")
