"""Whether ``kb simulate`` foretells the work: ``python -m benchmarks.simulating``.

A store is filled by SQL. Somebody studies it for some weeks, day by day, through the store and the
real session, with a clock that is turned by their answers. Then ``kb simulate`` foretells the
months after them, and they study on: what it foretold is set beside what came. They forget as the
weights of the store say; their ratings and seconds are their own, and known from their log alone.

And what ``kb simulate`` takes as a whole process, at 20,000 cards.
"""

import argparse
import asyncio
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate
from math import fsum, sqrt
from pathlib import Path
from random import Random
from sqlite3 import connect
from statistics import fmean, stdev
from typing import Final, NamedTuple

from benchmarks.collection import KB
from benchmarks.measure import BUILD, HEAD, Row, machine, run, say, table
from benchmarks.reviewing import CALENDAR, TODAY, filled
from kb.app.review.session.clock import Clock
from kb.app.review.session.start import start_review
from kb.app.review.simulating.simulate import SimulationOptions, simulate
from kb.config.settings import ScheduleSettings, Settings
from kb.schedule.memory import Rating, State, state_of
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store, open_store

_SHARES: Final = {
    State.NEW: (0.30, 0.05, 0.60, 0.05),
    State.LEARNING: (0.10, 0.05, 0.80, 0.05),
    State.RELEARNING: (0.20, 0.05, 0.70, 0.05),
    State.REVIEW: (0.0, 0.10, 0.85, 0.05),
}
"""In review, of what is recalled."""
_SECONDS: Final = {State.NEW: 20.0, State.LEARNING: 6.0, State.RELEARNING: 9.0, State.REVIEW: 7.0}
_SLOWER: Final = (1.6, 1.3, 1.0, 0.7)
_GOLDEN: Final = (sqrt(5) - 1) / 2
_SILVER: Final = sqrt(2) - 1


class Work(NamedTuple):
    """What some days took."""

    reviews: float
    """A day."""
    minutes: float
    known: float
    """Cards, at the end."""


@dataclass
class Learner:
    """Somebody who studies a store on one day after the other."""

    store: Store
    settings: Settings
    chance: Random
    day: int = 0
    passed_s: float = 0.0
    """Since the session of the day began."""
    answers: list[float] = field(default_factory=list)
    """The seconds of each."""
    chances: dict[str, float] = field(default_factory=dict)
    """The last of each kind."""

    async def study(self) -> None:
        """Goes through one day until nothing more is due on it."""
        self.passed_s = 0.0
        clock = Clock(
            now=lambda: TODAY + timedelta(days=self.day, seconds=self.passed_s),
            seconds=lambda: self.passed_s,
            calendar=CALENDAR,
        )
        review = await start_review(self.store, clock, self.settings, SessionOptions())
        turn = await review.show()
        while True:
            if turn.card is None:
                if review.waits_until is None:
                    break
                self.passed_s += (review.waits_until - clock.now()).total_seconds()
                turn = await review.show()
                continue
            outcomes = await review.reveal()
            state = state_of(outcomes.before.memory if outcomes.before else None)
            rating = self._rating(state, outcomes.retrievability)
            seconds = _SECONDS[state] * _SLOWER[rating - 1] * self.chance.uniform(0.5, 1.5)
            self.passed_s += seconds
            self.answers.append(seconds)
            turn = await review.rate(rating)
        self.day += 1

    def _rating(self, state: State, recall: float | None) -> Rating:
        if state is State.REVIEW and self._even("recall", _GOLDEN) >= (recall or 0):
            return Rating.AGAIN
        place = bisect_right(tuple(accumulate(_SHARES[state])), self._even(state, _SILVER))
        return Rating(min(place, 3) + 1)

    def _even(self, what: str, step: float) -> float:
        """The next chance in [0, 1) of this kind: spread evenly, so that a life has little luck.

        Weyl's additive recurrence, from any beginning.
        """
        last = self.chances.get(what)
        self.chances[what] = self.chance.random() if last is None else (last + step) % 1
        return self.chances[what]


async def _compared(
    path: Path, settings: Settings, weeks: int, days: int, seed: int
) -> tuple[Work, Work]:
    """Returns what was foretold, and what came."""
    async with open_store(path) as store:
        chance = Random(seed)  # noqa: S311  # not for secrets
        learner = Learner(store, settings, chance)
        for _ in range(7 * weeks):
            await learner.study()
        moment = Clock(
            now=lambda: TODAY + timedelta(days=learner.day),
            seconds=lambda: 0.0,
            calendar=CALENDAR,
        ).moment
        options = SimulationOptions(days=days, retention=settings.schedule.retention)
        told = await simulate(store, settings, moment, options)
        learner.answers.clear()
        for _ in range(days):
            await learner.study()
        end = TODAY + timedelta(days=learner.day - 1)
        after = Clock(now=lambda: end, seconds=lambda: 0.0, calendar=CALENDAR).moment
        known = (await simulate(store, settings, after, options)).known_now
    came = Work(len(learner.answers) / days, fsum(learner.answers) / 60 / days, known)
    return Work(told.reviews, told.minutes, told.known_at_end), came


def _off(foretold: Iterable[float], came: Iterable[float]) -> tuple[float, str]:
    """Returns by which share of what came the mean of some lives is off, and how it is shown."""
    shares = [told / true - 1 for told, true in zip(foretold, came, strict=True)]
    mean = fmean(shares)
    if len(shares) == 1:
        return mean, f"{mean:+.1%}"
    return mean, f"{mean:+.1%} ± {stdev(shares) / sqrt(len(shares)):.1%}"


def simulating(cards: int, weeks: int, days: int, lives: int) -> Iterator[Row]:
    """The rows of the table: the mean of some lives, and of what was foretold of each.

    Their luck is kept small, since chance alone moves the work of a life by two percent. After ±
    stands the standard error of the mean.
    """
    for name, schedule in (
        ("retention 0.90, 10 new a day", ScheduleSettings(new_per_day=10)),
        ("retention 0.80, 20 new a day", ScheduleSettings(retention=0.8)),
        ("at most 40 reviews a day", ScheduleSettings(new_per_day=5, reviews_per_day=40)),
    ):
        say(f"studying day by day: {name}")
        full, settings = filled(cards), Settings(schedule=schedule)
        both = []
        for seed in range(3, 3 + lives):
            with tempfile.TemporaryDirectory(dir=BUILD) as folder:
                copy = Path(folder, "kb.db")
                copy.write_bytes(full.read_bytes())
                both.append(asyncio.run(_compared(copy, settings, weeks, days, seed)))
        for place, what in enumerate(Work._fields):
            foretold, came = zip(*((told[place], true[place]) for told, true in both), strict=True)
            mean, shown = _off(foretold, came)
            yield Row(
                work=f"{what}, {name}",
                figure=f"foretold {fmean(foretold):,.1f}",
                against=f"day by day {fmean(came):,.1f}",
                value=abs(mean),
                shown=shown,
                target=0.03,
                target_shown="3 %",
            )


def process(cards: int) -> Row:
    """What the whole command takes."""
    with tempfile.TemporaryDirectory(dir=BUILD) as place:
        copy = Path(place, "kb.db")
        copy.write_bytes(filled(cards).read_bytes())
        with closing(connect(copy)) as store:
            store.execute("PRAGMA journal_mode = WAL")
        config = Path(place, "config.toml")
        config.touch()
        env = {"KB_DB": str(copy), "KB_CONFIG": str(config), "KB_NOW": TODAY.isoformat()}
        took = min(run((KB, "simulate", "--quiet"), env=env).cpu_s for _ in range(3))
    return Row(
        work=f"kb simulate, {cards:,} cards and 365 days at all retentions, in CPU time",
        figure=f"{took:.1f} s",
        value=took,
        shown=f"{took:.1f} s",
        target=5,
        target_shown="5 s",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=8000)
    parser.add_argument("--weeks", type=int, default=4, help="before the simulation")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--lives", type=int, default=1, help="of which the mean is compared")
    parser.add_argument("--quick", action="store_true", help="fewer cards and days")
    options = parser.parse_args()
    if options.quick:
        options.cards, options.weeks, options.days = 600, 1, 20
    print(machine())
    rows = (*simulating(options.cards, options.weeks, options.days, options.lives), process(20_000))
    print(table(HEAD, [row.cells for row in rows]))


if __name__ == "__main__":
    main()
