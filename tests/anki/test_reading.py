"""What is written is read again, in every form; what is odd in a package is left out and told."""

import os
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kb.anki.collection import (
    AnkiCalendar,
    CardPhase,
    CardQueue,
    Collection,
    Deck,
    FsrsMemory,
    NoteRow,
    ReviewKind,
)
from kb.anki.package.archive import PackageVersion
from kb.anki.package.reading import open_package
from tests.anki.collections import (
    BASIC,
    CREATED,
    DECKS,
    altered,
    collection,
    entries_of,
    package,
    with_settings,
    zipped,
)
from tests.anki.shared_deck import shared_deck

VERSIONS = list(PackageVersion)


def read(path: Path) -> Collection:
    """Returns what a package holds, of which nothing is left out."""
    with open_package(path) as opened:
        assert opened.left_out == ()
        return opened.collection


def left_out(path: Path) -> list[str]:
    """Returns what is told to be left out of a package."""
    with open_package(path) as opened:
        return list(opened.left_out)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_written_is_read_again(version: PackageVersion, tmp_path: Path) -> None:
    whole = collection()
    assert read(package(tmp_path, whole, version)) == whole


@pytest.mark.parametrize("version", VERSIONS)
def test_media_are_read_one_by_one(version: PackageVersion, tmp_path: Path) -> None:
    media = {"a.png": b"\x89PNG" * 1000, "b ü.mp3": bytes(3_000_000), "empty": b""}
    with open_package(package(tmp_path, None, version, media)) as opened:
        assert opened.collection.media == tuple(media)
        for name, content in media.items():
            with opened.open_media(name) as stream:
                assert stream.read(3) + stream.read() == content


@pytest.mark.parametrize(("version", "sizes"), [(1, [None]), (2, [None]), (3, [4])])
def test_only_the_newest_form_knows_sizes(
    version: int, sizes: list[int | None], tmp_path: Path
) -> None:
    path = package(tmp_path, None, PackageVersion(version), {"a": b"1234"})
    with open_package(path) as opened:
        assert [opened.size_of("a")] == sizes


@pytest.mark.parametrize("version", [PackageVersion.LEGACY_2, PackageVersion.LATEST])
def test_the_decoy_beside_the_notes_is_not_read(version: PackageVersion, tmp_path: Path) -> None:
    path = package(tmp_path, None, version)
    entries = entries_of(path)
    decoy = {"collection.anki2": entries["collection.anki2"]}
    notes = read(zipped(tmp_path / "decoy.apkg", decoy)).notes
    assert [note.fields[0][:40] for note in notes] == ["This package needs a newer version of An"]
    assert len(read(path).notes) == 2


@pytest.mark.parametrize("version", [PackageVersion.LEGACY_1, PackageVersion.LEGACY_2])
def test_without_meta_the_names_tell_the_form(version: PackageVersion, tmp_path: Path) -> None:
    entries = entries_of(package(tmp_path, None, version))
    entries.pop("meta", None)
    assert len(read(zipped(tmp_path / "bare.apkg", entries)).notes) == 2


def test_a_package_without_a_map_of_media_has_none(tmp_path: Path) -> None:
    entries = entries_of(package(tmp_path))
    del entries["media"]
    assert read(zipped(tmp_path / "old.colpkg", entries)).media == ()


def test_fractions_that_add_ons_leave_are_rounded(tmp_path: Path) -> None:
    path = altered(package(tmp_path), "update cards set ivl = 9.7, due = 12.2 where id = 11")
    first = read(path).cards[0]
    assert (first.interval_days, first.due) == (9, 12)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("update cards set ivl = 'soon' where id = 11", "1 of the cards: with text where a num"),
        ("update cards set nid = 99 where id > 20", "2 of the cards: whose note or template"),
        ("update cards set ord = 2 where id = 12", "1 of the cards: whose note or template"),
        ("update cards set ord = -1 where id = 21", "1 of the cards: whose note or template"),
        ("update cards set ord = 0 where id = 12", "1 of the cards: with the note and template"),
        ("update revlog set time = x'00' where cid = 22", "1 of the revlog: with text where a n"),
        ("update notes set mid = 5 where id = 2", "1 of the notes: whose note type is not"),
        ("update notes set flds = x'31' where id = 2", "1 of the notes: with a number where"),
        ("update notes set guid = 'two'", "1 of the notes: with the guid of another"),
    ],
)
def test_a_row_that_makes_no_sense_is_left_out(statement: str, told: str, tmp_path: Path) -> None:
    assert left_out(altered(package(tmp_path), statement))[0].startswith(told)


def test_a_note_has_the_fields_of_its_type(tmp_path: Path) -> None:
    path = altered(
        package(tmp_path),
        "update notes set flds = 'only' where id = 1",
        "update notes set flds = 'a' || char(31) || 'b' || char(31) || 'c' where id = 2",
    )
    assert [note.fields for note in read(path).notes] == [("only", ""), ("a",)]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "no json",
        "[1]",
        "[" * 20_000,
        '{"s": 1e999, "d": 5}',
        '{"s": NaN, "d": 5}',
        '{"s": 0, "d": 5}',
        '{"s": 3, "d": 11}',
        '{"s": "3", "d": 5}',
        '{"s": true, "d": 5}',
        '{"s": 3}',
        '{"lrt": 1.5, "dr": 2, "decay": -1}',
        '{"lrt": 99999999999999999999999}',
    ],
)
def test_what_fsrs_cannot_mean_is_no_memory(data: str, tmp_path: Path) -> None:
    statement = f"update cards set data = '{data}'"  # noqa: S608  # ours
    first = read(altered(package(tmp_path), statement)).cards[0]
    assert first[-4:] == (None, None, None, None)


def test_a_memory_may_be_whole_numbers(tmp_path: Path) -> None:
    path = altered(package(tmp_path), """update cards set data = '{"s":3,"d":5,"cd":"{}"}'""")
    assert read(path).cards[0].memory == FsrsMemory(3, 5)


def test_the_first_scheduler_had_three_buttons_in_steps(tmp_path: Path) -> None:
    """Anki itself reads them so since it has four."""
    path = with_settings(package(tmp_path), creationOffset=-60)
    assert [row.button for row in read(path).reviews] == [4, 4, 1]


def test_the_first_schedulers_relearning_cards_were_in_review(tmp_path: Path) -> None:
    path = altered(package(tmp_path), "update cards set queue = 1 where id = 11")
    again = read(with_settings(path, schedVer=1)).cards[0]
    assert (again.phase, again.queue) == (CardPhase.RELEARNING, CardQueue.LEARNING)


def test_a_filtered_deck_is_one(tmp_path: Path) -> None:
    path = altered(package(tmp_path), """update col set decks = '{"1":{"name":"Cram","dyn":1}}'""")
    assert read(path).decks == {1: Deck(1, "Cram", filtered=True)}


def test_a_card_in_a_filtered_deck_is_written_at_home(tmp_path: Path) -> None:
    first = collection().cards[0]
    away = first._replace(deck=99, due=-100_000, home_deck=first.deck, home_due=first.due)
    whole = collection(cards=(away,), decks={**DECKS, 99: Deck(99, "Cram", filtered=True)})
    home = read(package(tmp_path, whole))
    assert home.cards == (first,)
    assert home.decks == DECKS


@pytest.mark.parametrize("version", VERSIONS)
def test_reviews_of_one_millisecond_follow_each_other(
    version: PackageVersion, tmp_path: Path
) -> None:
    """Anki keeps only one review of a millisecond."""
    one, two, three = collection().reviews
    rows = (three._replace(id=one.id + 1), two._replace(id=one.id), one)
    read_again = read(package(tmp_path, collection(reviews=rows), version)).reviews
    assert [row.id - one.id for row in read_again] == [0, 1, 2]
    assert [row.card for row in read_again] == [11, 11, 22]


def test_a_note_without_a_time_of_change_was_changed_when_it_was_written(tmp_path: Path) -> None:
    whole = collection(
        note_types={BASIC.id: replace(BASIC, modified=0)},
        notes=(NoteRow(1, "a", BASIC.id, ("", "")),),
        cards=(),
        reviews=(),
    )
    again = read(package(tmp_path, whole))
    written = int(datetime(2026, 5, 4, 9, 30, tzinfo=UTC).timestamp())
    assert again.notes[0].modified == again.note_types[BASIC.id].modified == written


def test_kinds_of_rows_have_ankis_numbers() -> None:
    assert [kind.value for kind in ReviewKind] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("created", "west", "now", "first"),
    [
        ("2026-01-01 03:00", -60, None, date(2026, 1, 1)),
        ("2026-01-01 03:00", None, None, date(2026, 1, 1)),
        ("2025-12-31 15:00", None, None, date(2026, 1, 1)),  # Auckland
        ("2026-01-01 14:00", None, None, date(2026, 1, 1)),  # Honolulu
        ("2026-01-01 09:30", -780, None, date(2026, 1, 1)),
        ("2026-01-01 00:07", None, 60, date(2025, 12, 31)),
        ("2026-01-01 00:07", None, None, date(2026, 1, 1)),
    ],
)
def test_days_count_from_the_day_on_which_the_collection_began(
    created: str, west: int | None, now: int | None, first: date
) -> None:
    began = datetime.fromisoformat(created).replace(tzinfo=UTC)
    calendar = AnkiCalendar(created=int(began.timestamp()), minutes_west=west, minutes_west_now=now)
    assert calendar.first_day == calendar.day(0) == first
    assert calendar.number(calendar.day(40)) == 40


def test_a_study_day_begins_at_the_rollover() -> None:
    calendar = AnkiCalendar(created=CREATED, minutes_west=-60, minutes_west_now=-120)
    early = datetime(2026, 5, 4, 1, 59, tzinfo=UTC)
    assert calendar.day_of(early) == date(2026, 5, 3)
    assert calendar.day_of(early.replace(hour=2)) == date(2026, 5, 4)


def test_a_temporary_folder_of_a_killed_process_is_removed_by_a_later_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tmp"
    old, new, other = (temporary / name for name in ("kb-anki-a", "kb-anki-b", "kb-c"))
    for folder in (old, new, other):
        folder.mkdir(parents=True)
        (folder / "collection.db").write_bytes(b"a")
    for folder in (old, other):
        os.utime(folder, (1_700_000_000, 1_700_000_000))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with open_package(shared_deck(tmp_path / "shared.apkg")):
        pass
    assert sorted(temporary.iterdir()) == [new, other]
