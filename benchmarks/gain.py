"""Whether the order by gain is worth it: ``python -m benchmarks.gain``.

Four months of study begin with new cards every day and time enough. From then on there are 12
minutes a day, and no new cards: half of what the cards ask for, in the mean of the days that are
compared, of a learner who does all that is due. From the same morning and with the same luck, one
learner goes by gain and one by due day, each through kb's own queue and session. What is counted is
what they really know, by a law that the schedule does not see: those of
``benchmarks/learners.py``. The learner who does it all is told too: more there is not to be had.
"""

import argparse
from collections import Counter, deque
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from math import fsum
from statistics import fmean
from typing import Final, NamedTuple

from benchmarks.learners import OTHER_WEIGHTS, ByFsrs, ByHalfLife, Hand, Mind
from benchmarks.measure import say, table
from kb.app.review.schedule_settings import schedule_options
from kb.config.settings import Settings
from kb.schedule.cards import Card, DueCard, NewCard, Order
from kb.schedule.days import Calendar
from kb.schedule.fsrs import Model
from kb.schedule.intervals import spread_chance
from kb.schedule.memory import CardId, Scheduled, State, midnight, state_of
from kb.schedule.options import Preset
from kb.schedule.outcomes import Scheduler
from kb.schedule.pace import LONGEST_ANSWER_S, Pace, Timing
from kb.schedule.queue import Queue, SessionOptions, Today, day_queue
from kb.schedule.session import start_session

CALENDAR: Final = Calendar(zone=UTC, rollover_hour=4)
_OPTIONS: Final = schedule_options(Settings())
MINUTES: Final = 12
_FIRST_DAY: Final = date(2026, 1, 1)
_LATEST: Final = 3000
"""Answers by which the pace is judged, as in the store."""
GROWING_DAYS: Final = 120
_PROBED: Final = 10
"""New cards a day of the learner by whom the size of the deck is found."""
_KIND: Final = "forward"


class World(NamedTuple):
    """What is true, and what kb takes for true."""

    mind: Callable[[int], Mind]
    """By a seed."""
    model: Model
    target: float | None = None
    """How much more is to be known by gain; none where that is told for comparison only."""


WORLDS: Final = {
    "half-lives; kb's weights": World(ByHalfLife, Model(), 0.03),
    "half-lives; kb has somebody else's weights": World(ByHalfLife, Model(OTHER_WEIGHTS), 0.03),
    "FSRS; kb knows the weights": World(lambda _: ByFsrs(), Model()),
    "FSRS; kb does not know the weights": World(lambda _: ByFsrs(OTHER_WEIGHTS), Model()),
}


@dataclass(slots=True)
class Life:
    """A learner, with a schedule that is kb's."""

    mind: Mind
    hand: Hand
    model: Model
    new_per_day: int
    day: int = 0
    met: int = 0
    """Cards that were begun; they are numbered in the order in which they are."""
    cards: dict[int, Scheduled] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    own: dict[int, tuple[int, float]] = field(default_factory=dict)
    """How many answers in review each card had, and how long they took."""
    timings: deque[tuple[State, float]] = field(default_factory=lambda: deque(maxlen=_LATEST))

    def study(self, options: SessionOptions) -> float:
        """Goes through one day, and returns the minutes that it took."""
        today = self._today()
        session = start_session(self._queue(today, options), today, options)
        now = CALENDAR.start_of(today.day) + timedelta(hours=5)
        spent_s = 0.0
        while True:
            choice = session.next(now)
            if choice is None:
                if session.waits_until is None:
                    break
                now = session.waits_until
                continue
            after, seconds = self._answer(choice.card, now)
            session = session.answered(choice.card, after, seconds)
            now += timedelta(seconds=seconds)
            spent_s += seconds
        self.day += 1
        return spent_s / 60

    def known(self) -> float:
        """Returns how many cards are known, by the mean of chance: the sum of R."""
        return fsum(self.mind.recall(card, self.day) for card in range(self.met))

    def _answer(self, card: Card, now: datetime) -> tuple[Scheduled, float]:
        """Returns what an answer makes of a card, and how many seconds it takes."""
        before, number = self.cards.get(card.card), self.answers[card.card]
        state = state_of(before.memory if before else None)
        outcomes = Scheduler(model=self.model, calendar=CALENDAR).outcomes(
            before, now, Preset(), chance=spread_chance(str(card.card), number)
        )
        if state is State.REVIEW:
            recall = self.mind.recall(card.card, self.day)
        else:
            recall = self.hand.at_sight(card.card) if state is State.NEW else 0.85
        rating = self.hand.rating(card.card, number, recall)
        seconds = self.hand.seconds(card.card, number, rating)
        counted = min(seconds, LONGEST_ANSWER_S)
        if state is State.NEW:
            self.met += 1
        if state is State.REVIEW:
            times, total = self.own.get(card.card, (0, 0.0))
            self.own[card.card] = (times + 1, total + counted)
        self.timings.append((state, counted))
        self.answers[card.card] += 1
        self.mind.answered(card.card, rating, self.day)
        self.cards[card.card] = outcomes.of(rating)
        return self.cards[card.card], seconds

    def _today(self) -> Today:
        by_state: dict[State, list[float]] = {}
        for state, seconds in self.timings:
            by_state.setdefault(state, []).append(seconds)
        return Today(
            day=_FIRST_DAY + timedelta(days=self.day),
            seed=self.day,
            calendar=CALENDAR,
            settings=replace(_OPTIONS, general=Preset(new_per_day=self.new_per_day)),
            model=self.model,
            pace=Pace(
                Timing(_KIND, state, len(took), fsum(took)) for state, took in by_state.items()
            ),
        )

    def _queue(self, today: Today, options: SessionOptions) -> Queue:
        due = [
            row
            for row in (self._row(card, today.pace) for card in self.cards)
            if (row.due < today.ends if row.state.in_steps else row.due <= midnight(today.day))
        ]
        new = range(self.met, self.met + self.new_per_day)
        cards = [NewCard(CardId(card), card, "", _KIND, "") for card in new]
        return day_queue(due, cards, (), today, options)

    def _row(self, card: int, pace: Pace) -> DueCard:
        memory = self.cards[card].memory
        return DueCard(
            CardId(card),
            card,
            "",
            _KIND,
            "",
            memory.state,
            self.cards[card].due,
            memory.stability_days,
            memory.difficulty,
            memory.last_day,
            pace.tempo(_KIND, *self.own.get(card, (0, 0.0))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What learners know in the mean of the days, in cards, from one morning on."""

    cards: int
    due: float
    gain: float
    all: float
    """By the one who does all that is due."""
    minutes: float
    """That this takes, a day."""

    @property
    def more(self) -> float:
        return self.gain / self.due - 1


def compared(
    world: World,
    seed: int,
    *,
    days: int,
    minutes: float = MINUTES,
    growing_days: int = GROWING_DAYS,
) -> Comparison:
    """Returns what ``days`` with half the time that they ask for come to."""
    probe = _grown(world, seed, _PROBED, growing_days)
    asked = fmean(probe.study(SessionOptions()) for _ in range(days))
    life = _grown(world, seed, max(1, round(_PROBED * 2 * minutes / asked)), growing_days)
    everything, took = _lived(deepcopy(life), SessionOptions(), days)
    due, _ = _lived(deepcopy(life), SessionOptions(minutes=minutes, order=Order.DUE), days)
    gain, _ = _lived(deepcopy(life), SessionOptions(minutes=minutes, order=Order.GAIN), days)
    return Comparison(cards=life.met, due=due, gain=gain, all=everything, minutes=took)


def _grown(world: World, seed: int, new_per_day: int, growing_days: int) -> Life:
    """Returns a learner after months with time enough, on the day on which new cards end."""
    life = Life(mind=world.mind(seed), hand=Hand(seed), model=world.model, new_per_day=new_per_day)
    for _ in range(growing_days):
        life.study(SessionOptions())
    life.new_per_day = 0
    return life


def _lived(life: Life, options: SessionOptions, days: int) -> tuple[float, float]:
    """Returns what is known, and the minutes that a day takes, in the mean of so many days."""
    known, took = [], []
    for _ in range(days):
        took.append(life.study(options))
        known.append(life.known())
    return fmean(known), fmean(took)


HEAD: Final = (
    "what is true",
    "cards",
    "minutes asked",
    "known by due day",
    "by gain",
    "more",
    "if all is done",
    "at least",
    "met",
)


def rows(seeds: int, days: int) -> Iterator[tuple[str, ...]]:
    for name, world in WORLDS.items():
        found = []
        for seed in range(seeds):
            found.append(compared(world, seed, days=days))
            say(f"{name}, seed {seed}: {found[-1].more:+.1%}")
        more = [each.more for each in found]
        due = fmean(each.due for each in found)
        everything = fmean(each.all for each in found)
        met = ""
        if world.target is not None:
            met = "yes" if fmean(more) >= world.target else "**no**"
        yield (
            name,
            f"{fmean(each.cards for each in found):,.0f}",
            f"{fmean(each.minutes for each in found):.0f}",
            f"{due:,.0f}",
            f"{fmean(each.gain for each in found):,.0f}",
            f"{fmean(more):+.1%} ({min(more):+.1%} to {max(more):+.1%})",
            f"{everything:,.0f} ({everything / due - 1:+.1%})",
            "" if world.target is None else f"{world.target:+.0%}",
            met,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--quick", action="store_true", help="one seed and 60 days")
    options, _ = parser.parse_known_args()
    if options.quick:
        options.seeds, options.days = 1, 60
    print(table(HEAD, rows(options.seeds, options.days)))


if __name__ == "__main__":
    main()
