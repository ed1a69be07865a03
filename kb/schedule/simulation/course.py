"""Cards day by day: which are asked, by the queue of each day, and how many are known then."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import fsum
from random import Random
from typing import Final

from kb.schedule.cards import Card, DueCard, Order
from kb.schedule.fsrs import Model
from kb.schedule.intervals import without_apart
from kb.schedule.memory import CardId, Rating, State, midnight
from kb.schedule.options import Preset, ScheduleOptions
from kb.schedule.outcomes import DayChoice, Ways, end_of_step, ways_on
from kb.schedule.pace import Pace
from kb.schedule.planning.balance import Ahead
from kb.schedule.queue import (
    SessionOptions,
    Today,
    cards_of_day,
    ordered,
    within_limits,
)
from kb.schedule.simulation.card_pool import CardPool, Limits
from kb.schedule.simulation.due_days import DueDays
from kb.schedule.simulation.formulas import Formulas
from kb.schedule.simulation.simulated_days import Course, SimulatedDay
from kb.schedule.simulation.stock import Stock
from kb.schedule.simulation.world import World

_OPTIONS: Final = SessionOptions()
_DAY: Final = timedelta(days=1)
_BEGINS: Final = timedelta(hours=5)
"""After the study day, the learner does."""
_KNOWN_EVERY: Final = 7
"""On so many days, what is known is counted once; between, it is on the line."""
_RATINGS: Final = tuple(Rating)
_CHANCES: Final = 16
"""Of each card; after so many it meets those of another one."""
_Memory = tuple[float, float, int, int]
"""Stability in days, difficulty, the number of the day of the last answer, which is negative if it
is before the first, and the place of the chance that is next."""


def course(pool: CardPool, world: World, *, share: float = 1.0) -> Course:
    """Return the days of a pool of cards.

    Args:
        pool: all cards of the learner, or a part of them.
        world: what holds all the time.
        share: which part of all cards these are, in (0, 1]: they have that part of the limits, and
            what comes of it counts for all cards.
    """
    run = _Run(pool, world, share)
    for number in range(world.days):
        run.study(number)
    return run.course()


class _Plan:
    """What a preset makes of answers."""

    __slots__ = ("_preset", "_ways", "most", "per_stability")

    def __init__(self, preset: Preset, model: Model) -> None:
        self._preset: Final = preset
        self._ways: Final[dict[tuple[State, int], Ways]] = {}
        self.most: Final = preset.maximum_interval_days
        self.per_stability: Final = model.curve.interval_days(1.0, preset.retention)
        """The interval of FSRS for each day of stability."""

    def ways(self, state: State, step: int) -> Ways:
        """Return where each rating leads."""
        key = (state, step)
        if key not in self._ways:
            self._ways[key] = ways_on(state, step, self._preset)
        return self._ways[key]


class _Run:
    """Cards while they are studied."""

    def __init__(self, pool: CardPool, world: World, share: float) -> None:
        self._world: Final = world
        self._share: Final = share
        self._formulas: Final = Formulas(world.model)
        self._limits: Final = Limits(world.settings, share)
        self._plans: Final = {
            name: _Plan(world.settings.preset(name), world.model) for name in world.settings.presets
        }
        every: list[Card] = [*pool.known, *pool.new]
        cards = sorted(card.card for card in every)
        self._places: Final = {card: number for number, card in enumerate(cards)}
        self._chances: Final = _chances(world.seed, len(cards))
        self._card_count: Final = len(cards)
        self._chance_count: Final = len(self._chances)
        self._dates: Final = [world.first + _DAY * number for number in range(world.days)]
        self._midnights: Final = [midnight(day) for day in self._dates]
        self._starts: Final = [world.calendar.start_of(day) for day in self._dates]
        self._decks: Final = pool.decks
        self._stock: Final = Stock(pool, share)
        self._steps: Final = dict(pool.steps)
        self._seen = pool.seen
        self._due: Final[list[list[DueCard]]] = [[] for _ in range(world.days)]
        self._waiting: list[DueCard] = []
        self._due_days: Final = DueDays(every, world, share)
        self._memories: Final[dict[CardId, tuple[float, int, int]]] = {}
        """As in ``_Memory``, without the difficulty."""
        for card in pool.known:
            last = (card.last_day - world.first).days
            self._memories[card.card] = (card.stability_days, last, self._places[card.card])
            due = card.due.date() if card.state is State.REVIEW else world.calendar.day_of(card.due)
            self._due_days.count(card.card, (due - world.first).days)
            number = (max(due, pool.buried.get(card.card, due)) - world.first).days
            if number < world.days:
                self._due[max(number, 0)].append(card)
        self._habits: Final = world.habits
        self._number = 0
        self._begins = self._ends = self._starts[0]
        self._day_reviews = 0
        self._day_s = 0.0
        self._begun = 0
        self._work = 0
        self._days: Final[list[tuple[int, float, float | None]]] = []

    def study(self, number: int) -> None:
        """Go through the day of this number: whatever its queue asks, until nothing waits."""
        self._number, self._day_reviews, self._day_s = number, 0, 0.0
        self._begins = self._starts[number] + _BEGINS
        self._ends = self._world.calendar.start_of(self._dates[number] + _DAY)
        day, settings = self._dates[number], self._limits.of_day(number)
        due = self._waiting + self._due[number]
        self._due[number] = []
        if self._world.plans.is_free(day):
            self._waiting = due
            self._seen = ()
            self._end_day()
            return
        self._due_days.begin(number)
        presets = [settings.preset(name) for name in settings.presets]
        learns = any(preset.new_per_day for preset in presets)
        chosen = cards_of_day(
            due,
            self._stock.offered(day, settings) if learns else (),
            self._seen,
            settings,
            _OPTIONS,
            decks=self._decks,
        )
        reviews: Sequence[DueCard] = chosen.reviews
        if any(preset.reviews_per_day is not None for preset in presets):
            today = self._today(day, settings)
            reviews = within_limits(ordered(reviews, Order.DUE, today), self._seen, settings)
        asked: list[DueCard] = [*chosen.learning, *reviews]
        for card in asked:
            self._answer(card, card.state)
        for new in chosen.new:
            self._answer(new, State.NEW)
        self._stock.take(chosen.new)
        self._begun += len(chosen.new)
        self._work += len(due) + len(chosen.new)
        if len(asked) == len(due):
            self._waiting = []
        else:
            done = {card.card for card in asked}
            self._waiting = [card for card in due if card.card not in done]
        self._seen = ()
        self._end_day()

    def _end_day(self) -> None:
        number = self._number
        counted = number % _KNOWN_EVERY == 0 or number == self._world.days - 1
        known = self._known() if counted else None
        self._days.append((self._day_reviews, self._day_s, known))

    def course(self) -> Course:
        """Return what the days have come to, for all cards of which these are a share."""
        share = self._share
        known = _on_the_line([known for _, _, known in self._days])
        return Course(
            days=tuple(
                SimulatedDay(day, reviews / share, seconds / 60 / share, cards / share)
                for day, (reviews, seconds, _), cards in zip(
                    self._dates, self._days, known, strict=True
                )
            ),
            left=len(self._waiting) / share,
            begun=self._begun / share,
            work=self._work,
            share=share,
        )

    def _today(self, day: date, settings: ScheduleOptions) -> Today:
        world = self._world
        return Today(
            day=day,
            seed=day.toordinal(),
            calendar=world.calendar,
            settings=settings,
            model=world.model,
            pace=Pace(),
        )

    def _answer(self, card: Card, state: State) -> None:
        """Answer a card until it has left the day."""
        memory, interval, step = (0.0, 0.0, self._number, self._places[card.card]), 0, 0
        if isinstance(card, DueCard):
            stability, last, place = self._memories[card.card]
            memory = (stability, card.difficulty, last, place)
            if state is State.REVIEW:
                interval = max(0, (card.due.date() - card.last_day).days)
            else:
                step = self._steps.pop(card.card, 0)
        plan, now = self._plans[card.preset], self._begins
        ahead = self._due_days.ahead(card.card)
        while True:
            ways = plan.ways(state, step)
            rating, memory, days = self._rated(plan, ways, memory, interval, ahead)
            taken = ways.steps[rating]
            if taken is None:
                self._put(card, memory, State.REVIEW, self._number + days)
                return
            state, step, interval = ways.state_after(rating), taken.at, 0
            now += taken.wait
            if now >= self._ends:
                now = end_of_step(now - taken.wait, taken.wait, self._world.calendar)
                number = (self._world.calendar.day_of(now) - self._world.first).days
                self._steps[card.card] = step
                self._put(card, memory, state, number)
                return

    def _rated(
        self, plan: _Plan, ways: Ways, before: _Memory, last_interval: int, ahead: Ahead | None
    ) -> tuple[Rating, _Memory, int]:
        """Answer once; return the rating, the memory then, and the interval if it leads to one."""
        formulas, state, number = self._formulas, ways.state, self._number
        stability, difficulty, last, place = before
        drawn = self._chances[place % self._chance_count]
        recall = growth = 1.0
        later = number > last
        if later:
            recall = formulas.curve.retrievability(number - last, stability)
            growth = formulas.growth(stability, difficulty, recall)
        if state is State.REVIEW:
            # Of those recalled, this is as even as the chance was.
            drawn = drawn / recall if drawn < recall else -1.0
        up_to = self._habits.up_to[state]
        rating = _RATINGS[(drawn >= up_to[0]) + (drawn >= up_to[1]) + (drawn >= up_to[2])]
        self._day_reviews += 1
        self._day_s += self._habits.seconds[state][rating - 1]
        needed = ways.needed[rating]
        if state is State.NEW:
            after = [formulas.first[which - 1][0] for which in needed]
            harder = formulas.first[rating - 1][1]
        else:
            harder = formulas.harder(difficulty, rating)
            if not later:
                after = [formulas.on_the_day(stability, which) for which in needed]
            elif rating is Rating.AGAIN:
                after = [formulas.forgotten(stability, difficulty, recall)]
            else:
                after = [formulas.recalled(stability, growth, which) for which in needed]
        days = 0
        if ways.steps[rating] is None:
            per_stability = plan.per_stability
            ideals = {
                which: stability * per_stability
                for which, stability in zip(needed, after, strict=True)
            }
            days = ways.days(
                ideals if len(needed) == 1 else without_apart(ideals, plan.most),
                last=last_interval,
                most=plan.most,
                choice=DayChoice(
                    self._chances[(place + self._card_count) % self._chance_count], ahead
                ),
            )[rating]
        return (
            rating,
            (after[-1], harder, number if later else last, place + 2 * self._card_count),
            days,
        )

    def _put(self, card: Card, memory: _Memory, state: State, number: int) -> None:
        """Keep what is remembered of a card, and let it wait for a day, if that is simulated."""
        stability, difficulty, last, place = memory
        self._memories[card.card] = (stability, last, place)
        self._due_days.count(card.card, number)
        if number >= self._world.days:
            return
        self._due[number].append(
            DueCard(
                card.card,
                card.note,
                card.fact,
                card.kind,
                card.preset,
                state,
                self._midnights[number] if state is State.REVIEW else self._starts[number],
                stability,
                difficulty,
                self._dates[self._number],
            )
        )

    def _known(self) -> float:
        """Return how many cards are known at the end of the day."""
        number, curve = self._number, self._formulas.curve
        factor, power = curve.factor, -curve.decay
        # The curve itself: it is asked for all cards on many days.
        return fsum(
            [
                (1 + factor * (number - last) / stability) ** power if number > last else 1.0
                for stability, last, _ in self._memories.values()
            ]
        )


@lru_cache(8)
def _chances(seed: int, cards: int) -> tuple[float, ...]:
    """Return chances in [0, 1) for each card: the first of all cards, then the second, and so on.

    Those of one number are spread evenly over the cards, so that few cards tell as much as more
    with any chances; McKay and others, “A comparison of three methods” (1979),
    https://doi.org/10.2307/1268522. Each card meets the same ones at each retention.
    """
    chance = Random(seed)  # noqa: S311  # not for secrets
    chances: list[float] = []
    for _ in range(_CHANCES):
        row = [(place + chance.random()) / cards for place in range(cards)]
        chance.shuffle(row)
        chances += row
    # One less than whole rows: after the last, each card goes on with those of its neighbour.
    return tuple(chances[:-1])


def _on_the_line(values: Sequence[float | None]) -> list[float]:
    """Return values, with those that are missing on the line between those beside them.

    The first and the last are there.
    """
    there = [(place, value) for place, value in enumerate(values) if value is not None]
    filled = [there[0][1]]
    for (begin, low), (end, high) in pairwise(there):
        filled += [
            low + (high - low) * (place - begin) / (end - begin)
            for place in range(begin + 1, end + 1)
        ]
    return filled
