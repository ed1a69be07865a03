"""Somebody who studies day by day: by kb's own queue, session and scheduler."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from kb.schedule.cards import Card, DueCard, NewCard
from kb.schedule.days import Calendar
from kb.schedule.fsrs import Model
from kb.schedule.introduction import introduction_order
from kb.schedule.memory import CardId, Memory, Rating, Scheduled, State, midnight
from kb.schedule.options import Preset, ScheduleOptions
from kb.schedule.outcomes import Scheduler
from kb.schedule.pace import Pace
from kb.schedule.planning.balance import Ahead
from kb.schedule.planning.plans import Plans
from kb.schedule.queue import SessionOptions, Today, day_queue
from kb.schedule.session import start_session
from kb.schedule.simulation.card_pool import CardPool
from kb.schedule.simulation.habits import Habits, habits
from kb.schedule.simulation.world import World

FIRST: Final = date(2026, 3, 2)
CALENDAR: Final = Calendar(zone=UTC, rollover_hour=4)
HABITS: Final[Habits] = habits((), Pace())
_DAY: Final = timedelta(days=1)


def options(
    *, balance: bool = True, easy_days: Mapping[int, float] | None = None, **general: object
) -> ScheduleOptions:
    return ScheduleOptions(
        general=Preset(**general),  # type: ignore[arg-type]
        balance=balance,
        easy_days=easy_days or {},
        learn_ahead=timedelta(minutes=20),
        leech_threshold=8,
    )


def world(settings: ScheduleOptions, days: int, seed: int = 1, plans: Plans | None = None) -> World:
    return World(
        first=FIRST,
        days=days,
        calendar=CALENDAR,
        settings=settings,
        model=Model(),
        habits=HABITS,
        seed=seed,
        plans=plans or Plans(),
    )


def pool(cards: int, *, new: float, chained: bool = False) -> CardPool:
    """Returns notes of six cards in three pairs, a share of them new, each asked both ways."""
    chance = Random(5)  # noqa: S311  # not for secrets
    known, unknown = [], []
    for number in range(cards):
        note, place = divmod(number, 6)
        row = (CardId(number), note, f"fact {place // 2}", "forward", "")
        if chance.random() < new:
            unknown.append(NewCard(*row))
            continue
        stability = chance.lognormvariate(3, 1)
        ago = int(stability * chance.random() * 1.1)
        last = FIRST - ago * _DAY
        due = midnight(last + max(1, round(stability)) * _DAY)
        difficulty = chance.uniform(2, 9)
        known.append(DueCard(*row, State.REVIEW, due, stability, difficulty, last))
    requires = {note: [note + 1] for note in range(0, cards // 6, 2)} if chained else {}
    return CardPool(
        known=tuple(known),
        steps={},
        new=tuple(unknown),
        buried={},
        seen=(),
        decks=frozenset(),
        levels=dict.fromkeys(requires, 1),
        requires=requires,
    )


@dataclass
class Life:
    """Cards, and who studies them: FSRS is true of them, and their habits are ``HABITS``."""

    pool: CardPool
    settings: ScheduleOptions
    chance: Random
    plans: Plans = field(default_factory=Plans)
    model: Model = field(default_factory=Model)
    answers: int = 0
    seconds: float = 0.0
    begun: int = 0

    def __post_init__(self) -> None:
        self.scheduler = Scheduler(model=self.model, calendar=CALENDAR)
        every: list[Card] = [*self.pool.known, *self.pool.new]
        self.rows: dict[CardId, Card] = {card.card: card for card in every}
        self.standings: dict[CardId, Scheduled] = {
            card.card: Scheduled(
                memory=Memory(
                    stability_days=card.stability_days,
                    difficulty=card.difficulty,
                    state=State.REVIEW,
                    step=None,
                    last_day=card.last_day,
                ),
                due=card.due,
            )
            for card in self.pool.known
        }
        self.load = Counter(each.due.date().toordinal() for each in self.standings.values())
        self.siblings: dict[tuple[int, str], list[CardId]] = {}
        for card in every:
            self.siblings.setdefault((card.note, card.fact), []).append(card.card)

    def study(self, number: int) -> None:
        """Goes through a day until nothing is left to answer on it."""
        day = FIRST + number * _DAY
        if self.plans.is_free(day):
            return
        today = Today(
            day=day,
            seed=day.toordinal(),
            calendar=CALENDAR,
            settings=self.settings,
            model=self.model,
            pace=Pace(),
        )
        due = [
            row
            for row in map(self._row, self.standings)
            if (row.due < today.ends if row.state.in_steps else row.due <= midnight(day))
        ]
        new = [card for card in self.pool.new if card.card not in self.standings]
        order = introduction_order(
            dict.fromkeys(card.note for card in new),
            self.pool.levels,
            self.pool.requires,
            {card.note for card in new},
        )
        places = {note: place for place, note in enumerate(order)}
        new.sort(key=lambda card: places[card.note])
        session = start_session(
            day_queue(due, new, (), today, SessionOptions()), today, SessionOptions()
        )
        now = CALENDAR.start_of(day) + timedelta(hours=5)
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

    def _answer(self, card: Card, now: datetime) -> tuple[Scheduled, float]:
        before = self.standings.get(card.card)
        outcomes = self.scheduler.outcomes(
            before,
            now,
            self.settings.preset(card.preset),
            chance=self.chance.random(),
            ahead=self._ahead(card, now),
        )
        state = card.state if isinstance(card, DueCard) else State.NEW
        if state is State.REVIEW and self.chance.random() >= (outcomes.retrievability or 0):
            rating = Rating.AGAIN
        else:
            drawn, up_to = self.chance.random(), HABITS.up_to[state]
            rating = next(rating for rating in Rating if drawn < up_to[rating - 1])
        self.begun += state is State.NEW
        self.answers += 1
        seconds = HABITS.seconds[state][rating - 1]
        self.seconds += seconds
        self.standings[card.card] = outcomes.of(rating)
        if before is not None:
            self.load[before.due.date().toordinal()] -= 1
        self.load[outcomes.of(rating).due.date().toordinal()] += 1
        return outcomes.of(rating), seconds

    def _ahead(self, card: Card, now: datetime) -> Ahead:
        """Returns the days to come, as the store would give them."""
        due = {
            self.standings[other].due.date().toordinal()
            for other in self.siblings[card.note, card.fact]
            if other != card.card and other in self.standings
        }
        return Ahead(
            today=CALENDAR.day_of(now).toordinal(),
            load=self.load if self.settings.balance else {},
            share=self.plans.share_of(FIRST),
            siblings=due if self.settings.balance else (),
        )

    def known(self, number: int) -> float:
        """Returns how many cards are known at the end of a day."""
        day = FIRST + number * _DAY
        return sum(
            self.model.retrievability(standing.memory, day) for standing in self.standings.values()
        )

    def _row(self, card: CardId) -> DueCard:
        standing, row = self.standings[card], self.rows[card]
        memory = standing.memory
        return DueCard(
            *row[:5],
            memory.state,
            standing.due,
            memory.stability_days,
            memory.difficulty,
            memory.last_day,
        )
