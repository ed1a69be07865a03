"""What an import costs, beside what it could cost: ``python -m benchmarks.importing``.

All are whole processes, run in turn; the scripts that kb is measured against stand below. The
table goes to stdout, the single runs to stderr.
"""

import argparse
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final, Self

from benchmarks.collection import Collection, decks_folder, fresh_copy, notes_folder
from benchmarks.measure import (
    BUILD,
    HEAD,
    PYTHON,
    Contest,
    Row,
    Run,
    RunError,
    machine,
    peak_memory,
    run,
    say,
    table,
)
from benchmarks.others import basic_memory, obsidiantools
from kb.cards.generators.registry import NAMES
from kb.clock import monotonic_seconds

PARSE_ALL: Final = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt

parser = MarkdownIt("commonmark")
for path in Path(sys.argv[1]).rglob("*.md"):
    parser.parse(path.read_text(encoding="utf-8"))
"""
"""Reads and parses every note with markdown-it-py's CommonMark preset."""

IMPORT_LIBRARIES: Final = """
import click
import sqlalchemy.ext.asyncio
import aiosqlite
"""
"""What any asynchronous SQLAlchemy program on SQLite pays before it does something."""

A_MINUTE_NS: Final = 60 * 10**9
DECKS: Final = 1_900
"""Notes in the folder that is all cards."""
JUDGED_FROM: Final = 10_000
"""The number of notes that the targets are meant for; with fewer, fixed costs count for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is measured."""

    notes: int
    rounds: int
    full: bool
    other_python: Path | None


def whole_import(options: Options) -> Iterator[Row]:
    """Importing everything into a new store, beside only parsing it."""
    notes, folder = options.notes, notes_folder(options.notes)
    ours = Collection("whole", folder)
    contest = Contest(
        works={
            "import": ours.import_anew,
            "parse": lambda: run((PYTHON, "-c", PARSE_ALL, folder)),
        }
    ).hold(options.rounds, say)
    wall, cpu = contest.ratio("import", "parse")
    yield Row(
        work=f"import of {notes:,} notes",
        figure=f"{contest.wall('import'):.2f} s",
        against=f"parsing them with markdown-it-py (CommonMark): {contest.wall('parse'):.2f} s",
        value=wall,
        shown=f"{wall:.2f}",
        target=0.8,
        judged=notes >= JUDGED_FROM,
    )
    best, best_parse = contest.quickest("import"), contest.quickest("parse")
    yield Row(
        work="– the quickest run of each",
        figure=f"{best:.2f} s",
        against=f"the same: {best_parse:.2f} s",
        value=best / best_parse,
        shown=f"{best / best_parse:.2f}",
    )
    yield Row(
        work="– in CPU time",
        figure=f"{contest.cpu('import'):.2f} s",
        against=f"the same: {contest.cpu('parse'):.2f} s",
        value=cpu,
        shown=f"{cpu:.2f}",
    )


def cards(options: Options) -> Iterator[Row]:
    """Importing everything with its cards, beside the same with every generator switched off."""
    notes, folder = options.notes, notes_folder(options.notes)
    names = ", ".join(f'"{name}"' for name in NAMES)
    ours = Collection("cards", folder)
    without = Collection("no-cards", folder, settings=f"[cards]\noff = [{names}]\n")
    contest = Contest(works={"with": ours.import_anew, "without": without.import_anew}).hold(
        options.rounds, say
    )
    wall, _ = contest.ratio("with", "without")
    yield Row(
        work=f"import of {notes:,} notes with their cards",
        figure=f"{contest.wall('with'):.2f} s",
        against=f"the same without a generator: {contest.wall('without'):.2f} s",
        value=wall,
        shown=f"{wall:.2f}",
        target=1.25,
        judged=notes >= JUDGED_FROM,
    )


def written(options: Options) -> Iterator[Row]:
    """Importing notes that people filled with cards, beside the same with all cards off."""
    count = min(options.notes, DECKS)
    folder = decks_folder(count)
    names = ", ".join(f'"{name}"' for name in NAMES)
    ours = Collection("decks", folder)
    without = Collection("no-decks", folder, f'[cards]\noff = [{names}]\ndeck_tags = ["none"]\n')
    contest = Contest(works={"with": ours.import_anew, "without": without.import_anew}).hold(
        options.rounds, say
    )
    wall, _ = contest.ratio("with", "without")
    yield Row(
        work=f"import of {count:,} notes with {75 * count:,} written cards",
        figure=f"{contest.wall('with'):.2f} s",
        against=f"the same with all cards off: {contest.wall('without'):.2f} s",
        value=wall,
        shown=f"{wall:.2f}",
        target=1.5,
        judged=count == DECKS,
    )
    ours.forget()
    peak = peak_memory(ours.command, env=ours.env)
    yield Row(
        work="– peak memory of all processes",
        figure=f"{peak.rss_mb:.0f} MB ({peak.pss_mb:.0f} with shared pages counted once)",
        value=peak.rss_mb,
        target=400.0,
        target_shown="400 MB",
        judged=count == DECKS,
    )


class Editor:
    """Changes one note of a folder after the other."""

    def __init__(self, folder: Path) -> None:
        self.files = sorted(folder.rglob("*.md"))
        self.numbers = count(1)

    def edit(self) -> None:
        number = next(self.numbers)
        file = self.files[number * 7919 % len(self.files)]
        other = self.files[number % len(self.files)]
        with file.open("a", encoding="utf-8") as note:
            note.write(f"\nEdit {number} speaks of [[{other.stem}]] and of [[Edits]].\n")
        # As if edited some time ago: a file of this very second is read again the next time,
        # and the unchanged import that follows here would pay for it.
        a_minute_ago = file.stat().st_mtime_ns - A_MINUTE_NS
        os.utime(file, ns=(a_minute_ago, a_minute_ago))


def small_imports(options: Options) -> Iterator[Row]:
    """Importing again when nothing, and when one note, has changed."""
    notes, folder = options.notes, fresh_copy(notes_folder(options.notes), "edited")
    ours, editor = Collection("edited", folder), Editor(folder)
    ours.import_anew()
    ours.import_all()

    def import_one_changed() -> Run:
        editor.edit()
        return ours.import_all()

    contest = Contest(
        works={
            "unchanged": ours.import_all,
            "libraries": lambda: run((PYTHON, "-c", IMPORT_LIBRARIES)),
            "one changed": import_one_changed,
        }
    ).hold(2 * options.rounds, say)
    _, unchanged = contest.ratio("unchanged", "libraries")
    _, changed = contest.ratio("one changed", "unchanged")
    judged = notes >= JUDGED_FROM
    yield Row(
        work=f"unchanged re-import of {notes:,}, in CPU time",
        figure=f"{contest.cpu('unchanged'):.2f} s",
        against="importing click, SQLAlchemy's asyncio layer and aiosqlite: "
        f"{contest.cpu('libraries'):.2f} s",
        value=unchanged,
        shown=f"{unchanged:.2f}",
        target=1.5,
        judged=judged,
    )
    yield Row(
        work="re-import with one note changed, in CPU time",
        figure=f"{contest.cpu('one changed'):.2f} s",
        against=f"the unchanged re-import: {contest.cpu('unchanged'):.2f} s",
        value=changed,
        shown=f"{changed:.2f}",
        target=1.5,
        judged=judged,
    )


@dataclass(slots=True, kw_only=True)
class LockWatch:
    """Tries to get the write lock of a store, again and again, and notes when it is refused."""

    store: Path
    refused_s: list[float] = field(default_factory=list)
    """How long each stretch of refusals lasted."""
    over: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread = field(init=False)

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _watch(self) -> None:
        connection = sqlite3.connect(self.store, timeout=0, isolation_level=None)
        since: float | None = None
        while not self.over.is_set():
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError:
                since = since or monotonic_seconds()
            else:
                if since is not None:
                    self.refused_s.append(monotonic_seconds() - since)
                since = None
            time.sleep(0.001)
        if since is not None:
            self.refused_s.append(monotonic_seconds() - since)
        connection.close()


def write_lock(options: Options) -> Iterator[Row]:
    """How long nobody else can write while everything is merged into a store that is in use."""
    ours = Collection("lock", notes_folder(options.notes))
    small = Collection("lock", notes_folder(10, seed=2))
    longest, altogether = [], []
    for _ in range(3):
        small.import_anew()
        with LockWatch(store=ours.store) as watch:
            ours.import_all()
        longest.append(max(watch.refused_s, default=0.0))
        altogether.append(sum(watch.refused_s))
        say(f"write lock held for {longest[-1]:.2f} s, {altogether[-1]:.2f} s altogether")
    middle, whole = sorted(longest)[1], sorted(altogether)[1]
    yield Row(
        work=f"write lock held while {options.notes:,} notes are merged",
        figure=f"{middle:.2f} s at a stretch, {whole:.2f} s altogether",
        value=middle,
        target=2.0,
        target_shown="2 s",
        judged=options.notes >= JUDGED_FROM,
    )


def memory(options: Options) -> Iterator[Row]:
    """The most that all processes of an import hold together."""
    ours = Collection("memory", notes_folder(options.notes))
    ours.forget()
    peak = peak_memory(ours.command, env=ours.env)
    say(f"memory: {peak.rss_mb:.0f} MB, {peak.pss_mb:.0f} MB with shared pages counted once")
    yield Row(
        work=f"peak memory of all processes, {options.notes:,} notes",
        figure=f"{peak.rss_mb:.0f} MB ({peak.pss_mb:.0f} with shared pages counted once)",
        value=peak.rss_mb,
        target=400.0,
        target_shown="400 MB",
        judged=options.notes >= JUDGED_FROM,
    )
    if not options.full:
        return
    most = 10 * options.notes
    theirs = Collection("memory", notes_folder(most))
    theirs.forget()
    grown = peak_memory(theirs.command, env=theirs.env, every_s=0.1)
    yield Row(
        work=f"peak memory of all processes, {most:,} notes",
        figure=f"{grown.rss_mb:.0f} MB ({grown.pss_mb:.0f} with shared pages counted once)",
        against=f"{options.notes:,} notes: {peak.rss_mb:.0f} MB",
        value=grown.rss_mb / peak.rss_mb,
        shown=f"{grown.rss_mb / peak.rss_mb:.2f}",
        target=2.0,
        judged=options.notes >= JUDGED_FROM,
    )


def others(options: Options) -> Iterator[Row]:
    """Importing 1,000 notes with other programs; each is run once, kb five times."""
    folder = notes_folder(1_000)
    ours = Collection("thousand", folder)
    contest = Contest(works={"kb": ours.import_anew}).hold(5, say)
    mine = contest.wall("kb")
    for name, work, target in (
        ("basic-memory", basic_memory, 150),
        ("obsidiantools", obsidiantools, None),
    ):
        try:
            version, cost = work(folder, options.other_python)
        except RunError as failure:
            say(f"{name}: {failure}")
            yield Row(
                work="import of 1,000 notes",
                figure=f"{mine:.2f} s",
                against=f"{name}, which cannot be run here",
                value=mine,
            )
            continue
        say(f"{name} {version}: {cost.wall_s:.2f} s")
        yield Row(
            work="import of 1,000 notes",
            figure=f"{mine:.2f} s",
            against=f"{name} {version}: {cost.wall_s:.1f} s",
            value=mine / cost.wall_s,
            shown=f"1/{cost.wall_s / mine:.0f}",
            target=1 / target if target else None,
            target_shown=f"1/{target}" if target else "",
        )


WORK: Final[dict[str, Callable[[Options], Iterator[Row]]]] = {
    "whole": whole_import,
    "cards": cards,
    "written": written,
    "small": small_imports,
    "lock": write_lock,
    "memory": memory,
    "others": others,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what an import costs.")
    parser.add_argument("--quick", action="store_true", help="1,000 notes, and no other programs")
    parser.add_argument("--full", action="store_true", help="memory also with 100,000 notes")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, in turn; 5")
    parser.add_argument("--only", choices=WORK, action="append", help="only this; may be repeated")
    parser.add_argument("--python", type=Path, help="to install the other programs with")
    given = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    options = Options(
        notes=1_000 if given.quick else 10_000,
        rounds=given.rounds,
        full=given.full,
        other_python=given.python,
    )
    names = given.only or [each for each in WORK if not (given.quick and each == "others")]
    rows, failed = [], False
    for name in names:
        try:
            rows += [row.cells for row in WORK[name](options)]
        except RunError as failure:
            failed = True
            say(f"{name}: {failure}")
    print(machine())
    print()
    print(table(HEAD, rows))
    sys.exit(failed)


if __name__ == "__main__":
    main()
