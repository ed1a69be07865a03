"""What the page costs: ``python -m benchmarks.serving``.

Generated notes are imported. Then, as whole processes and in turn: ``kb serve`` until the first
page is there, beside ``kb due``. The memory is that of the server after a hundred pages, and after
those that read years of answers; the idle time is what it takes of the processor in a minute in
which nothing comes.

Then a review of 100,000 cards in one process: an answer on the page beside one in the terminal's
session, in turn, and the next card as the page is told it. What pages over years of answers cost,
and the first layout of a map: see :mod:`benchmarks.pages`.
"""

import argparse
import asyncio
import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from typing import Final
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from benchmarks.collection import KB, notes_folder
from benchmarks.measure import HEAD, Contest, Row, Run, machine, run, table
from benchmarks.pages import answered_store, day_after, laying_out, over_years
from benchmarks.reviewing import CALENDAR, TODAY, filled
from kb.app.review.session.clock import Clock
from kb.app.review.session.session import ReviewSession
from kb.app.review.session.start import start_review
from kb.clock import monotonic_seconds
from kb.config.settings import Settings
from kb.schedule.memory import Rating
from kb.schedule.queue import SessionOptions
from kb.store.file.store import open_store
from kb.web.application import application
from kb.web.keys import Keys
from kb.web.site import Site
from tests.web.client import Client
from tests.web.tabs import ReviewTab

_TICKS: Final = os.sysconf("SC_CLK_TCK")


@contextmanager
def served(
    store: Path, env: Mapping[str, str] | None = None
) -> Iterator[tuple["subprocess.Popen[str]", OpenerDirector, str]]:
    """Gives a server, a browser that was let in, and the address of the first page."""
    command = [str(KB), "--db", str(store), "serve"]
    process = subprocess.Popen(  # noqa: S603  # this very program
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **(env or {})},
    )
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    try:
        address = process.stdout.readline().strip() if process.stdout else ""
        with browser.open(address) as page:
            page.read()
        yield process, browser, address.partition("?")[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def first_page(store: Path, env: Mapping[str, str] | None = None) -> Run:
    began = monotonic_seconds()
    with served(store, env) as (process, _, _):
        wall_s = monotonic_seconds() - began
        cpu_s = processor_s(process.pid)
        largest_mb = memory_mb(process.pid)
    return Run(wall_s=wall_s, cpu_s=cpu_s, largest_mb=largest_mb)


def processor_s(pid: int) -> float:
    """Returns the CPU time that a process has taken, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_mb(pid: int) -> float:
    """Returns the peak memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def starting(store: Path, rounds: int, what: str, env: Mapping[str, str] | None = None) -> Row:
    works = {
        "page": lambda: first_page(store, env),
        "due": lambda: run([KB, "--db", store, "due"], env=env),
    }
    contest = Contest(works=works).hold(rounds)
    _, cpu = contest.ratio("page", "due")
    page_s, due = contest.quickest("page"), contest.quickest("due")
    return Row(
        work=f"the first page, from the command, {what}",
        figure=f"{page_s:.2f} s, CPU {contest.cpu('page'):.2f} s",
        against=f"`kb due`, {due:.2f} s",
        value=cpu,
        shown=f"CPU {cpu:.2f}, {page_s / due:.2f}",
        target=1.5,
    )


def serving(notes: int, rounds: int, idle_s: float) -> list[Row]:
    with tempfile.TemporaryDirectory() as place:
        store = Path(place) / "kb.db"
        run([KB, "--db", store, "import", "--quiet", notes_folder(notes)], codes=(0, 1))
        start = starting(store, rounds, f"{notes:,} notes")
        with served(store) as (process, browser, address):
            for _ in range(100):
                with browser.open(address) as page:
                    page.read()
            memory = memory_mb(process.pid)
            time.sleep(10)  # it makes the backup of the day
            before = processor_s(process.pid)
            time.sleep(idle_s)
            idle = processor_s(process.pid) - before
    return [
        start,
        Row(work="memory after 100 pages", figure=f"{memory:.0f} MB", value=memory, target=150),
        Row(
            work=f"CPU time of {idle_s:.0f} s in which nothing comes",
            figure=f"{idle:.2f} s",
            value=idle,
            target=0.0,
        ),
    ]


def growing(store: Path, what: str, env: Mapping[str, str]) -> Row:
    """How large a server is that has shown what years of answers come to."""
    with served(store, env) as (process, browser, address):
        for path in ("stats", "workload/counted", "stats"):
            with browser.open(f"{address}{path}") as page:
                page.read()
        memory = memory_mb(process.pid)
    return Row(
        work=f"memory after Statistics and A year ahead, {what}",
        figure=f"{memory:.0f} MB",
        value=memory,
        target=150,
    )


async def _answers_ms(store_path: Path, rounds: int) -> tuple[float, float, float]:
    """Returns the median of an answer in the terminal's session, on the page, and of a turn."""
    seconds = 0
    clock = Clock(
        now=lambda: TODAY + timedelta(seconds=seconds),
        seconds=lambda: float(seconds),
        calendar=CALENDAR,
    )
    in_terminal, on_page, turns = list[float](), list[float](), list[float]()
    async with open_store(store_path) as store:
        review: ReviewSession = await start_review(store, clock, Settings(), SessionOptions())
        await review.show()
        keys = Keys(8765)
        site = Site(store=store, settings=Settings(), clock=lambda: clock, keys=keys, say=print)
        client = Client(app=application(site, hosts=["127.0.0.1:8765"]))
        await client.get(f"/?token={keys.token}")
        tab = await ReviewTab(client=client, asked={"order": "random"}).start()
        for _ in range(rounds):
            seconds += 10
            await review.reveal()
            began = monotonic_seconds()
            await review.rate(Rating.GOOD)
            in_terminal.append((monotonic_seconds() - began) * 1000)
            await tab.post("reveal", card=tab.card["id"])
            given = tab.given()
            began = monotonic_seconds()
            tab.told = (await tab.post("answer", **given)).json
            on_page.append((monotonic_seconds() - began) * 1000)
            began = monotonic_seconds()
            await tab.post("show")
            turns.append((monotonic_seconds() - began) * 1000)
    return median(in_terminal), median(on_page), median(turns)


def reviewing(cards: int, rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "kb.db")
        copy.write_bytes(filled(cards).read_bytes())
        with closing(sqlite3.connect(copy)) as store:
            # Its notes are on no disk: there is nothing to look through for changes.
            store.execute("UPDATE folders SET forgotten_at = 1")
            store.commit()
        terminal, page, turn = asyncio.run(_answers_ms(copy, rounds))
    return [
        Row(
            work=f"an answer on the page, {cards:,} cards",
            figure=f"{page:.1f} ms",
            against=f"in the terminal's session, {terminal:.1f} ms",
            value=page / terminal,
            shown=f"{page / terminal:.2f}",
            target=1.5,
        ),
        Row(
            work="the next card, as the page is told it",
            figure=f"{turn:.1f} ms",
            value=turn,
            shown=f"{turn:.1f} ms",
            target=15,
            target_shown="15 ms",
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--idle", type=float, default=60)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=200_000)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and less idle time")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.idle, options.answers = 3, 10, 20_000
    print(machine())
    rows = serving(options.notes, options.rounds, options.idle)
    rows += reviewing(options.cards, 20 * options.rounds)
    store = answered_store(20_000, options.answers)
    what, env = f"{options.answers:,} answers", {"KB_NOW": day_after(store).isoformat()}
    rows.append(starting(store, options.rounds, what, env))
    rows.append(growing(store, what, env))
    rows += over_years(20_000, options.answers, options.rounds)
    rows.append(laying_out(10_000, 60_000))
    print(table(HEAD, [row.cells for row in rows]))


if __name__ == "__main__":
    main()
