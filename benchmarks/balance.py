"""What balancing the load gains: ``python -m benchmarks.balance``.

Two learners with the same luck learn new cards every day and do all that is due. For one, chance
decides on the day within the spread of an interval; for the other, the load does. Compared are the
reviews of a day once the first months are over, by their standard deviation within four weeks (the
mean of those of all such windows, so that the growth of a collection does not count), and what is
recalled: the mean of the true chance at all reviews, which needs no luck. A third learner has easy
days, too. The learners are those of ``benchmarks/learners.py``.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from math import fsum
from statistics import fmean, pstdev
from typing import Final, NamedTuple

from benchmarks.learners import OTHER_WEIGHTS, ByFsrs, ByHalfLife, Hand, Mind
from benchmarks.measure import say, table
from kb.schedule.days import Calendar
from kb.schedule.fsrs import Model
from kb.schedule.intervals import spread_chance
from kb.schedule.memory import Scheduled
from kb.schedule.options import Preset
from kb.schedule.outcomes import Scheduler
from kb.schedule.planning.balance import Ahead
from kb.schedule.planning.plans import Plans

CALENDAR: Final = Calendar(zone=UTC, rollover_hour=4)
_FIRST_DAY: Final = date(2026, 1, 1)
_WARMING_DAYS: Final = 90
_PRESET: Final = Preset(learning_steps=(), relearning_steps=())
_HOURS: Final = timedelta(hours=5)
_WINDOW: Final = 28
_EASY_DAYS: Final = {5: 0.5, 6: 0.0}


class World(NamedTuple):
    """What is true, and how many new cards there are every day."""

    mind: Callable[[int], Mind]
    """By a seed."""
    new_per_day: int


WORLDS: Final = {
    "FSRS; 20": World(lambda _: ByFsrs(), 20),
    "FSRS; 5": World(lambda _: ByFsrs(), 5),
    "FSRS with weights that kb does not know; 10": World(lambda _: ByFsrs(OTHER_WEIGHTS), 10),
    "half-lives; 10": World(ByHalfLife, 10),
}


@dataclass(slots=True)
class Life:
    """A learner who does all that is due."""

    mind: Mind
    hand: Hand
    new_per_day: int
    balanced: bool
    plans: Plans = field(default_factory=Plans)
    cards: list[Scheduled] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    due: dict[int, list[int]] = field(default_factory=dict)
    """The cards that are due on a day."""
    load: Counter[int] = field(default_factory=Counter)
    reviews: list[int] = field(default_factory=list)
    """Of each day."""
    recalled: list[float] = field(default_factory=list)
    """The sum of the true chances at the reviews of each day."""

    def study(self, days: int) -> None:
        """Goes through so many days."""
        scheduler = Scheduler(model=Model(), calendar=CALENDAR)
        for day in range(days):
            due = self.due.pop(day, [])
            self.reviews.append(len(due))
            self.recalled.append(fsum(self.mind.recall(card, day) for card in due))
            new = range(len(self.cards), len(self.cards) + self.new_per_day)
            for card in [*due, *new]:
                self._answer(card, day, scheduler)

    def _answer(self, card: int, day: int, scheduler: Scheduler) -> None:
        before = self.cards[card] if card < len(self.cards) else None
        number = self.answers[card]
        today = _FIRST_DAY + timedelta(days=day)
        share = self.plans.share_of(today)
        ahead = Ahead(today=today.toordinal(), load=self.load, share=share)
        outcomes = scheduler.outcomes(
            before,
            CALENDAR.start_of(today) + _HOURS,
            _PRESET,
            chance=spread_chance(str(card), number),
            ahead=ahead if self.balanced else None,
        )
        if before is None:
            rating = self.hand.rating(card, number, self.hand.at_sight(card))
        else:
            rating = self.hand.rating(card, number, self.mind.recall(card, day))
        self.mind.answered(card, rating, day)
        self.answers[card] += 1
        after = outcomes.of(rating)
        if before is None:
            self.cards.append(after)
        else:
            self.cards[card] = after
        due = after.due.date().toordinal()
        self.load[due] += 1
        self.due.setdefault(due - _FIRST_DAY.toordinal(), []).append(card)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One course of days by chance, balanced, and with easy days."""

    reviews: float
    """A day, by chance."""
    by_chance: float
    """The standard deviation of the reviews of a day within four weeks."""
    balanced: float
    whole: float
    """The standard deviation of all days, balanced, as a share of that by chance."""
    retention: float
    """By chance."""
    points: float
    """By how many percentage points recall is higher if balanced."""
    easy: tuple[float, float]
    """The reviews of a Saturday and of a Sunday, as shares of those of other days."""
    easy_points: float

    @property
    def ratio(self) -> float:
        return self.balanced / self.by_chance


def compared(world: World, seed: int, *, days: int) -> Comparison:
    """Returns what so many days come to, after the first months."""

    def lived(plans: Plans, *, balanced: bool) -> Life:
        life = Life(world.mind(seed), Hand(seed), world.new_per_day, balanced, plans)
        life.study(_WARMING_DAYS + days)
        return life

    chance, balanced = (lived(Plans(), balanced=yes) for yes in (False, True))
    easy = lived(Plans(easy_days=_EASY_DAYS), balanced=True)
    by_weekday = [
        fmean(easy.reviews[day] for day in _counted(easy) if _weekday(day) == weekday)
        for weekday in range(7)
    ]
    others = fmean(by_weekday[:5])
    return Comparison(
        reviews=fmean(chance.reviews[_WARMING_DAYS:]),
        by_chance=_within_weeks(chance),
        balanced=_within_weeks(balanced),
        whole=pstdev(balanced.reviews[_WARMING_DAYS:]) / pstdev(chance.reviews[_WARMING_DAYS:]),
        retention=_retention(chance),
        points=100 * (_retention(balanced) - _retention(chance)),
        easy=(by_weekday[5] / others, by_weekday[6] / others),
        easy_points=100 * (_retention(easy) - _retention(chance)),
    )


def _counted(life: Life) -> range:
    return range(_WARMING_DAYS, len(life.reviews))


def _weekday(day: int) -> int:
    return (_FIRST_DAY + timedelta(days=day)).weekday()


def _within_weeks(life: Life) -> float:
    reviews = life.reviews[_WARMING_DAYS:]
    return fmean(
        pstdev(reviews[first : first + _WINDOW]) for first in range(len(reviews) - _WINDOW + 1)
    )


def _retention(life: Life) -> float:
    return fsum(life.recalled[_WARMING_DAYS:]) / sum(life.reviews[_WARMING_DAYS:])


HEAD: Final = (
    "what is true; new cards",
    "reviews a day",
    "deviation by chance",
    "balanced",
    "ratio",
    "at most",
    "of all days",
    "recalled",
    "balanced, in points",
    "within",
    "met",
    "Saturday, Sunday",
    "recalled, in points",
)
_RATIO: Final = 0.7
_POINTS: Final = 0.2


def rows(days: int) -> Iterator[tuple[str, ...]]:
    for name, world in WORLDS.items():
        found = compared(world, 0, days=days)
        say(f"{name}: {found.ratio:.2f}")
        met = found.ratio <= _RATIO and abs(found.points) <= _POINTS
        yield (
            name,
            f"{found.reviews:.0f}",
            f"{found.by_chance:.1f}",
            f"{found.balanced:.1f}",
            f"{found.ratio:.2f}",
            f"{_RATIO}",
            f"{found.whole:.2f}",
            f"{found.retention:.1%}",
            f"{found.points:+.2f}",
            f"{_POINTS}",
            "yes" if met else "**no**",
            f"{found.easy[0]:.0%}, {found.easy[1]:.0%}",
            f"{found.easy_points:+.2f}",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--quick", action="store_true", help="120 days")
    options, _ = parser.parse_known_args()
    print(table(HEAD, rows(120 if options.quick else options.days)))


if __name__ == "__main__":
    main()
