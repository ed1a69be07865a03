"""What sharing a log costs: ``python -m benchmarks.syncing``.

A store of 100,000 answers writes them to a folder, and a second one, which has the same notes,
reads them: beside reading the same lines as JSON. Then 100 new answers are synchronised, as a whole
process in turn with ``kb due``.
"""

import argparse
import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import process_time
from typing import Final

from sqlalchemy import text

from benchmarks.collection import KB
from benchmarks.measure import HEAD, Contest, Row, Run, machine, run, say, table
from kb.app.importing.run import Target, import_notes
from kb.app.sync.run import sync
from kb.config.settings import Settings
from kb.schedule.fsrs import DEFAULT_WEIGHTS
from kb.schedule.memory import ENGINE
from kb.store.file.store import open_store
from kb.store.sync.outgoing import weights_id
from kb.sync.folder import append, log_files
from kb.sync.lines import AnswerLine, WeightsLine

NOW: Final = datetime(2026, 6, 1, 9, tzinfo=UTC)
_BEGIN_MS: Final = 1_700_000_000_000
_DAY_MS: Final = 86_400_000
_A_NOTE: Final = 50
_A_DAY: Final = 100
"""Answers of a daily synchronisation."""


@dataclass(slots=True)
class Learner:
    """Answers cards in turn, each when it has waited for some days."""

    uids: Sequence[str]
    chance: Random = field(default_factory=lambda: Random(1))  # noqa: S311  # not for secrets
    tick: int = _BEGIN_MS
    done: int = 0
    last: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By card: the day of its last answer, and that on which it is due."""

    def answers(self, count: int) -> list[AnswerLine]:
        return [self._answer() for _ in range(count)]

    def _answer(self) -> AnswerLine:
        weights = weights_id(ENGINE, DEFAULT_WEIGHTS)
        uid = self.uids[self.done % len(self.uids)]
        self.done += 1
        self.tick += self.chance.randint(5_000, 60_000)
        day, wait = self.tick // _DAY_MS, self.chance.randint(3, 90)
        rating = self.chance.choice([1, 3, 3, 3, 4])
        was, late, since, chance = 0, None, None, None
        if uid in self.last:
            answered, due = self.last[uid]
            was, late, since, chance = 2, day - due, day - answered, 0.9134
        self.last[uid] = day, day + wait
        return AnswerLine(
            self.tick, uid, rating, 0, 0, 5400, was, late, since, chance, 2, wait, weights
        )


def syncing(answers: int, cards: int, rounds: int) -> list[Row]:
    """Returns the rows of the table."""
    with tempfile.TemporaryDirectory() as place:
        return asyncio.run(_first(Path(place), answers, cards)) + _daily(Path(place), rounds)


async def _first(place: Path, answers: int, cards: int) -> list[Row]:
    """Measures the first synchronisation of a second machine, in this process."""
    notes, raw, folder = (place / name for name in ("notes", "raw", "folder"))
    for made in (notes, raw, folder):
        made.mkdir()
    for number in range(cards // _A_NOTE):
        questions = (f"Q: {number}, {at}?\nA: Answer {at}.\n" for at in range(_A_NOTE))
        (notes / f"Deck {number}.md").write_text(f"# Deck {number}\n\n" + "\n".join(questions))
    say("importing")
    desk, phone = place / "desk.db", place / "phone.db"
    async with open_store(desk) as store:
        await import_notes(store, [Target(path=notes)], settings=Settings(), now=NOW)
        async with store.writing() as transaction:
            uids = [*await transaction.scalars(text("SELECT uid FROM cards ORDER BY id"))]
            device = (await transaction.scalars(text("SELECT uid FROM device"))).one()
            await transaction.execute(text("UPDATE device SET uid = 'elsewhere'"))
    shutil.copy(desk, phone)
    say("answering")
    weights = WeightsLine(weights_id(ENGINE, DEFAULT_WEIGHTS), ENGINE, DEFAULT_WEIGHTS)
    append(raw, device, [weights, *Learner(uids).answers(answers)])
    async with open_store(desk) as store:
        await sync(store, raw, NOW)
        async with store.writing() as transaction:  # now the answers are its own
            await transaction.execute(text("UPDATE device SET uid = :uid"), {"uid": device})
    async with open_store(desk) as store:
        await sync(store, folder, NOW)
    files = [folder / file.device / file.name for file in log_files(folder)]
    bytes_an_answer = sum(file.stat().st_size for file in files) / answers
    lines = [line for file in files for line in file.read_bytes().splitlines()]
    say("reading")
    begun = process_time()
    for line in lines:
        json.loads(line)
    as_json = process_time() - begun
    async with open_store(phone) as store:
        begun = process_time()
        await sync(store, folder, NOW)
        first = process_time() - begun
    return [
        Row(
            work=f"first synchronisation of {answers:,} answers to {cards:,} cards, in CPU time",
            figure=f"{first:.1f} s",
            against=f"reading their lines as JSON: {as_json:.2f} s",
            value=first / as_json,
            shown=f"{first / as_json:.1f}",
            target=5,
        ),
        Row(
            work="bytes of an answer in the folder",
            figure=f"{bytes_an_answer:.0f}",
            value=bytes_an_answer,
            target=120,
        ),
    ]


def _daily(place: Path, rounds: int) -> list[Row]:
    """Measures a day's synchronisation as a whole process, beside ``kb due``."""
    phone, folder = place / "phone.db", place / "folder"
    (place / "config.toml").touch()
    env = {
        "KB_DB": os.fspath(phone),
        "KB_CONFIG": os.fspath(place / "config.toml"),
        "KB_NOW": NOW.isoformat(),
    }
    learner = Learner(asyncio.run(_uids(phone)), Random(2), tick=_BEGIN_MS * 2)  # noqa: S311

    def sync_a_day() -> Run:
        append(folder, "bbbbccccddddeeee", learner.answers(_A_DAY))
        return run([KB, "sync", folder, "--quiet"], env=env)

    def due() -> Run:
        return run([KB, "due", "--quiet"], env=env)

    contest = Contest(works={"sync": sync_a_day, "due": due}).hold(rounds, say)
    wall, cpu = contest.ratio("sync", "due")
    return [
        Row(
            work=f"synchronisation of {_A_DAY} new answers, in CPU time",
            figure=f"{contest.cpu('sync'):.2f} s",
            against=f"kb due: {contest.cpu('due'):.2f} s",
            value=cpu,
            shown=f"{cpu:.2f} ({wall:.2f} by wall time)",
            target=1.3,
        )
    ]


async def _uids(path: Path) -> list[str]:
    async with open_store(path) as store, store.reading() as transaction:
        return [*await transaction.scalars(text("SELECT uid FROM cards ORDER BY id"))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--cards", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="fewer answers and rounds")
    options = parser.parse_args()
    if options.quick:
        options.answers, options.cards, options.rounds = 20_000, 1_000, 3
    print(machine())
    rows = syncing(options.answers, options.cards, options.rounds)
    print(table(HEAD, [row.cells for row in rows]))


if __name__ == "__main__":
    main()
