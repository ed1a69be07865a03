"""Collections to write and read, and packages that nobody should trust."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from kb.anki.collection import (
    AnkiCalendar,
    AnkiCard,
    CardPhase,
    CardQueue,
    CardTemplate,
    Collection,
    Deck,
    FsrsMemory,
    NoteKind,
    NoteRow,
    NoteType,
    ReviewRow,
)
from kb.anki.package.archive import PackageVersion
from kb.anki.package.writing import write_package

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
CREATED = int(datetime(2026, 1, 1, 3, tzinfo=UTC).timestamp())
"""Four in the morning, an hour east of UTC."""
BASIC = NoteType(
    id=1_700_000_000_001,
    name="Question",
    fields=("Front", "Back"),
    templates=(
        CardTemplate(name="Forward", front="{{Front}}", back="{{FrontSide}}<hr>{{Back}}"),
        CardTemplate(name="Backward", front="{{Back}}", back="{{Front}}"),
    ),
    css=".card { color: black }",
    modified=1_700_000_000,
)
CLOZE = NoteType(
    id=1_700_000_000_002,
    name="Lückentext",
    kind=NoteKind.CLOZE,
    fields=("Text",),
    templates=(CardTemplate(name="Cloze", front="{{cloze:Text}}", back="{{cloze:Text}}"),),
    modified=1_700_000_000,
)
DECKS = {
    1: Deck(1, "Default"),
    1_700_000_000_010: Deck(1_700_000_000_010, "Wood"),
    1_700_000_000_011: Deck(1_700_000_000_011, "Wood::Grain::日本"),
}


def moment(text: str) -> int:
    """Return milliseconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def card(number: int = 1, **values: Any) -> AnkiCard:
    """Return the first card of the first note, in review."""
    usual = AnkiCard(
        number,
        note=1,
        ordinal=0,
        phase=CardPhase.REVIEW,
        queue=CardQueue.REVIEW,
        due=130,
        interval_days=9,
        ease_permille=2500,
        reps=3,
        modified=1_750_000_000,
    )
    return usual._replace(**values)


def collection(**values: Any) -> Collection:
    """Return a small collection that has something of everything."""
    whole = Collection(
        calendar=AnkiCalendar(created=CREATED, minutes_west=-60),
        note_types={BASIC.id: BASIC, CLOZE.id: CLOZE},
        decks=DECKS,
        notes=(
            NoteRow(1, "q<K#1", BASIC.id, ("What &amp; <b>why</b>?", "So"), ("a", "b::c"), 5),
            NoteRow(2, "two", CLOZE.id, ("{{c1::One}} {{c3::three}}",), (), 6),
        ),
        cards=(
            card(
                11,
                memory=FsrsMemory(12.3456, 5.678),
                desired_retention=0.9,
                decay=0.154,
                last_review=1_777_000_000,
                deck=1_700_000_000_011,
                flag=3,
            ),
            card(12, ordinal=1, queue=CardQueue.SUSPENDED, lapses=2),
            card(21, note=2, phase=0, queue=0, due=7, interval_days=0, ease_permille=0, reps=0),
            card(22, note=2, ordinal=2, phase=1, queue=1, due=1_777_800_000, steps_left=1001),
        ),
        reviews=(
            ReviewRow(moment("2026-04-01 10:00"), 11, 3, -600, -60, 0, 4000, 0),
            ReviewRow(moment("2026-04-01 10:11"), 11, 3, 4, -600, 500, 2500, 0),
            ReviewRow(moment("2026-05-02 08:00"), 22, 1, -60, -60, 0, 9000, 0),
        ),
    )
    return replace(whole, **values)


def opener(content: bytes) -> Callable[[], BinaryIO]:
    """Return what opens a media file with this content."""
    return lambda: io.BytesIO(content)


def package(
    folder: Path,
    whole: Collection | None = None,
    version: PackageVersion = PackageVersion.LEGACY_1,
    media: Mapping[str, bytes] | None = None,
) -> Path:
    """Write a package, and return where it is."""
    path = folder / f"deck-{version.value}.apkg"
    openers = {name: opener(content) for name, content in (media or {}).items()}
    write_package(path, whole or collection(), openers, now=NOW, version=version)
    return path


def entries_of(path: Path) -> dict[str, bytes]:
    """Return the entries of a zip."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def zipped(path: Path, entries: Mapping[str, bytes]) -> Path:
    """Write a zip with these entries, and return where it is."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return path


def altered(path: Path, *statements: str) -> Path:
    """Run statements on the database of a package of the first form, and return where it is."""
    entries = entries_of(path)
    name = PackageVersion.LEGACY_1.database
    database = path.with_suffix(".db")
    database.write_bytes(entries[name])
    with closing(sqlite3.connect(database)) as connection:
        connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return zipped(path, {**entries, name: database.read_bytes()})


def with_settings(path: Path, **settings: object) -> Path:
    """Set what the collection of a package of the first form says of itself."""
    return altered(path, f"update col set conf = '{json.dumps(settings)}'")  # noqa: S608  # ours
