"""A store of somebody whose memory is known, so that a fit can be told to find it."""

from datetime import UTC, datetime, time, timedelta
from random import Random

from sqlalchemy import text

from kb.app.memory_models import memory_models, replay_cards
from kb.schedule.days import Moment
from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model
from kb.schedule.log import LogEntry, Review
from kb.schedule.memory import CardId, Memory, Rating, Scheduled, Standing, State, midnight
from kb.store.file.store import Store
from kb.store.review.log import append_all
from kb.store.review.weights import record_weights
from tests.app.days import CALENDAR, START

FORGETFUL = (
    0.05, 0.3, 0.8, 3.0, *DEFAULT_WEIGHTS[4:8], 1.2, *DEFAULT_WEIGHTS[9:20], 0.3,
)  # fmt: skip
"""Of somebody who forgets three times as fast as most."""
_DAY = timedelta(days=1)


def questions(count: int) -> str:
    """Returns a note with so many cards."""
    return "#flashcards" + "".join(f"\n\nQuestion {n}?::{n}" for n in range(count)) + "\n"


async def all_cards(store: Store) -> list[CardId]:
    """Returns the cards of a store, oldest first."""
    async with store.reading() as transaction:
        rows = await transaction.scalars(text("SELECT id FROM cards ORDER BY id"))
        return [CardId(row) for row in rows]


async def studied(
    store: Store,
    cards: list[CardId],
    *,
    days: int = 200,
    weights: tuple[float, ...] = FORGETFUL,
    jumps: bool = False,
    start: datetime = START,
) -> Moment:
    """Answers cards on many days as somebody with a memory of these weights; returns the day after.

    The schedule is that of the default weights. With jumps, the clock is often years wrong.
    """
    chance = Random(1)  # noqa: S311  # not for secrets
    truth, known = Model(weights), Model()
    memories: dict[CardId, Memory] = {}
    due = {card: number % (days // 2) for number, card in enumerate(cards)}
    standings: dict[CardId, Scheduled] = {}
    entries: list[LogEntry] = []
    async with store.writing() as transaction:
        used = await record_weights(transaction, DEFAULT_WEIGHTS, start)
    for number in range(days):
        for card in [card for card in cards if due[card] == number]:
            shift = chance.choice([0, 0, 900, -900]) if jumps else 0
            day = start.date() + (number + shift) * _DAY
            at = datetime.combine(day, time(12), UTC) + timedelta(seconds=len(entries) % 10_000)
            before, memory = standings.get(card), memories.get(card)
            recall = truth.retrievability(memory, day) if memory else 0.6
            rating = Rating.GOOD if chance.random() < recall else Rating.AGAIN
            if rating is Rating.GOOD and chance.random() < 0.2:
                rating = chance.choice([Rating.HARD, Rating.EASY])
            stability, difficulty = truth.answered(memory, rating, day)
            memories[card] = _memory(
                stability, difficulty, max(day, memory.last_day) if memory else day
            )
            shown = before.memory if before else None
            stability, difficulty = known.answered(shown, rating, day)
            wait = max(1, round(known.curve.interval_days(stability, 0.9)))
            due[card] = number + wait
            last = max(day, shown.last_day) if shown else day
            after = Standing(
                state=State.REVIEW, step=None, due=midnight(day + wait * _DAY), last_day=last
            )
            entries.append(
                Review(
                    device="desk",
                    tick=1_000_000_000_000 + len(entries) if jumps else int(at.timestamp() * 1000),
                    card=card,
                    at=at,
                    utc_offset_minutes=0,
                    study_day=day,
                    rating=rating,
                    before=before.standing if before else None,
                    after=after,
                    duration_ms=5000,
                    elapsed_days=max(0, (day - shown.last_day).days) if shown else None,
                    retrievability=known.retrievability(shown, day) if shown else None,
                    weights_id=used,
                )
            )
            standings[card] = Scheduled(memory=_memory(stability, difficulty, last), due=after.due)
    async with store.writing() as transaction:
        await append_all(transaction, entries)
        await replay_cards(transaction, cards)
        assert (await memory_models(transaction)).weights == used
    return Moment(now=start + days * _DAY, calendar=CALENDAR)


def _memory(stability_days: float, difficulty: float, last_day: object) -> Memory:
    return Memory(
        stability_days=stability_days,
        difficulty=difficulty,
        state=State.REVIEW,
        step=None,
        last_day=last_day,  # type: ignore[arg-type]
    )
