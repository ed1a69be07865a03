"""Pages over years of answers, and the layout of ten thousand notes, in one process.

It is a part of ``python -m benchmarks.serving``. All is told in CPU time: that of a page first and
again, beside reading the answers with sqlite3 alone; how long the event loop is held at once, by
the CPU time of its thread; and the layout of a map, beside one round of the library's own forces on
the whole graph.
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import rustworkx
from sqlalchemy import text

from benchmarks.fitting import filled
from benchmarks.measure import BUILD, Row, say
from kb.app.review.session.clock import Clock
from kb.clock import local_zone, monotonic_seconds
from kb.config.settings import Settings
from kb.graph.layout import place_all
from kb.schedule.days import Calendar
from kb.store.file.store import open_store
from kb.web.application import application
from kb.web.keys import Keys
from kb.web.site import Site
from tests.web.client import Client

_RAW: Final = (
    "SELECT card_id, study_day, state_before, rating, elapsed_days, due_before, last_day_before, "
    "retrievability, weights_id FROM log WHERE kind = 'review' ORDER BY tick, device"
)
_TICK_S: Final = 0.001


def answered_store(cards: int, answers: int) -> Path:
    """Returns a store in which so many cards were answered so often; made once."""
    path = BUILD / f"answers-{cards}-{answers}.db"
    if not path.exists():
        say(f"filling a store with {answers:,} answers to {cards:,} cards")
        BUILD.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as place:
            asyncio.run(_fill(Path(place), cards, answers))
            Path(place, "kb.db").rename(path)
    return path


async def _fill(place: Path, cards: int, answers: int) -> None:
    async with open_store(place / "kb.db") as store:
        await filled(store, place, cards, answers)
        async with store.writing() as transaction:
            # Its notes are on no disk: there is nothing to look through for changes.
            await transaction.execute(text("UPDATE folders SET forgotten_at = 1"))
    with closing(sqlite3.connect(place / "kb.db")) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Loop:
    """Notes how long the event loop is held at once, by the CPU time of its thread."""

    def __init__(self) -> None:
        self._longest_s = 0.0

    async def watch(self) -> None:
        while True:
            begin = time.thread_time()
            await asyncio.sleep(_TICK_S)
            self._longest_s = max(self._longest_s, time.thread_time() - begin)

    async def cost_ms(self, work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
        """Returns the CPU time of some work, and how long it held the loop at once."""
        await asyncio.sleep(2 * _TICK_S)
        self._longest_s, begin = 0.0, time.process_time()
        await work()
        took = time.process_time() - begin
        await asyncio.sleep(2 * _TICK_S)
        return took * 1000, self._longest_s * 1000


async def _pages(path: Path, rounds: int) -> list[tuple[str, float, float, float]]:
    """Returns of each page the CPU time at first and again, and the longest hold of the loop."""
    now = day_after(path)
    clock = Clock(
        now=lambda: now,
        seconds=monotonic_seconds,
        calendar=Calendar(zone=local_zone(), rollover_hour=4),
    )
    keys, loop = Keys(8765), _Loop()
    async with open_store(path) as store:
        site = Site(store=store, settings=Settings(), clock=lambda: clock, keys=keys, say=print)
        client = Client(app=application(site, hosts=["127.0.0.1:8765"]))
        await client.get(f"/?token={keys.token}")
        site.prepare()  # as a thread of the server does
        watching = asyncio.create_task(loop.watch())
        costs = []
        for name, address in (("Statistics", "/stats"), ("Today", "/")):
            first, held = await loop.cost_ms(partial(client.get, address))
            again = []
            for _ in range(rounds):
                took, longest = await loop.cost_ms(partial(client.get, address))
                again.append(took)
                held = max(held, longest)
            costs.append((name, first, median(again), held))
        watching.cancel()
    return costs


def day_after(path: Path) -> datetime:
    """Returns a moment on the day after the last answer in a store."""
    with closing(sqlite3.connect(path)) as raw:
        last_ms = raw.execute("SELECT max(at) FROM log").fetchone()[0]
    return datetime.fromtimestamp(last_ms / 1000, UTC) + timedelta(days=1)


def _reading_ms(path: Path, rounds: int) -> float:
    """Returns the CPU time that sqlite3 alone takes to read the answers."""
    took = []
    with closing(sqlite3.connect(path)) as raw:
        for _ in range(rounds):
            begin = time.process_time()
            raw.execute(_RAW).fetchall()
            took.append((time.process_time() - begin) * 1000)
    return median(took)


def over_years(cards: int, answers: int, rounds: int) -> list[Row]:
    path = answered_store(cards, answers)
    reading = _reading_ms(path, rounds)
    rows = []
    for name, first, again, held in asyncio.run(_pages(path, rounds)):
        rows += [
            Row(
                work=f"{name}, {answers:,} answers, in CPU time",
                figure=f"{again:.0f} ms, the first time {first:.0f} ms",
                against=f"reading them by sqlite3, {reading:.0f} ms",
                value=again / reading,
                shown=f"{again / reading:.2f}",
                target=1,
            ),
            Row(
                work=f"{name}: the event loop held at once",
                figure=f"{held:.0f} ms",
                value=held,
                shown=f"{held:.0f} ms",
                target=50,
                target_shown="50 ms",
            ),
        ]
    return rows


def graph(notes: int, links: int) -> list[tuple[int, int]]:
    """Returns links as in a vault: most within groups, many of them to a few notes."""
    chance = Random(2)  # noqa: S311  # not for secrets
    groups = [list(range(first, notes, notes // 125)) for first in range(notes // 125)]
    fame = [chance.paretovariate(1.2) for _ in range(notes)]
    edges: dict[tuple[int, int], None] = {}
    while len(edges) < links:
        one = chance.randrange(notes)
        near = groups[one % len(groups)] if chance.random() < 0.8 else range(notes)
        other = max((chance.choice(near) for _ in range(3)), key=fame.__getitem__)
        if one != other:
            edges[min(one, other), max(one, other)] = None
    return list(edges)


def laying_out(notes: int, links: int) -> Row:
    edges = graph(notes, links)
    begin = time.process_time()
    place_all(notes, edges, {})
    ours = time.process_time() - begin
    whole = rustworkx.PyGraph(multigraph=False)
    whole.add_nodes_from(range(notes))
    whole.add_edges_from([(one, other, 1.0) for one, other in edges])
    begin = time.process_time()
    rustworkx.spring_layout(whole, num_iter=1, seed=1)
    one_round = time.process_time() - begin
    return Row(
        work=f"the first layout of {notes:,} notes with {links:,} links, in CPU time",
        figure=f"{ours:.1f} s",
        against=f"one round of the library's forces on all, {one_round:.2f} s",
        value=ours / one_round,
        shown=f"{ours / one_round:.1f}",
        target=5,
    )
