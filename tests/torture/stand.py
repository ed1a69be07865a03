"""A store to be broken, and what must be true of it after each attempt."""

import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from tests.torture.running import Ended, Runner
from tests.torture.tally import counted

NOTES: Final = 30
Row = tuple[Any, ...]


class Stand:
    """A folder of notes, a store that knows them, and a log with answers in it."""

    def __init__(self, place: Path, runner: Runner) -> None:
        self.place = place
        self.store = place / "kb.db"
        self.folder = place / "notes"
        self.runner = runner
        self.chance = random.Random(8)  # noqa: S311  # nothing is kept secret
        self._edits = 0

    def furnish(self) -> None:
        """Makes the folder, and the store with the answers."""
        self.folder.mkdir()
        self.edit()
        self.must("import", self.folder)
        self.must("review", "--plain", "--no-import", typed="\n3\n\n1\n\n4\nq\n")
        assert len(self.log()) == 3

    def copy(self, original: "Stand") -> None:
        """Takes over folder and store of another."""
        shutil.copytree(original.folder, self.folder)  # with their times
        shutil.copy(original.store, self.store)
        with closing(sqlite3.connect(self.store)) as connection, connection:
            connection.execute("UPDATE folders SET root = ?", (str(self.folder),))
        self._edits = 1

    def edit(self) -> None:
        """Changes all notes."""
        self._edits += 1
        for number in range(NOTES):
            (self.folder / f"Part {number}.md").write_text(
                f"# Part {number}\n\nDefinition: Part {number} is a wheel of size {number} that "
                f"[[Part {number + 1}]] turns in a mill.\n\nQ: How large is part {number}?\n"
                f"A: It is {number} feet wide and {self._edits} deep.\n\n" + "It turns on.\n" * 40
            )

    def must(self, *words: str | Path, typed: str = "", **environ: str) -> Ended:
        """Runs ``kb``, which must succeed."""
        ran = self.runner.start(*words, typed=typed, environ=environ).end()
        assert ran.code == 0, ran
        return ran

    def log(self, store: Path | None = None) -> list[Row]:
        """Returns the log."""
        with closing(sqlite3.connect(store or self.store)) as connection:
            return connection.execute("SELECT * FROM log ORDER BY position").fetchall()

    def memories(self) -> list[Row]:
        """Returns what is known of cards, and when they are due."""
        with closing(sqlite3.connect(self.store)) as connection:
            query = "SELECT id, state, due, stability, difficulty FROM cards ORDER BY id"
            return connection.execute(query).fetchall()

    def answers(self, store: Path | None = None) -> list[Row]:
        """Returns what the log has of each entry in every revision of the schema."""
        with closing(sqlite3.connect(store or self.store)) as connection:
            query = "SELECT position, card_id, kind, at, study_day FROM log ORDER BY position"
            return connection.execute(query).fetchall()

    def seconds(self, *words: str | Path, typed: str = "") -> float:
        """Returns how long a command takes that nobody disturbs."""
        begun = time.perf_counter()  # noqa: TID251  # a test's own clock
        self.must(*words, typed=typed)
        return time.perf_counter() - begun  # noqa: TID251

    def killed(self, *words: str | Path, within: float, typed: str = "") -> Ended:
        """Runs ``kb``, and kills it at some moment."""
        running = self.runner.start(*words, typed=typed)
        time.sleep(self.chance.uniform(0, within))
        running.kill()
        ended = running.end()
        counted["kills"] += ended.code == -9
        return ended

    def assert_sound(self, *, before: list[Row]) -> list[Row]:
        """Returns the log, after looking that nothing of it is lost, and that all is well."""
        now = self.log()
        assert now[: len(before)] == before
        ran = self.runner.run("doctor")
        assert ran.code == 0, ran.out + ran.err
        return now
