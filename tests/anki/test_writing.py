"""Packages are the same for the same collection, whole or not there, and hold what Anki wants."""

import errno
import html
import io
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from kb.anki.package.reading import open_package
from kb.anki.package.schema18 import unicase
from kb.anki.package.tables import checksum, without_html
from kb.anki.package.writing import with_unique_times, write_package
from kb.anki.package.zstd import ZstdFile
from kb.errors import AnkiPackageError
from tests.anki.collections import BASIC, NOW, collection, entries_of, opener, package

VERSIONS = list(PackageVersion)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1f"), max_size=20)
WORD = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
SMALL = st.integers(0, 1 << 30)
IDS = st.integers(2, 1 << 53)


@contextmanager
def database_of(path: Path, folder: Path) -> Iterator[sqlite3.Connection]:
    """Gives the database of a package that holds the notes."""
    entries = entries_of(path)
    name = max(name for name in entries if name.startswith("collection"))
    content = entries[name]
    if name.endswith("b"):
        with ZstdFile(io.BytesIO(content)) as compressed:
            content = compressed.read()
    file = folder / "looked-at.db"
    file.write_bytes(content)
    with closing(sqlite3.connect(file)) as database:
        database.create_collation("unicase", unicase)
        yield database


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_collection_makes_the_same_bytes(version: PackageVersion, tmp_path: Path) -> None:
    media = {"a.png": b"1" * 9000}
    one = package(tmp_path, None, version, media).read_bytes()
    again = package(tmp_path, None, version, media).read_bytes()
    assert one == again


@pytest.mark.parametrize("version", VERSIONS)
def test_every_index_agrees_with_its_table(version: PackageVersion, tmp_path: Path) -> None:
    with database_of(package(tmp_path, None, version), tmp_path) as database:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_the_first_form_names_the_second_scheduler(tmp_path: Path) -> None:
    """Without the number Anki takes Good in a learning step for Easy."""
    with database_of(package(tmp_path), tmp_path) as database:
        (settings,) = database.execute("select conf from col").fetchone()
    assert json.loads(settings)["schedVer"] == 2


@pytest.mark.parametrize("version", VERSIONS)
def test_entries_have_the_time_of_making(version: PackageVersion, tmp_path: Path) -> None:
    with zipfile.ZipFile(package(tmp_path, None, version, {"a": b"1"})) as zipped:
        times = {entry.date_time for entry in zipped.infolist()}
    assert times == {(2026, 5, 4, 9, 30, 0)}


def test_the_rights_of_a_package_are_those_of_any_new_file(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    assert package(tmp_path).stat().st_mode == ordinary.stat().st_mode


class _Full(io.BytesIO):
    """A file in the middle of which the disk is full, or which cannot be read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full() -> BinaryIO:
    """Opens a file that cannot be read to its end."""
    return _Full()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_package_that_cannot_be_written_leaves_what_was_there(
    version: PackageVersion, tmp_path: Path
) -> None:
    target = tmp_path / "deck.apkg"
    target.write_bytes(b"what was there")
    with pytest.raises(AnkiPackageError) as raised:
        write_package(target, collection(), {"a": full}, now=NOW, version=version)
    assert raised.value.message == (
        f"cannot write {target}: no space left on device. Choose another place."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["deck.apkg"]
    assert target.read_bytes() == b"what was there"


def test_no_room_for_the_database_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))

    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("kb.anki.package.writing.write_database", refuse)
    with pytest.raises(AnkiPackageError, match="database or disk is full"):
        package(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["temporary"]
    assert list(place.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    target = tmp_path / "no" / "deck.apkg"
    with pytest.raises(AnkiPackageError, match="no such file or directory"):
        write_package(target, collection(), {}, now=NOW)


@pytest.mark.parametrize("name", ["../a", "con", ""])
def test_media_that_anki_would_not_take_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="media file"):
        write_package(tmp_path / "a.apkg", collection(), {name: opener(b"")}, now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_two_rows_with_one_id_are_refused(tmp_path: Path) -> None:
    card = collection().cards[0]
    with pytest.raises(ValueError, match=r"two rows have one id: .*cards\.id"):
        package(tmp_path, collection(cards=(card, card)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("field", "text"),
    [("plain", "plain"), ("a <b>b</b>&nbsp;&amp; c", "a b\xa0& c"), ("1 &lt; 2", "1 < 2")],
)
def test_html_does_not_count_for_sorting(field: str, text: str) -> None:
    assert without_html(field) == text
    assert checksum(field) == checksum(html.escape(text))


def test_a_checksum_is_the_begin_of_sha_1() -> None:
    """The number that Anki 26.9.3 has for this field."""
    assert checksum("question") == 0x3B2BE2E2


def test_pictures_count_for_likeness() -> None:
    assert checksum('<img src="a.png">') != checksum('<img src="b.png">') != checksum("")
    assert without_html('<img src="a.png">') == ""


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 3)), max_size=30))
def test_every_review_has_a_time_of_its_own_and_order_remains(
    times: list[tuple[int, int]],
) -> None:
    rows = tuple(ReviewRow(at, card, 3, 1, 0, 0, 0, 0) for at, card in times)
    unique = with_unique_times(rows)
    assert sorted({row.id for row in unique}) == [row.id for row in unique]
    assert all(row.id >= at for row, (at, _) in zip(unique, sorted(times), strict=True))
    assert [row.card for row in unique] == [card for _, card in sorted(times)]


def note_types() -> st.SearchStrategy[NoteType]:
    """Draws note types, with names that differ in more than case."""
    return st.builds(
        NoteType,
        id=IDS,
        name=WORD,
        kind=st.sampled_from(NoteKind),
        fields=st.lists(WORD, min_size=1, max_size=3, unique_by=str.casefold).map(tuple),
        templates=st.lists(
            st.builds(CardTemplate, name=WORD, front=TEXT, back=TEXT),
            min_size=1,
            max_size=2,
            unique_by=lambda template: template.name.casefold(),
        ).map(tuple),
        css=TEXT,
        modified=st.integers(1, 1 << 32),
    )


@st.composite
def collections(draw: st.DrawFn) -> Collection:
    """Draws collections that Anki could have."""
    kinds = draw(
        st.lists(
            note_types(),
            min_size=1,
            max_size=2,
            unique_by=(lambda kind: kind.id, lambda kind: kind.name.casefold()),
        )
    )
    decks = draw(
        st.lists(
            st.builds(Deck, IDS, WORD.map("A::{}".format), st.just(value=False), st.just(1)),
            max_size=1,
        )
    )
    notes = []
    for number, kind in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=4)), start=1):
        fields = tuple(draw(TEXT) for _ in kind.fields)
        tags = tuple(draw(st.lists(WORD, max_size=2)))
        notes.append(
            NoteRow(number, draw(TEXT) + str(number), kind.id, fields, tags, draw(SMALL) + 1)
        )
    unit = st.none() | st.floats(0.001, 0.999)
    memory = st.none() | st.builds(FsrsMemory, st.floats(0.001, 40_000), st.floats(1, 10))
    cards = [
        AnkiCard(
            id=note.id,
            note=note.id,
            ordinal=0,
            deck=draw(st.sampled_from([1, *(deck.id for deck in decks)])),
            phase=draw(st.sampled_from(CardPhase)),
            queue=draw(st.sampled_from(CardQueue)),
            due=draw(SMALL),
            interval_days=draw(SMALL),
            ease_permille=draw(SMALL),
            reps=draw(SMALL),
            lapses=draw(SMALL),
            steps_left=draw(SMALL),
            flag=draw(st.integers(0, 7)),
            modified=draw(SMALL) + 1,
            memory=draw(memory),
            desired_retention=draw(unit),
            decay=draw(unit),
            last_review=draw(st.none() | st.integers(1, 1 << 33)),
        )
        for note in notes
    ]
    times = draw(st.lists(st.integers(1, 1 << 45), unique=True, max_size=5))
    reviews = tuple(ReviewRow(at, *(draw(SMALL) for _ in range(7))) for at in sorted(times))
    return Collection(
        calendar=AnkiCalendar(
            created=draw(st.integers(0, 1 << 33)), minutes_west=draw(st.integers(-840, 720))
        ),
        note_types={kind.id: kind for kind in sorted(kinds, key=lambda kind: kind.id)},
        decks={1: Deck(1, "Default"), **{deck.id: deck for deck in decks}},
        notes=tuple(notes),
        cards=tuple(cards),
        reviews=reviews,
    )


@pytest.mark.parametrize("version", [PackageVersion.LEGACY_1, PackageVersion.LATEST])
@settings(max_examples=30)
@given(whole=collections())
def test_any_collection_is_read_as_it_was_written(
    version: PackageVersion, whole: Collection, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.getbasetemp() / f"law-{version.value}.apkg"
    write_package(target, whole, {}, now=NOW + timedelta(days=1), version=version)
    with open_package(target) as opened:
        assert opened.left_out == ()
        assert opened.collection == whole


def test_templates_say_which_fields_they_need(tmp_path: Path) -> None:
    """Older mobile versions make cards by it."""
    constant = replace(
        BASIC, templates=(*BASIC.templates, CardTemplate(name="x", front="x", back="y"))
    )
    whole = collection(note_types={**collection().note_types, BASIC.id: constant})
    with database_of(package(tmp_path, whole), tmp_path) as database:
        (models,) = database.execute("select models from col").fetchone()
    needed = json.loads(models)[str(BASIC.id)]["req"]
    assert needed == [[0, "any", [0]], [1, "any", [1]], [2, "none", []]]
