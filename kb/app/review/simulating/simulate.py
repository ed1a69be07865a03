"""``kb simulate``: what the schedule will cost and gain, from the cards as they are."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from math import fsum
from typing import Final

from kb.app.daemons import in_daemon
from kb.app.review.schedule_settings import schedule_options
from kb.app.review.simulating.world import Beginning, beginning
from kb.app.sanitize import counted
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.options import ScheduleOptions
from kb.schedule.simulation.simulated_days import Course
from kb.schedule.simulation.workload import SIMULATED, Simulator, Workload
from kb.store.file.store import Store

OnProgress = Callable[[int, int], None]
USUAL_DAYS: Final = 365
MOST_DAYS: Final = 3650
_FEW_ANSWERS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationOptions:
    """What the user asked for; None means as it is set."""

    days: int = USUAL_DAYS
    retention: float | None = None
    """From 0.7 to 0.99; if it is given, no other is simulated."""
    new_per_day: int | None = None
    reviews_per_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayToCome:
    """One study day."""

    day: date
    reviews: float
    """Answers, those in steps and to new cards, too."""
    minutes: float
    known: float
    """Cards, at the end of the day: the sum of their chances of recall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionCost:
    """What a desired retention costs a day, and what it gains."""

    retention: float
    reviews: float
    minutes: float
    known: float
    """Cards, in the mean of all days."""
    known_at_end: float
    is_set: bool
    """Whether it is the one that :class:`Simulation` tells of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The days to come."""

    reason: str | None
    """Why nothing could be simulated, as a sentence."""
    first: date
    days: int
    cards: int
    """All active ones."""
    new: int
    """Of these, those never answered."""
    answers: int
    """By so many of the learner's answers it is known how ratings are given, and in which time."""
    retention: float
    new_per_day: int
    reviews_per_day: int | None
    share: float = 1.0
    """Of the cards that were simulated, with that share of the limits."""
    known_now: float = 0.0
    reviews: float = 0.0
    """A day, as ``minutes``."""
    minutes: float = 0.0
    known: float = 0.0
    """Cards, in the mean of all days."""
    known_at_end: float = 0.0
    begun: float = 0.0
    """New cards that are learned."""
    waiting: float = 0.0
    """Cards that are due at the end of the last day, over the limits."""
    course: tuple[DayToCome, ...] = ()
    workload: tuple[RetentionCost, ...] = ()
    """Of all retentions from 0.7 to 0.99; only that of the options if they name one."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What limits how much the numbers tell, as sentences."""
        few = (
            f"Your log has {counted(self.answers, 'answer')}: ratings and durations are mostly "
            "those of other learners."
        )
        part = f"Counted on {self.share:.0%} of your cards, which tell about all."
        return (few,) * (self.answers < _FEW_ANSWERS) + (part,) * (self.share < 1)


class _StoppedError(Exception):
    """Nobody waits for the simulation any more."""


async def simulate(
    store: Store,
    settings: Settings,
    moment: Moment,
    options: SimulationOptions,
    *,
    progress: OnProgress | None = None,
) -> Simulation:
    """Return what the days to come cost and gain; nothing in the store changes.

    It computes for some seconds, in a thread of its own, which ends soon after the task that waits
    for it is cancelled.
    """
    settings = _with(settings, options, options.retention or settings.schedule.retention)
    async with store.reading() as transaction:
        begin = await beginning(transaction, moment, settings, options.days)
    schedule, cards = settings.schedule, begin.pool
    simulation = Simulation(
        reason=None if cards.cards else "There are no active cards to simulate.",
        first=moment.day,
        days=options.days,
        cards=cards.cards,
        new=len(cards.new),
        answers=begin.world.habits.answers,
        retention=schedule.retention,
        new_per_day=schedule.new_per_day,
        reviews_per_day=schedule.reviews_per_day,
    )
    if simulation.reason is not None:
        return simulation
    stopped = threading.Event()

    def advanced(done: int, stages: int) -> None:
        if stopped.is_set():
            raise _StoppedError
        if progress is not None:
            progress(done, stages)

    try:
        return await in_daemon(lambda: _simulated(simulation, begin, settings, options, advanced))
    finally:
        stopped.set()


def _simulated(
    simulation: Simulation,
    begin: Beginning,
    settings: Settings,
    options: SimulationOptions,
    progress: OnProgress,
) -> Simulation:
    anchor = simulation.retention

    def settings_for(retention: float) -> ScheduleOptions:
        return schedule_options(_with(settings, options, retention))

    stages = 1 if options.retention is not None else 1 + len(SIMULATED)
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        progress(done, stages)

    simulator = Simulator(begin.pool, begin.world, settings_for)
    whole = simulator.whole(anchor, alone=options.retention is not None)
    advance()
    rows: tuple[Workload, ...] = (Workload.of(anchor, whole),)
    if options.retention is None:
        rows = simulator.workloads(anchor, whole, advance)
    today = begin.today
    return replace(
        simulation,
        share=round(whole.share, 4),
        known_now=round(fsum(map(today.retrievability, begin.pool.known)), 1),
        reviews=round(whole.reviews, 1),
        minutes=round(whole.minutes, 2),
        known=round(whole.known, 1),
        known_at_end=round(whole.days[-1].known, 1),
        begun=round(whole.begun, 1),
        waiting=round(whole.left, 1),
        course=_days(whole),
        workload=tuple(_row(row, anchor) for row in rows),
    )


def _with(settings: Settings, options: SimulationOptions, retention: float) -> Settings:
    """Return the settings, but for what the user asked for."""
    schedule = replace(settings.schedule, retention=retention)
    if options.new_per_day is not None:
        schedule = replace(schedule, new_per_day=options.new_per_day)
    if options.reviews_per_day is not None:
        schedule = replace(schedule, reviews_per_day=options.reviews_per_day)
    return replace(settings, schedule=schedule)


def _days(whole: Course) -> tuple[DayToCome, ...]:
    return tuple(
        DayToCome(
            day=day.day,
            reviews=round(day.reviews, 1),
            minutes=round(day.minutes, 2),
            known=round(day.known, 1),
        )
        for day in whole.days
    )


def _row(row: Workload, anchor: float) -> RetentionCost:
    return RetentionCost(
        retention=row.retention,
        reviews=round(row.reviews, 1),
        minutes=round(row.minutes, 2),
        known=round(row.known, 1),
        known_at_end=round(row.known_at_end, 1),
        is_set=row.retention == anchor,
    )
