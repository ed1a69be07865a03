"""The outcome of each rating: shown on the buttons, and applied when the learner presses one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from kb.schedule.days import Calendar, elapsed_days
from kb.schedule.fsrs import Model
from kb.schedule.intervals import Bounds, Pick, bounds, passing_days, rounded
from kb.schedule.memory import (
    Memory,
    Rating,
    Scheduled,
    State,
    WeightsId,
    midnight,
    state_of,
)
from kb.schedule.options import Preset
from kb.schedule.planning.balance import Ahead
from kb.schedule.steps import Step, next_step

_DAY: Final = timedelta(days=1)
PRACTICE_WAITS: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(), timedelta())
"""By rating, from Again to Easy; nothing for a card that is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The outcomes of an answer at one moment.

    They are computed once, when the answer is shown. Take ``day`` from here when applying one, as
    the study day may end before the learner decides.
    """

    before: Scheduled | None
    at: datetime
    day: date
    """The study day of ``at``."""
    elapsed_days: int | None
    """Study days since the last answer; none for a new card."""
    retrievability: float | None
    """The predicted chance of recall, in (0, 1]; none for a new card."""
    after: tuple[Scheduled, Scheduled, Scheduled, Scheduled]
    """By rating, from Again to Easy."""
    waits: tuple[timedelta, timedelta, timedelta, timedelta]
    """Until the card is due again: exact in steps, else whole study days."""
    weights_id: WeightsId | None = None
    """The weights they were computed with; none if the store has recorded none yet."""

    def of(self, rating: Rating) -> Scheduled:
        """Return the card's memory and due time after ``rating``."""
        return self.after[rating - 1]

    def wait(self, rating: Rating) -> timedelta:
        """Return how long the card waits after ``rating``."""
        return self.waits[rating - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduler:
    """Computes outcomes with one model, in the learner's calendar."""

    model: Model
    calendar: Calendar
    weights_id: WeightsId | None = None
    """Those of the model; none if the store has recorded none yet."""

    def outcomes(
        self,
        before: Scheduled | None,
        now: datetime,
        preset: Preset,
        *,
        chance: float,
        ahead: Ahead | None = None,
    ) -> Outcomes:
        """Return the outcome of each rating of a card at ``now``.

        Args:
            before: its memory; none for a new card.
            now: aware; truncated to milliseconds, as in the store.
            preset: its steps, retention and maximum interval.
            chance: in [0, 1), spreads the interval; see
                :func:`kb.schedule.intervals.spread_chance`.
            ahead: the days to come, of which the best within the spread is chosen; without,
                chance alone decides.
        """
        now = now.astimezone(UTC)
        now -= now.microsecond % 1000 * timedelta(microseconds=1)
        memory = before.memory if before else None
        day = self.calendar.day_of(now)
        memories = [self.model.answered(memory, rating, day) for rating in Rating]
        ways = ways_on(state_of(memory), memory.step if memory else None, preset)
        ideals = {
            rating: self.model.curve.interval_days(stability, preset.retention)
            for rating, (stability, _) in zip(Rating, memories, strict=True)
        }
        days = ways.days(
            ideals,
            last=_last_interval(before) if before else 0,
            most=preset.maximum_interval_days,
            choice=DayChoice(chance, ahead),
        )
        after, waits = [], []
        for rating, (stability, difficulty) in zip(Rating, memories, strict=True):
            step = ways.steps[rating]
            learned = Memory(
                stability_days=stability,
                difficulty=difficulty,
                state=ways.state_after(rating),
                step=step.at if step else None,
                last_day=max(day, memory.last_day) if memory else day,
            )
            wait = step.wait if step else days[rating] * _DAY
            due = end_of_step(now, wait, self.calendar) if step else midnight(day + wait)
            after.append(Scheduled(memory=learned, due=due))
            waits.append(wait)
        return Outcomes(
            before=before,
            at=now,
            day=day,
            elapsed_days=elapsed_days(memory.last_day, day) if memory else None,
            retrievability=self.model.retrievability(memory, day) if memory else None,
            after=(after[0], after[1], after[2], after[3]),
            waits=(waits[0], waits[1], waits[2], waits[3]),
            weights_id=self.weights_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Computes outcomes in place of a scheduler where answers leave the schedule as it is.

    A card that was not known comes again in the same session, as in a deck of Anki's that does not
    reschedule.
    """

    model: Model
    calendar: Calendar

    def outcomes(
        self,
        before: Scheduled | None,
        now: datetime,
        preset: Preset,  # noqa: ARG002  # as the scheduler's
        *,
        chance: float,  # noqa: ARG002  # likewise
        ahead: Ahead | None = None,  # noqa: ARG002  # likewise
    ) -> Outcomes:
        """Return what each rating leads to in the session; none of it is ever stored."""
        day = self.calendar.day_of(now)
        memory = before.memory if before else None
        stability_days, difficulty = self.model.answered(memory, Rating.GOOD, day)

        def after(wait: timedelta) -> Scheduled:
            return Scheduled(
                memory=Memory(
                    stability_days=memory.stability_days if memory else stability_days,
                    difficulty=memory.difficulty if memory else difficulty,
                    state=State.LEARNING if wait else State.REVIEW,
                    step=0 if wait else None,
                    last_day=memory.last_day if memory else day,
                ),
                due=now + wait if wait else midnight(day),
            )

        again, hard, done, _ = map(after, PRACTICE_WAITS)
        return Outcomes(
            before=before,
            at=now,
            day=day,
            elapsed_days=elapsed_days(memory.last_day, day) if memory else None,
            retrievability=self.model.retrievability(memory, day) if memory else None,
            after=(again, hard, done, done),
            waits=PRACTICE_WAITS,
        )


class DayChoice(NamedTuple):
    """What decides on which day of its spread a card falls due."""

    chance: float
    """In [0, 1); see :func:`kb.schedule.intervals.spread_chance`."""
    ahead: Ahead | None
    """The days to come; without, chance alone decides."""

    @property
    def pick(self) -> Pick:
        """How it does."""
        return self.ahead.pick if self.ahead else Bounds.pick


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Where each rating leads from a state: to a step, or to another study day."""

    state: State
    """Before the answer."""
    steps: Mapping[Rating, Step | None]
    """None where a rating leads to a study day."""
    passing: tuple[Rating, ...]
    """The ratings that pass, from the worst to the best: each bounds the interval of the next."""
    beyond: Mapping[Rating, int]
    """Days that the interval of a rating has to exceed, as the step of a worse one takes them."""
    needed: Mapping[Rating, tuple[Rating, ...]]
    """The ratings that bear on the interval of each, which is the last."""

    def state_after(self, rating: Rating) -> State:
        """Return the state that a rating leads to."""
        if self.steps[rating] is None:
            return State.REVIEW
        new = self.state in (State.NEW, State.LEARNING)
        return State.LEARNING if new else State.RELEARNING

    def days(
        self, ideals: Mapping[Rating, float], *, last: int, most: int, choice: DayChoice
    ) -> dict[Rating, int]:
        """Return the interval of each rating in ``ideals``, in days, if it leads to no step.

        Outside review, days are rounded before they are spread, as in Anki.

        Args:
            ideals: the intervals of FSRS, in days; if that of a rating that passes is there, those
                of the worse ones are, too.
            last: the interval before, in days; counts only in review.
            most: the longest interval, in days.
            choice: what decides between the days of a spread.
        """
        if self.state is not State.REVIEW:
            ideals = {rating: max(1, rounded(ideal)) for rating, ideal in ideals.items()}
            last = 0
        passing = {rating: ideals[rating] for rating in self.passing if rating in ideals}
        days = passing_days(
            passing,
            beyond=self.beyond,
            last=last,
            most=most,
            chance=choice.chance,
            pick=choice.pick,
        )
        if Rating.AGAIN in ideals:
            days[Rating.AGAIN] = choice.pick(bounds(ideals[Rating.AGAIN], 1, most), choice.chance)
        if choice.ahead is None or choice.ahead.latest is None:
            return days
        latest = choice.ahead.latest
        return {rating: min(day, latest) for rating, day in days.items()}


def ways_on(state: State, step: int | None, preset: Preset) -> Ways:
    """Return where each rating leads a card in this state, on this step if it is in steps."""
    learning = state in (State.NEW, State.LEARNING)
    steps = preset.learning_steps if learning else preset.relearning_steps
    stepping = {rating: next_step(steps, step or 0, rating) for rating in Rating}
    if state is State.REVIEW:
        stepping |= dict.fromkeys((Rating.HARD, Rating.GOOD))
    # Hard in a step does not bound the interval of Good, but Good in a step bounds that of Easy.
    hard = () if stepping[Rating.HARD] else (Rating.HARD,)
    passing = (*hard, Rating.GOOD, Rating.EASY)
    return Ways(
        state=state,
        steps=stepping,
        passing=passing,
        needed={
            rating: passing[: passing.index(rating) + 1] if rating in passing else (rating,)
            for rating in Rating
        },
        beyond={
            better: worse.wait // _DAY
            for better, rating in pairwise((Rating.EASY, Rating.GOOD, Rating.HARD))
            if (worse := stepping[rating])
        },
    )


def end_of_step(now: datetime, wait: timedelta, calendar: Calendar) -> datetime:
    """Return when a step ends: if on a later study day, at the start of that day.

    Otherwise a step of a day that began in the evening would last until the next evening.
    """
    end = now + wait
    today = calendar.day_of(now)
    tomorrow = calendar.start_of(today + _DAY)
    if end < tomorrow:
        return end
    return calendar.start_of(today + _DAY * (1 + (end - tomorrow) // _DAY))


def _last_interval(before: Scheduled) -> int:
    """Return the interval that a card in review had, in days."""
    return max(0, (before.due.date() - before.memory.last_day).days)
