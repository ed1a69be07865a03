"""What each of the four ratings would make of a card: shown on the buttons, and then applied."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from kb.schedule.days import Calendar, elapsed_days
from kb.schedule.fsrs import Model, WeightsId
from kb.schedule.intervals import bounds, passing_days, rounded
from kb.schedule.memory import Memory, Rating, Scheduled, State, midnight, state_of
from kb.schedule.settings import Preset
from kb.schedule.steps import Step, next_step

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What an answer given at one moment comes to.

    Reckoned once, when the answer is shown. Whoever applies it takes ``day`` from here as well, for
    the study day may end before the learner decides.
    """

    before: Scheduled | None
    at: datetime
    day: date
    """The study day of ``at``."""
    elapsed_days: int | None
    """Study days since the last review; none for a new card."""
    retrievability: float | None
    """The chance of recall that was predicted, in (0, 1]; none for a new card."""
    after: tuple[Scheduled, Scheduled, Scheduled, Scheduled]
    """By rating, from Again to Easy."""
    waits: tuple[timedelta, timedelta, timedelta, timedelta]
    """Until the card is wanted again: exact in steps, else whole study days."""
    weights_id: WeightsId | None = None
    """The weights it was reckoned with; none for those that FSRS begins with."""

    def of(self, rating: Rating) -> Scheduled:
        """Returns what the card will be after ``rating``."""
        return self.after[rating - 1]

    def wait(self, rating: Rating) -> timedelta:
        """Returns how long the card waits after ``rating``."""
        return self.waits[rating - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduler:
    """What all cards share: the model, and where the learner's days begin."""

    model: Model
    calendar: Calendar
    weights_id: WeightsId | None = None
    """Those of the model; none for those that FSRS begins with."""

    def outcomes(
        self, before: Scheduled | None, now: datetime, preset: Preset, *, chance: float
    ) -> Outcomes:
        """Returns what each rating would make of a card at ``now``.

        Args:
            before: what it is; none for a new card.
            now: aware; what is below a millisecond is dropped, as the store does.
            preset: the steps, the retention and the longest interval that hold for it.
            chance: in [0, 1), spreads the interval; see
                :func:`kb.schedule.intervals.spread_chance`.
        """
        now = now.astimezone(UTC)
        now -= now.microsecond % 1000 * timedelta(microseconds=1)
        memory = before.memory if before else None
        day = self.calendar.day_of(now)
        memories = [self.model.answered(memory, rating, day) for rating in Rating]
        stepping = _stepping(memory, preset)
        ideals = {
            rating: self.model.curve.interval_days(stability, preset.retention)
            for rating, (stability, _) in zip(Rating, memories, strict=True)
        }
        days = _days(before, ideals, stepping, preset, chance)
        after, waits = [], []
        for rating, (stability, difficulty) in zip(Rating, memories, strict=True):
            step = stepping[rating]
            learnt = Memory(
                stability_days=stability,
                difficulty=difficulty,
                state=_next_state(memory, step),
                step=step.at if step else None,
                last_day=max(day, memory.last_day) if memory else day,
            )
            wait = step.wait if step else days[rating] * _DAY
            due = self._moment(now, wait) if step else midnight(day + wait)
            after.append(Scheduled(memory=learnt, due=due))
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

    def _moment(self, now: datetime, wait: timedelta) -> datetime:
        """Returns when a step ends: on a later study day, as soon as that begins.

        A step of a day that began in the evening would otherwise make the learner wait until then.
        """
        end = now + wait
        today = self.calendar.day_of(now)
        tomorrow = self.calendar.start_of(today + _DAY)
        if end < tomorrow:
            return end
        return self.calendar.start_of(today + _DAY * (1 + (end - tomorrow) // _DAY))


def _stepping(memory: Memory | None, preset: Preset) -> dict[Rating, Step | None]:
    """Returns the step that each rating leads to, or none where it leads to a study day."""
    state = state_of(memory)
    at = (memory.step if memory else None) or 0
    learning = state in (State.NEW, State.LEARNING)
    steps = preset.learning_steps if learning else preset.relearning_steps
    stepping = {rating: next_step(steps, at, rating) for rating in Rating}
    if state is State.REVIEW:
        stepping |= dict.fromkeys((Rating.HARD, Rating.GOOD))
    return stepping


def _days(
    before: Scheduled | None,
    ideals: dict[Rating, float],
    stepping: dict[Rating, Step | None],
    preset: Preset,
    chance: float,
) -> dict[Rating, int]:
    """Returns the interval, in days, of each rating that leads to no step.

    Outside of review, days are rounded before they are spread, as Anki does.
    """
    most = preset.maximum_interval_days
    last = 0
    if before and before.memory.state is State.REVIEW:
        last = max(0, (before.due.date() - before.memory.last_day).days)
    else:
        ideals = {rating: max(1, rounded(ideal)) for rating, ideal in ideals.items()}
    # Hard in a step says nothing of how long Good should be; Good in a step does of Easy.
    passing = [Rating.GOOD, Rating.EASY]
    if stepping[Rating.HARD] is None:
        passing.insert(0, Rating.HARD)
    days = passing_days(
        {rating: ideals[rating] for rating in passing},
        beyond={
            better: step.wait // _DAY
            for better, rating in pairwise((Rating.EASY, Rating.GOOD, Rating.HARD))
            if (step := stepping[rating])
        },
        last=last,
        most=most,
        chance=chance,
    )
    days[Rating.AGAIN] = bounds(ideals[Rating.AGAIN], 1, most).drawn(chance)
    return days


def _next_state(memory: Memory | None, step: Step | None) -> State:
    if step is None:
        return State.REVIEW
    return State.LEARNING if state_of(memory) in (State.NEW, State.LEARNING) else State.RELEARNING
