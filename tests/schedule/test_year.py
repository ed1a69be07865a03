"""Months of somebody who learns 40 notes: nothing lost, limits kept, foundations first.

In the long form it is a year.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

import pytest

from kb.schedule.cards import Card, DueCard, NewCard, SeenCard
from kb.schedule.intervals import spread_chance
from kb.schedule.introduction import introduction_order
from kb.schedule.log import UNSEEN, CardMemory, LogEntry, Review, Void, replay, to_undo
from kb.schedule.memory import CardId, Rating, State, midnight
from kb.schedule.options import Preset
from kb.schedule.outcomes import Outcomes
from kb.schedule.pace import Pace
from kb.schedule.queue import SessionOptions, Today, day_queue
from kb.schedule.session import SessionState, start_session
from tests.schedule.worlds import BERLIN, MODEL, OPTIONS, SCHEDULER
from tests.torture.tally import often

NOTES: Final = 40
DAYS: Final = often(120, 365)
SETTINGS: Final = replace(
    OPTIONS,
    general=Preset(new_per_day=6, reviews_per_day=40),
    by_tag={"exam": Preset(new_per_day=2)},
)


@dataclass
class Year:
    """A collection in memory, and who reviews it."""

    chance: Random
    now: datetime = datetime(2026, 1, 1, 18, tzinfo=UTC)
    cards: dict[CardId, NewCard] = field(default_factory=dict)
    requires: dict[int, list[int]] = field(default_factory=dict)
    standings: dict[CardId, CardMemory] = field(default_factory=lambda: defaultdict(lambda: UNSEEN))
    log: list[LogEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        for note in range(NOTES):
            self.requires[note] = [note // 2] if note else []
            for place, (fact, kind) in enumerate(
                [("definition", "forward"), *((f"item {n}", "forward") for n in range(3))]
                + [(f"item {n}", "reverse") for n in range(3)]
            ):
                card = CardId(note * 10 + place)
                preset = "exam" if note % 5 == 4 else ""
                self.cards[card] = NewCard(card, note, fact, kind, preset)

    @property
    def day(self) -> date:
        return BERLIN.day_of(self.now)

    def living(self) -> list[Review]:
        voided = {entry.voids for entry in self.log if isinstance(entry, Void)}
        return [
            entry for entry in self.log if isinstance(entry, Review) and entry.uid not in voided
        ]

    def waiting(self, card: CardId) -> Card:
        """Returns the row that a store would hand over."""
        row, scheduled = self.cards[card], self.standings[card].scheduled
        if scheduled is None:
            return row
        memory = scheduled.memory
        return DueCard(
            *row[:5],
            memory.state,
            scheduled.due,
            memory.stability_days,
            memory.difficulty,
            memory.last_day,
        )

    def session(self, options: SessionOptions) -> SessionState:
        day = self.day
        today = Today(
            day=day,
            seed=day.toordinal(),
            calendar=BERLIN,
            settings=SETTINGS,
            model=MODEL,
            pace=Pace(),
        )
        rows = [self.waiting(card) for card in self.cards]
        due = [
            row
            for row in rows
            if isinstance(row, DueCard)
            and (row.due < today.ends if row.state.in_steps else row.due <= midnight(day))
        ]
        unmet = {row.note for row in rows if isinstance(row, NewCard)}
        places = {
            note: place
            for place, note in enumerate(
                introduction_order(unmet, {n: n for n in self.requires}, self.requires, unmet)
            )
        }
        new = sorted(
            (row for row in rows if isinstance(row, NewCard)),
            key=lambda row: (places[row.note], row.card),
        )
        first: dict[CardId, SeenCard] = {}
        for entry in self.living():
            if entry.study_day == day and entry.card not in first:
                row = self.cards[entry.card]
                before = entry.before.state if entry.before else State.NEW
                first[entry.card] = SeenCard(row.card, row.note, row.fact, row.preset, before)
        return start_session(day_queue(due, new, first.values(), today, options), today, options)

    def outcomes(self, card: Card) -> Outcomes:
        standing = self.standings[card.card]
        return SCHEDULER.outcomes(
            standing.scheduled,
            self.now,
            SETTINGS.preset(card.preset),
            chance=spread_chance(str(card.card), standing.reps),
        )

    def answer(self, card: Card) -> Outcomes:
        found = self.outcomes(card)
        recalled = self.chance.random() < (found.retrievability or 0.5)
        weights = (0, 2, 7, 1) if recalled else (1, 0, 0, 0)
        rating = self.chance.choices(list(Rating), weights)[0]
        after = found.of(rating)
        review = Review(
            device="desk",
            tick=len(self.log),
            card=card.card,
            at=self.now,
            utc_offset_minutes=BERLIN.offset_minutes(self.now),
            study_day=found.day,
            rating=rating,
            before=found.before.standing if found.before else None,
            after=after.standing,
            duration_ms=8000,
            elapsed_days=found.elapsed_days,
            retrievability=found.retrievability,
            weights_id=None,
        )
        self.log.append(review)
        was = self.standings[card.card]
        lapsed = not rating.recalled and isinstance(card, DueCard) and card.state is State.REVIEW
        self.standings[card.card] = CardMemory(
            scheduled=after, reps=was.reps + 1, lapses=was.lapses + lapsed
        )
        return found

    def undo(self) -> CardId | None:
        for entry in to_undo(reversed(self.log), 1):
            card = entry.card
            self.log.append(
                Void(
                    device="desk",
                    tick=len(self.log),
                    card=card,
                    at=self.now,
                    utc_offset_minutes=BERLIN.offset_minutes(self.now),
                    study_day=self.day,
                    voids=entry.uid,
                )
            )
            history = [each for each in self.log if each.card in (card, None)]
            self.standings[card] = replay(history, MODEL)
            return card
        return None

    def review(self, options: SessionOptions) -> None:
        """Goes through one session, with an answer taken back now and then."""
        run = self.session(options)
        while choice := run.next(self.now):
            found = self.answer(choice.card)
            last = self.log[-1]
            assert isinstance(last, Review)
            run = run.answered(choice.card, found.of(last.rating), 8)
            self.now += timedelta(seconds=self.chance.uniform(4, 15))
            if self.chance.random() < 0.02:
                self.undo()
                run = run.returning(choice.card)
            if self.day != run.today.day:
                break


@pytest.fixture(scope="module")
def year() -> Year:
    chance = Random(11)  # noqa: S311  # not for secrets
    year = Year(chance=chance)
    back = DAYS // 2
    for day in range(DAYS):
        morning = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=day)
        if back - 20 <= day < back or chance.random() < 0.05:
            continue  # away
        options = SessionOptions(minutes=6) if back <= day < back + 10 else SessionOptions()
        for hours in (chance.uniform(0, 3), chance.uniform(6, 14)):
            year.now = morning + timedelta(hours=hours)
            if chance.random() < 0.1:
                year.undo()
            year.review(options)
    return year


def firsts(year: Year) -> list[Review]:
    """Returns the first answer of each card on each day."""
    seen: set[tuple[CardId, date]] = set()
    found = []
    for entry in year.living():
        if (entry.card, entry.study_day) not in seen:
            seen.add((entry.card, entry.study_day))
            found.append(entry)
    return found


def before(entry: Review) -> State:
    return entry.before.state if entry.before else State.NEW


def test_the_log_replays_to_every_card(year: Year) -> None:
    of_card: dict[CardId, list[LogEntry]] = defaultdict(list)
    for entry in year.log:
        of_card[entry.card].append(entry)
    assert len(year.living()) > 6 * DAYS
    for card in year.cards:
        assert replay(of_card[card], MODEL) == year.standings[card]


def test_every_card_was_met(year: Year) -> None:
    assert {entry.card for entry in year.living()} == year.cards.keys()


def test_siblings_were_never_asked_on_one_day(year: Year) -> None:
    asked: dict[tuple[date, int, str], set[CardId]] = defaultdict(set)
    for entry in year.living():
        row = year.cards[entry.card]
        asked[entry.study_day, row.note, row.fact].add(row.card)
    assert {len(cards) for cards in asked.values()} == {1}


def test_the_days_limits_were_kept(year: Year) -> None:
    new = [entry for entry in firsts(year) if before(entry) is State.NEW]
    presets = Counter((entry.study_day, year.cards[entry.card].preset) for entry in new)
    assert max(times for (_, preset), times in presets.items() if preset == "") == 6
    assert max(times for (_, preset), times in presets.items() if preset == "exam") == 2
    notes = Counter((entry.study_day, year.cards[entry.card].note) for entry in new)
    assert max(notes.values()) == 3
    reviews = Counter(
        entry.study_day
        for entry in firsts(year)
        if before(entry) is State.REVIEW and not year.cards[entry.card].preset
    )
    assert max(reviews.values()) <= 40


def test_foundations_came_first(year: Year) -> None:
    met: dict[int, int] = {}
    for at, entry in enumerate(year.living()):
        met.setdefault(year.cards[entry.card].note, at)
    late = [
        (note, needed)
        for note, all_needed in year.requires.items()
        for needed in all_needed
        # A tag with a limit of its own need not wait for notes that others limit.
        if met[needed] > met[note] and note % 5 != 4
    ]
    assert late == []


def test_nothing_came_before_its_day(year: Year) -> None:
    for entry in firsts(year):
        if entry.before and not entry.before.state.in_steps:
            assert entry.before.due <= midnight(entry.study_day)
