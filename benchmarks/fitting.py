"""Fitting the memory model to 100,000 answers: ``python -m benchmarks.fitting``.

A store is filled with the answers of a learner whose memory is known, on the days on which the
schedule of the default weights asks for them. Then ``kb fit`` is measured in its parts, in CPU
time: what the optimizer takes, beside the package alone; and the replay of all memories, beside
py-fsrs alone.
"""

import argparse
import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import Final, TypeVar

import fsrs
from fsrs_rs_python import FSRS
from sqlalchemy import text

from benchmarks.measure import table
from kb.app.importing.run import Target, import_notes
from kb.app.review.fitting.fit import FitOptions, fit, replay_all, undo_fit
from kb.clock import local_zone
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.schedule.fitting.histories import PastEvent, standing_events
from kb.schedule.fitting.past_answers import past_answers
from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model
from kb.schedule.log import Review
from kb.schedule.memory import CardId, Rating, Standing, State, midnight
from kb.store.file.store import Store, open_store
from kb.store.review.histories import histories
from kb.store.review.log import append_all
from kb.store.review.weights import record_weights
from kb.store.tables.columns import milliseconds

FIRST: Final = datetime(2024, 1, 1, 12, tzinfo=UTC)
TRUTH: Final = (0.1, 0.6, 1.4, 5.0, *DEFAULT_WEIGHTS[4:8], 1.5, *DEFAULT_WEIGHTS[9:20], 0.25)
"""The weights of the learner's own memory."""
_SET: Final = text(
    "UPDATE cards SET state = 'review', due = :due, last_day = :day, reps = 1, stability = 1, "
    "difficulty = 5 WHERE id = :card"
)
_T = TypeVar("_T")


class _Studied:
    """One card, what the schedule knows of it, and what is true of it."""

    def __init__(self, card: CardId) -> None:
        self.card = card
        self.known: tuple[float, float] | None = None
        self.true: tuple[float, float] | None = None
        self.last = 0
        self.standing: Standing | None = None


def answers(cards: list[CardId], count: int) -> list[Review]:
    """Returns the log of a learner, who begins some cards a day."""
    chance, truth, model = Random(1), Model(TRUTH), Model()  # noqa: S311  # not for secrets
    due: dict[int, list[_Studied]] = {}
    for number, card in enumerate(cards):
        due.setdefault(number // 20, []).append(_Studied(card))
    log: list[Review] = []
    day = 0
    while len(log) < count:
        for at, one in enumerate(due.pop(day, [])):
            log.append(_answer(one, day, at, (chance, truth, model)))
            wait = (log[-1].after.due.date() - FIRST.date()).days
            due.setdefault(max(day + 1, wait), []).append(one)
        day += 1
    return log[:count]


def _answer(one: _Studied, day: int, at: int, who: tuple[Random, Model, Model]) -> Review:
    chance, truth, model = who
    gap = day - one.last
    recall = truth.curve.retrievability(gap, one.true[0]) if one.true else 0.6
    good = chance.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (15, 75, 10))[0]
    rating = good if chance.random() < recall else Rating.AGAIN
    foretold = model.curve.retrievability(gap, one.known[0]) if one.known else None
    one.true = truth.next(*one.true, rating, gap) if one.true else truth.first(rating)
    one.known = model.next(*one.known, rating, gap) if one.known else model.first(rating)
    today = (FIRST + timedelta(days=day)).date()
    wait = max(1, round(model.curve.interval_days(one.known[0], 0.9)))
    before, elapsed = one.standing, gap if one.standing else None
    one.standing = Standing(
        state=State.REVIEW,
        step=None,
        due=midnight(today + timedelta(days=wait)),
        last_day=today,
    )
    one.last = day
    moment = datetime.combine(today, time(12), UTC) + timedelta(seconds=at)
    return Review(
        device="desk",
        tick=milliseconds(moment),
        card=one.card,
        at=moment,
        utc_offset_minutes=0,
        study_day=today,
        rating=rating,
        before=before,
        after=one.standing,
        duration_ms=6000,
        elapsed_days=elapsed,
        retrievability=foretold,
        weights_id=None,
    )


def _stood(card: CardId, entry: Review) -> dict[str, object]:
    due, day = milliseconds(entry.after.due), entry.study_day.isoformat()
    return {"due": due, "day": day, "card": card}


async def filled(store: Store, place: Path, cards: int, count: int) -> Moment:
    """Fills a store, and returns the day after."""
    notes = place / "notes"
    notes.mkdir()
    for number in range(0, cards, 100):
        asked = "\n\n".join(f"Question {each}?::{each}" for each in range(number, number + 100))
        (notes / f"Deck {number}.md").write_text(f"#flashcards\n\n{asked}\n")
    await import_notes(store, [Target(path=notes)], settings=Settings(), now=FIRST)
    async with store.writing() as transaction:
        rows = await transaction.scalars(text("SELECT id FROM cards ORDER BY id"))
        log = answers([CardId(row) for row in rows], count)
        await record_weights(transaction, DEFAULT_WEIGHTS, FIRST)
        await append_all(transaction, log)
        for card, entry in {entry.card: entry for entry in log}.items():
            await transaction.execute(_SET, _stood(card, entry))
        await replay_all(transaction, Model(), await histories(transaction))
    return Moment(
        now=log[-1].at + timedelta(days=1), calendar=Calendar(zone=local_zone(), rollover_hour=4)
    )


def cpu(work: Callable[[], _T]) -> tuple[float, _T]:
    """Returns the seconds of CPU time, of all threads, and the result."""
    begin = process_time()
    result = work()
    return process_time() - begin, result


def py_fsrs(logged: list[tuple[PastEvent, ...]]) -> None:
    """Replays all answers with the package's own cards."""
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    for events in logged:
        card = fsrs.Card(card_id=1)
        for event in events:
            at = datetime.combine(datetime.fromordinal(event.day), time(), UTC)
            card, _ = scheduler.review_card(card, fsrs.Rating(event.rating), at)


async def measured(place: Path, cards: int, count: int) -> list[tuple[str, str]]:
    """Returns what each part takes."""
    async with open_store(place / "kb.db") as store:
        moment = await filled(store, place, cards, count)
        begin = process_time()
        async with store.writing() as transaction:
            logged = await histories(transaction)
            read = process_time() - begin
            await replay_all(transaction, Model(TRUTH), logged)
            replayed = process_time() - begin
            await replay_all(transaction, Model(), logged)
        found = past_answers(map(standing_events, logged), milliseconds(moment.now))
        packing, packed = cpu(found.packed)
        fitting, _ = cpu(lambda: packed.fitted(1))
        items = packed._items  # noqa: SLF001  # the package beside kb
        alone, _ = cpu(lambda: FSRS([]).compute_parameters(items))
        raw, _ = cpu(lambda: py_fsrs(logged))
        begin = process_time()
        report = await fit(store, Settings(), moment, FitOptions())
        whole = process_time() - begin
        begin = process_time()
        await undo_fit(store, moment)
        undone = process_time() - begin
    scores = report.before, report.after
    return [
        (f"replay of {count:,} answers, read and stored", f"{replayed:.2f} s"),
        ("of it, reading the log", f"{read:.2f} s"),
        ("py-fsrs alone, without reading or storing", f"{raw:.2f} s"),
        (f"fitting to {len(packed):,} of {count:,} answers", f"{fitting + packing:.2f} s"),
        ("of it, giving them to the package", f"{packing:.2f} s"),
        ("fsrs-rs alone, with 5 epochs instead of 8", f"{alone:.2f} s"),
        ("all of kb fit, in the process", f"{whole:.2f} s"),
        ("all of kb fit --undo, in the process", f"{undone:.2f} s"),
        ("log loss before and after", ", ".join(f"{one.log_loss:.4f}" for one in scores if one)),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--cards", type=int, default=10_000)
    options = parser.parse_args()
    with TemporaryDirectory() as place:
        rows = asyncio.run(measured(Path(place), options.cards, options.answers))
    print(table(("CPU time", ""), rows))


if __name__ == "__main__":
    main()
