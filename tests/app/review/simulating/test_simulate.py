"""``kb simulate``: the months to come, from what is in the store."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from kb.app.review.queue import todays_queue
from kb.app.review.simulating.simulate import Simulation, SimulationOptions, simulate
from kb.app.review.simulating.world import beginning
from kb.config.settings import Override, Overrides, ScheduleSettings, Settings
from kb.schedule.days import Moment
from kb.schedule.memory import CardId, Rating, State
from kb.schedule.queue import SessionOptions
from kb.store.file.store import Store
from kb.store.review.queue import Scope
from kb.store.review.simulation import answer_counts
from kb.store.tables.cards import log
from kb.store.tables.predicates import COUNTS
from tests.app.conftest import Import, Write
from tests.app.contents import dump
from tests.app.days import START, answered, at, rated, review_at
from tests.app.review.studying import all_cards, questions, studied

CARDS = 60
MONTH = SimulationOptions(days=30)


@pytest.fixture
async def cards(store: Store, imported: Import, write: Write, vault: Path) -> list[CardId]:
    write("Deck.md", questions(CARDS))
    await imported(vault, now=START)
    return await all_cards(store)


async def test_a_simulation_changes_nothing_and_comes_out_the_same_again(
    store: Store, cards: list[CardId]
) -> None:
    moment = await studied(store, cards, days=100)
    rows = await dump(store)
    first = await simulate(store, Settings(), moment, MONTH)
    assert await simulate(store, Settings(), moment, MONTH) == first
    assert await dump(store) == rows
    assert (first.reason, first.cards, first.new, len(first.course)) == (None, CARDS, 0, 30)
    assert first.reviews > 0 < first.minutes
    assert 0 < first.known_now <= CARDS
    assert 0 < first.known_at_end == first.course[-1].known <= CARDS


async def test_more_retention_costs_more_and_more_is_known(
    store: Store, cards: list[CardId]
) -> None:
    moment = await studied(store, cards, days=100)
    options = SimulationOptions(days=200)
    rows = (await simulate(store, Settings(), moment, options)).workload
    assert [row.retention for row in rows] == [percent / 100 for percent in range(70, 100)]
    assert [row.retention for row in rows if row.is_set] == [0.9]
    assert rows[0].reviews < rows[20].reviews < rows[-1].reviews
    assert rows[0].minutes < rows[20].minutes < rows[-1].minutes
    assert rows[0].known < rows[20].known < rows[-1].known


async def test_one_retention_is_simulated_alone(store: Store, cards: list[CardId]) -> None:
    moment = await studied(store, cards, days=100)
    options = SimulationOptions(days=30, retention=0.8)
    simulation = await simulate(store, Settings(), moment, options)
    (row,) = simulation.workload
    assert (simulation.retention, row.retention, row.is_set) == (0.8, 0.8, True)
    assert (row.reviews, row.known) == (simulation.reviews, simulation.known)


async def test_it_begins_with_the_queue_of_the_day(store: Store, cards: list[CardId]) -> None:
    """Also after some answers of that day."""
    settings = Settings(schedule=ScheduleSettings(new_per_day=10))
    review = await review_at(store, 0, settings=settings)
    await review.show()
    for rating in (Rating.GOOD, Rating.EASY, Rating.AGAIN):
        await rated(review, rating)
    async with store.reading() as transaction:
        begin = await beginning(transaction, at(0.01), settings, 1)
        queue = await todays_queue(transaction, begin.today, Scope(), SessionOptions(), settings)
    assert len(queue.new) == 7
    simulation = await simulate(store, settings, at(0.01), SimulationOptions(days=1))
    assert simulation.begun == 7
    assert simulation.new == CARDS - 3
    assert begin.world.habits.answers == 3
    steps = {card.card for card in begin.pool.known if card.state is State.LEARNING}
    assert begin.pool.steps.keys() == steps
    assert len(begin.pool.seen) == 3


async def test_limits_are_those_of_the_settings_unless_told_otherwise(
    store: Store, cards: list[CardId]
) -> None:
    async def begun(settings: ScheduleSettings, **options: Any) -> Simulation:
        told = SimulationOptions(days=2, retention=0.9, **options)
        return await simulate(store, Settings(schedule=settings), at(0), told)

    assert (await begun(ScheduleSettings(new_per_day=4))).begun == 8
    told = await begun(ScheduleSettings(new_per_day=4), new_per_day=7, reviews_per_day=5)
    assert (told.begun, told.new_per_day, told.reviews_per_day) == (14, 7, 5)
    tagged = Overrides((Override(tag="flashcards", new_per_day=2),))
    assert (await begun(ScheduleSettings(new_per_day=4, tags=tagged))).begun == 4


async def test_what_the_log_tells_of_ratings_and_durations_counts(
    store: Store, cards: list[CardId]
) -> None:
    for day in range(12):
        await answered(store, day)
    async with store.reading() as transaction:
        begin = await beginning(transaction, at(12), Settings(), 1)
    habits = begin.world.habits
    assert habits.answers > CARDS
    first_again, first_passed = habits.up_to[State.NEW][0], habits.up_to[State.NEW][2]
    assert first_again < 0.1
    assert first_passed - habits.up_to[State.NEW][1] > 0.7  # all were Good
    assert 6 < habits.seconds[State.LEARNING][Rating.GOOD - 1] < 7  # they took six seconds


async def test_answers_of_long_ago_tell_of_rare_ones_too(store: Store, cards: list[CardId]) -> None:
    """Thousands of later answers do not hide how new cards are rated."""
    await answered(store, 0)
    async with store.writing() as transaction:
        row = (await transaction.execute(select(log).where(COUNTS).limit(1))).mappings().one()
        later = {**row, "position": None, "state_before": "review"}
        await transaction.execute(
            insert(log),
            [{**later, "uid": f"later {n}", "tick": 1_000_000 + n} for n in range(5000)],
        )
    async with store.reading() as transaction:
        before = {row.state: row.answers for row in await answer_counts(transaction)}
    assert before[State.REVIEW] == 5000
    assert before[State.NEW] > 0


async def test_a_buried_card_comes_when_it_is_back(store: Store, cards: list[CardId]) -> None:
    settings = Settings(schedule=ScheduleSettings(new_per_day=100))
    async with store.writing() as transaction:
        await transaction.execute(
            text("UPDATE cards SET buried_until = '2026-03-05' WHERE id <= :most"),
            {"most": cards[19]},
        )
    told = SimulationOptions(days=5, retention=0.9)
    course = (await simulate(store, settings, at(0), told)).course
    assert course[0].known == CARDS - 20
    async with store.reading() as transaction:
        begin = await beginning(transaction, at(0), settings, 5)
    assert len(begin.pool.buried) == 20
    simulation = await simulate(store, settings, at(0), told)
    assert simulation.begun == CARDS


async def test_it_stops_when_nobody_waits_for_it(store: Store, cards: list[CardId]) -> None:
    moment = await studied(store, cards, days=100)
    stages: list[int] = []
    threads: list[threading.Thread] = []
    loop, begun, goes_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def progress(done: int, _: int) -> None:
        stages.append(done)
        threads.append(threading.current_thread())
        loop.call_soon_threadsafe(begun.set)
        goes_on.wait(60)

    waiting = asyncio.create_task(simulate(store, Settings(), moment, MONTH, progress=progress))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    goes_on.set()
    await asyncio.to_thread(threads[0].join, 60)
    assert stages == [1]


@pytest.mark.parametrize("suspended", [False, True], ids=["no cards", "no active cards"])
async def test_without_active_cards_it_says_so(
    store: Store, imported: Import, write: Write, vault: Path, *, suspended: bool
) -> None:
    if suspended:
        write("Deck.md", "#flashcards\n\nA question?::An answer\n")
        await imported(vault, now=START)
        async with store.writing() as transaction:
            await transaction.execute(text("UPDATE cards SET status = 'suspended'"))
    rows = await dump(store)
    simulation = await simulate(store, Settings(), at(0), MONTH)
    assert simulation.reason == "There are no active cards to simulate."
    assert (simulation.course, simulation.workload) == ((), ())
    assert await dump(store) == rows


@pytest.mark.parametrize(
    ("few", "learner"),
    [
        (1, {"days": 10}),
        (CARDS, {"jumps": True}),
        (CARDS, {"days": 4}),
    ],
    ids=["one card", "a clock that jumps", "few answers"],
)
async def test_a_log_that_tells_little_or_nonsense_is_simulated_all_the_same(
    store: Store, cards: list[CardId], few: int, learner: dict[str, Any]
) -> None:
    moment: Moment = await studied(store, cards[:few], **learner)
    rows = await dump(store)
    simulation = await simulate(store, Settings(), moment, MONTH)
    assert simulation.reason is None
    assert all(day.known <= CARDS and day.reviews >= 0 for day in simulation.course)
    assert len(simulation.workload) == 30
    assert await dump(store) == rows
