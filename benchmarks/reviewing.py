"""What a review costs at a million cards: ``python -m benchmarks.reviewing``.

A store is filled by SQL with notes of a hundred cards, two thirds of them in review, some thousands
due. Then, in one process each: the day's queue as the store gives it, the way from a rating to the
next card, and one durable answer beside the same row written by raw sqlite3. And as whole
processes, in turn: ``kb review`` on a terminal until it shows the first card, beside importing
Textual and SQLAlchemy.
"""

import argparse
import asyncio
import fcntl
import os
import pty
import select
import signal
import sqlite3
import struct
import tempfile
import termios
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.collection import KB, notes_folder
from benchmarks.measure import (
    BUILD,
    HEAD,
    PYTHON,
    Contest,
    Row,
    Run,
    RunError,
    machine,
    run,
    say,
    table,
)
from kb.app.memory_models import memory_models
from kb.app.review.answers import record
from kb.app.review.queue import todays
from kb.app.review.schedule_settings import schedule_options
from kb.app.review.session.clock import Clock
from kb.app.review.session.start import start_review
from kb.cards.card import Status
from kb.clock import monotonic_seconds
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.schedule.fsrs import Model
from kb.schedule.memory import Rating
from kb.schedule.options import Preset
from kb.schedule.outcomes import Scheduler
from kb.schedule.queue import SessionOptions
from kb.store.cards.cards import CardFilter, stored_cards
from kb.store.file.store import open_store
from kb.store.review.queue import Scope, due_cards, new_cards, new_notes

TODAY: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALENDAR: Final = Calendar(zone=UTC, rollover_hour=4)
LIBRARIES: Final = "import textual.app, textual.widgets, sqlalchemy.ext.asyncio, aiosqlite"
_ON_THE_SCREEN: Final = b"Press Space to show the answer"
_A_NOTE: Final = 100
_DAY_MS: Final = 86_400_000
_FILL: Final = """
INSERT INTO folders (id, root, extensions, added_at) VALUES (1, '/nowhere', '[".md"]', 1);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {notes})
INSERT INTO notes (id, folder_id, path, size, mtime_ns, content_hash, read_with, read_at, named,
        title, title_key, file_key, flattened)
    SELECT i, 1, 'n' || i || '.md', 1, 1, i, '1', 1, 0, 'Note ' || i, 'note ' || i, 'n' || i, 0
    FROM n;
WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c WHERE i < {cards} - 1)
INSERT INTO cards (id, uid, note_id, generator, anchor, position, line, kind, fact, written, status,
        proposed, changed, added_at, state, stability, difficulty, due, last_day, reps, lapses,
        front, back)
    SELECT i + 1, hex(i), i / {a_note} + 1, 'item', i, i % {a_note}, 1, 'forward', i, 0, 'active',
        0, 0, 1,
        CASE WHEN i % 3 THEN 'review' END,
        CASE WHEN i % 3 THEN 5.0 + i % 90 END,
        CASE WHEN i % 3 THEN 1.0 + i % 9 END,
        CASE WHEN i % 3 THEN ({today} / {day} + (i * 7919) % 400 - 3) * {day} END,
        CASE WHEN i % 3 THEN date({today} / 1000 - 86400 * (10 + i % 60), 'unixepoch') END,
        CASE WHEN i % 3 THEN 3 ELSE 0 END, 0,
        'What does call ' || i || ' do?', 'It does what number ' || i || ' says, and no more.'
    FROM c;
ANALYZE;
"""
_RAW: Final = "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def filled(cards: int) -> Path:
    """Returns a store with so many cards; made once."""
    path = BUILD / f"cards-{cards}.db"
    if path.exists():
        return path
    say(f"filling a store with {cards:,} cards")
    BUILD.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    asyncio.run(_opened(part))
    with closing(sqlite3.connect(part)) as store:
        numbers = {"cards": cards, "notes": cards // _A_NOTE, "a_note": _A_NOTE, "day": _DAY_MS}
        store.executescript(_FILL.format(**numbers, today=int(TODAY.timestamp() * 1000)))
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    part.rename(path)
    return path


async def _opened(path: Path) -> None:
    async with open_store(path):
        pass


async def _queue_ms(path: Path, rounds: int) -> tuple[float, int]:
    """Returns how long the store takes to hand over a day, and how many cards are due."""
    took, due = [], 0
    settings = Settings()
    moment = Moment(now=TODAY, calendar=CALENDAR)
    async with open_store(path) as store:
        for _ in range(rounds):
            async with store.reading() as transaction:
                model = (await memory_models(transaction)).current
                today = await todays(transaction, moment, schedule_options(settings), model)
                begun = monotonic_seconds()
                found = await due_cards(transaction, Scope(), day=today.day, ends=today.ends)
                notes = await new_notes(transaction, Scope(), day=today.day, limit=300)
                await new_cards(transaction, Scope(), notes[:20], day=today.day)
                took.append((monotonic_seconds() - begun) * 1000)
                due = len(found)
    return median(took), due


async def _next_ms(path: Path, rounds: int) -> float:
    """Returns the median time from a rating to the next card, both in the store."""
    took = []
    numbers = count()
    clock = Clock(
        now=lambda: TODAY + timedelta(seconds=10 * len(took)),
        seconds=lambda: 5.0 * next(numbers),
        calendar=CALENDAR,
    )
    async with open_store(path) as store:
        review = await start_review(store, clock, Settings(), SessionOptions())
        await review.show()
        for _ in range(rounds):
            await review.reveal()
            begun = monotonic_seconds()
            await review.rate(Rating.GOOD)
            took.append((monotonic_seconds() - begun) * 1000)
    return median(took)


def _raw_ms(rounds: int) -> float:
    """Returns the median time of one durable row by sqlite3 alone, as the store is set up."""
    took = []
    with (
        tempfile.TemporaryDirectory(dir=BUILD) as place,
        closing(sqlite3.connect(Path(place, "raw.db"), isolation_level=None)) as raw,
    ):
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("CREATE TABLE log (a, b, c, d, e, f, g, h, i, j)")
        raw.execute("CREATE TABLE cards (id INTEGER PRIMARY KEY, s, d, due)")
        raw.execute("INSERT INTO cards VALUES (1, 1, 1, 1)")
        for number in range(rounds):
            begun = monotonic_seconds()
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(_RAW, (number, "x" * 32, 1, 3, 1.5, 2.5, 4, 5, 6, 7))
            raw.execute("UPDATE cards SET s = ?, due = ? WHERE id = 1", (number, number))
            raw.execute("COMMIT")
            took.append((monotonic_seconds() - begun) * 1000)
    return median(took)


async def _answer_ms(path: Path, rounds: int) -> float:
    """Returns the median time of one answer that is saved."""
    took = []
    scheduler = Scheduler(model=Model(), calendar=CALENDAR)
    async with open_store(path) as store:
        async with store.reading() as transaction:
            active = CardFilter(statuses=[Status.ACTIVE])
            cards = await stored_cards(transaction, active, limit=rounds)
        for card in cards:
            outcomes = scheduler.outcomes(card.scheduled, TODAY, Preset(), chance=0.5)
            begun = monotonic_seconds()
            await record(store, card, outcomes, Rating.GOOD, calendar=CALENDAR, duration_ms=5000)
            took.append((monotonic_seconds() - begun) * 1000)
    return median(took)


def reviewing(cards: int, rounds: int) -> Iterator[Row]:
    """The store's part of a review, at so many cards."""
    path = filled(cards)
    with tempfile.TemporaryDirectory(dir=BUILD) as place:
        copy = Path(place, "kb.db")
        copy.write_bytes(path.read_bytes())
        queue, due = asyncio.run(_queue_ms(copy, 9))
        following = asyncio.run(_next_ms(copy, rounds))
        raw = _raw_ms(rounds)
        answer = asyncio.run(_answer_ms(copy, rounds))
        config = Path(place, "config.toml")
        config.touch()
        env = {"KB_DB": str(copy), "KB_CONFIG": str(config), "KB_NOW": TODAY.isoformat()}
        contest = Contest(
            works={
                "first card": lambda: first_card("--no-import", env=env),
                "libraries": lambda: run((PYTHON, "-c", LIBRARIES)),
            }
        ).hold(9, say)
        usual = _usual_start(Path(place))
    yield Row(
        work=f"a day's queue of {cards:,} cards, in the store",
        figure=f"{queue:.0f} ms, {due:,} due",
        value=queue,
        shown=f"{queue:.0f} ms",
        target=50,
        target_shown="50 ms",
    )
    yield Row(
        work="from a rating to the next card",
        figure=f"{following:.1f} ms",
        value=following,
        shown=f"{following:.1f} ms",
        target=50,
        target_shown="50 ms",
    )
    yield Row(
        work="one durable answer",
        figure=f"{answer:.2f} ms",
        against=f"two rows by sqlite3, {raw:.2f} ms",
        value=answer / raw,
        shown=f"{answer / raw:.1f}",
        target=8,
    )
    yield _start_row(f"start to the first card, {cards:,} cards", contest)
    yield _start_row("the same with a look for changes in 1,000 notes", usual)


def _usual_start(place: Path) -> Contest:
    """Compares what most people do: some notes, which are looked through for changes."""
    folder = notes_folder(1000)
    env = {"KB_DB": str(place / "usual.db"), "KB_CONFIG": str(place / "config.toml")}
    run((KB, "import", folder, "--quiet"), env=env)
    return Contest(
        works={
            "first card": lambda: first_card(env=env),
            "libraries": lambda: run((PYTHON, "-c", LIBRARIES)),
        }
    ).hold(9, say)


def _start_row(work: str, contest: Contest) -> Row:
    _, cpu = contest.ratio("first card", "libraries")
    return Row(
        work=f"{work}, in CPU time",
        figure=f"{contest.cpu('first card'):.2f} s",
        against=f"importing Textual and SQLAlchemy, {contest.cpu('libraries'):.2f} s",
        value=cpu,
        shown=f"{cpu:.2f}",
        target=1.5,
    )


def first_card(*words: str, env: Mapping[str, str]) -> Run:
    """Returns what ``kb review`` costs on a terminal, from its start to the first card.

    The process is killed then, so that its end is not counted.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    began, shown = monotonic_seconds(), b""
    process = os.posix_spawn(
        PYTHON,
        [PYTHON, "-m", "kb", "review", *words],
        {**os.environ, **env, "TERM": "xterm-256color"},
        file_actions=[(os.POSIX_SPAWN_DUP2, theirs, stream) for stream in range(3)],
        setsid=True,
    )
    os.close(theirs)
    try:
        while _ON_THE_SCREEN not in shown:
            if not select.select([ours], [], [], 60)[0]:
                raise RunError(f"no card was shown, but {shown[-2000:]!r}")
            shown += os.read(ours, 65536)
    finally:
        wall_s = monotonic_seconds() - began
        os.kill(process, signal.SIGKILL)
        _, _, usage = os.wait4(process, 0)
        os.close(ours)
    return Run(wall_s=wall_s, cpu_s=usage.ru_utime + usage.ru_stime, largest_mb=usage.ru_maxrss)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--quick", action="store_true", help="fewer cards and rounds")
    options = parser.parse_args()
    if options.quick:
        options.cards, options.rounds = 20_000, 20
    print(machine())
    print(table(HEAD, [row.cells for row in reviewing(options.cards, options.rounds)]))


if __name__ == "__main__":
    main()
