"""What a package of Anki's costs: ``python -m benchmarks.exchanging``.

A package of 100,000 cards and half a million answers becomes a folder of notes with its history,
and comes again when all of it is known: whole processes, in turn with one that only reads its rows.
``--anki PYTHON`` names the Python of an environment with Anki's own library, which then imports the
package in turn, too. Vectors of kb[meaning] are left out.
"""

import argparse
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.collection import KB
from benchmarks.measure import HEAD, PYTHON, Contest, Row, Run, machine, run, say, table
from kb.anki.collection import (
    AnkiCalendar,
    AnkiCard,
    CardTemplate,
    Collection,
    Deck,
    NoteKind,
    NoteRow,
    NoteType,
    ReviewRow,
)
from kb.anki.package.writing import write_package
from kb.app.meaning.embedder import SWITCH

NOW: Final = datetime(2026, 6, 1, 9, tzinfo=UTC)
_BEGIN_MS: Final = 1_600_000_000_000
_DAY_MS: Final = 86_400_000
_ANSWERS: Final = 5
"""To each card."""
_WORDS: Final = "kiln clay glaze heat water stone fire ash salt iron copper sand wheel bowl".split()
_BASIC, _BOTH, _CLOZE = 1, 2, 3
_FRONT: Final = CardTemplate(
    name="Forward", front="{{Front}}", back="{{FrontSide}}<hr id=answer>{{Back}}"
)
_BACK: Final = CardTemplate(
    name="Reverse", front="{{Back}}", back="{{FrontSide}}<hr id=answer>{{Front}}"
)
_TYPES: Final = {
    _BASIC: NoteType(id=_BASIC, name="Basic", fields=("Front", "Back"), templates=(_FRONT,)),
    _BOTH: NoteType(id=_BOTH, name="Both", fields=("Front", "Back"), templates=(_FRONT, _BACK)),
    _CLOZE: NoteType(
        id=_CLOZE,
        name="Cloze",
        kind=NoteKind.CLOZE,
        fields=("Text", "More"),
        templates=(CardTemplate(name="Cloze", front="{{cloze:Text}}", back="{{cloze:Text}}"),),
    ),
}
_ROWS: Final = """
import sqlite3, sys, tempfile
from pathlib import Path
from kb.anki.package.archive import MOST_DATABASE_BYTES, Archive

with Archive.open(Path(sys.argv[1])) as archive, tempfile.TemporaryDirectory() as place:
    file = Path(place) / "collection.db"
    archive.extract(archive.version.database, file, MOST_DATABASE_BYTES)
    database = sqlite3.connect(file)
    for name in ("notes", "cards", "revlog"):
        database.execute(f"select * from {name}").fetchall()
"""
"""Reads all rows of a package, and does nothing with them."""
_ANKI: Final = """
import sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False)
collection = Collection(sys.argv[2])
collection.import_anki_package(
    ImportAnkiPackageRequest(package_path=sys.argv[1], options=options)
)
collection.close()
"""


def package(count: int) -> Collection:
    """Returns a collection of cards in review, with all kinds of notes."""
    chance = Random(1)  # noqa: S311  # not for secrets
    notes: list[NoteRow] = []
    cards: list[AnkiCard] = []
    reviews: list[ReviewRow] = []

    def some(words: int) -> str:
        return " ".join(chance.choices(_WORDS, k=words))

    while len(cards) < count:
        number = len(notes)
        key = _BEGIN_MS + number * 1000
        kind, fields = _note(number, some)
        notes.append(NoteRow(key, f"note {number}", kind, fields))
        for ordinal in range(1 if kind == _BASIC else 2):
            card = key + 100 + ordinal
            last = _log(reviews, card, chance)
            cards.append(
                AnkiCard(
                    card,
                    key,
                    ordinal,
                    deck=5 + number % 20,
                    phase=2,
                    queue=2,
                    due=last[0],
                    interval_days=last[1],
                    ease_permille=2500,
                    reps=_ANSWERS,
                )
            )
    return Collection(
        calendar=AnkiCalendar(created=_BEGIN_MS // 1000, minutes_west=0),
        note_types=_TYPES,
        decks={deck: Deck(deck, f"Deck::{deck}") for deck in range(5, 25)},
        notes=notes,
        cards=cards,
        reviews=reviews,
    )


def _note(number: int, some: Callable[[int], str]) -> tuple[int, tuple[str, str]]:
    """Returns the type and the fields of a note."""
    form = number % 10
    if form < 4:
        return _BASIC, (f"What of {some(4)} {number}?", some(8))
    if form < 6:
        return _BASIC, (f"What is <b>{some(1)}</b> {number}?", f"{some(3)}<br>{some(3)}&nbsp;x")
    if form == 6:
        return _BASIC, (f"{some(2)} {number}", f"<ul><li>{some(2)}</li><li>{some(2)}</li></ul>")
    if form == 7:
        return _BASIC, (f"How large is \\(x_{{{number}}}^2\\)?", some(2))
    if form == 8:
        return _BOTH, (f"{some(3)} {number}", f"{some(3)} {number}")
    return _CLOZE, (f"{{{{c1::{some(1)}}}}} is in {{{{c2::{some(1)}}}}} of {number}", "")


def _log(reviews: list[ReviewRow], card: int, chance: Random) -> tuple[int, int]:
    """Adds the answers to a card, and returns on which day it is due, and its interval."""
    day, before, interval = 200 + chance.randrange(100), -600, 0
    for number in range(_ANSWERS):
        button = chance.choice([1, 3, 3, 3, 4])
        interval = 1 if button == 1 else round((interval + 1) * chance.uniform(1.2, 3))
        at = _BEGIN_MS + day * _DAY_MS + chance.randrange(10**7) * 8 + len(reviews) % 8
        reviews.append(
            ReviewRow(at, card, button, interval, before, 2500, 4000, 1 if number else 0)
        )
        day, before = day + interval, interval
    return day, interval


def exchanging(cards: int, rounds: int, anki: Path | None) -> list[Row]:
    """Returns the rows of the table."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        file, into = place / "shared.apkg", place / "into"
        say("writing the package")
        collection = package(cards)
        write_package(file, _of_different_times(collection), {}, now=NOW)
        (place / "config.toml").touch()
        env = {
            "KB_DB": os.fspath(place / "store" / "kb.db"),
            "KB_CONFIG": os.fspath(place / "config.toml"),
            "KB_NOW": NOW.isoformat(),
            SWITCH: "off",
        }

        def new() -> Run:
            for folder in (into, place / "store"):
                shutil.rmtree(folder, ignore_errors=True)
            return run([KB, "anki", "import", file, "--into", into, "--quiet"], env=env)

        def again() -> Run:
            return run([KB, "anki", "import", file, "--quiet"], env=env)

        def read() -> Run:
            return run([PYTHON, "-c", _ROWS, file])

        works = {"new": new, "again": again, "read": read}
        if anki is not None:

            def in_anki() -> Run:
                shutil.rmtree(place / "anki", ignore_errors=True)
                (place / "anki").mkdir()
                return run([anki, "-c", _ANKI, file, place / "anki" / "collection.anki2"])

            works["anki"] = in_anki
        contest = Contest(works=works).hold(rounds, say)
    answers = len(collection.reviews)
    what = f"{len(collection.cards):,} cards with {answers:,} answers"
    rows = [
        _row(contest, "new", "read", f"a package of {what} as notes and history", 35),
        _row(contest, "again", "read", f"a known package of {what}", 6),
    ]
    if anki is not None:
        rows.append(_row(contest, "new", "anki", f"a package of {what}, beside Anki", 2))
        rows.append(_row(contest, "again", "anki", f"a known package of {what}, beside Anki", 2))
    return rows


def _of_different_times(collection: Collection) -> Collection:
    """Returns a collection in which no two answers are of the same millisecond."""
    taken: set[int] = set()
    reviews: list[ReviewRow] = []
    for review in sorted(collection.reviews):
        at = review.id
        while at in taken:
            at += 1
        taken.add(at)
        reviews.append(review._replace(id=at))
    return replace(collection, reviews=reviews)


def _row(contest: Contest, name: str, yardstick: str, work: str, target: float) -> Row:
    wall, cpu = contest.ratio(name, yardstick)
    return Row(
        work=f"{work}, in CPU time",
        figure=f"{contest.cpu(name):.1f} s",
        against=f"{_YARDSTICKS[yardstick]}: {contest.cpu(yardstick):.2f} s",
        value=cpu,
        shown=f"{cpu:.1f} ({wall:.1f} by wall time)",
        target=target,
    )


_YARDSTICKS: Final = {"read": "reading its rows", "anki": "Anki's own library"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--anki", type=Path, help="the Python of an environment with Anki")
    parser.add_argument("--quick", action="store_true", help="fewer cards and rounds")
    options = parser.parse_args()
    if options.quick:
        options.cards, options.rounds = 10_000, 1
    print(machine())
    rows = exchanging(options.cards, options.rounds, options.anki)
    print(table(HEAD, [row.cells for row in rows]))


if __name__ == "__main__":
    main()
