"""Packages that are damaged, or made to do harm: a sentence says so, and nothing is left behind."""

import io
import json
import os
import re
import sqlite3
import stat
import struct
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.anki.package import archive, media, reading
from kb.anki.package.archive import PackageVersion
from kb.anki.package.media import MediaEntry, flaw_of_name, protobuf_map
from kb.anki.package.reading import open_package
from kb.anki.package.schema18 import unicase
from kb.anki.package.zstd import ZstdFile, compress
from kb.errors import AnkiPackageError
from tests.anki.collections import altered, entries_of, package, zipped

LATEST = PackageVersion.LATEST


def why(path: Path) -> str:
    """Returns why a package is not read: one line, that begins with what is wrong."""
    with pytest.raises(AnkiPackageError) as raised, open_package(path):
        pass
    assert "\n" not in raised.value.message
    return raised.value.message


def left_out(path: Path) -> list[str]:
    """Returns what is told to be left out of a package that is read."""
    with open_package(path) as opened:
        return list(opened.left_out)


@pytest.fixture(autouse=True)
def _nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Has every temporary folder made below a place that must be empty again in the end."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert why(tmp_path / "no.apkg") == (
        f"cannot read {tmp_path}/no.apkg: no such file or directory. Name another file."
    )


def test_a_folder_is_no_package(tmp_path: Path) -> None:
    assert why(tmp_path) == f"cannot read {tmp_path}: is a directory. Name another file."


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip_or_an_empty_one(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.apkg"
    path.write_bytes(content)
    assert why(path) == (f"{path}: this is no package of Anki. In Anki, “File › Export” makes one.")


def test_another_zip_is_no_package(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"word/document.xml": b"<w/>", "media": b"{}"})
    assert why(path) == (f"{path}: this is no package of Anki. In Anki, “File › Export” makes one.")


@pytest.mark.parametrize("version", list(PackageVersion))
def test_a_package_cut_anywhere_is_refused(version: PackageVersion, tmp_path: Path) -> None:
    whole = package(tmp_path, None, version, {"a.png": b"1234"}).read_bytes()
    cut = tmp_path / "cut.apkg"
    for size in range(0, len(whole), 211):
        cut.write_bytes(whole[:size])
        why(cut)


def test_a_package_that_lacks_bytes_is_refused(tmp_path: Path) -> None:
    whole = package(tmp_path, None, LATEST, {"a.png": b"1234" * 50}).read_bytes()
    lacking = tmp_path / "lacking.apkg"
    for place in range(0, len(whole) - 200, 61):
        lacking.write_bytes(whole[:place] + whole[place + 97 :])
        assert str(lacking) in why(lacking)
    lacking.write_bytes(whole[len(whole) // 2 :])
    assert str(lacking) in why(lacking)


@pytest.mark.parametrize("version", list(PackageVersion))
def test_a_package_with_a_changed_byte_is_read_or_refused(
    version: PackageVersion, tmp_path: Path
) -> None:
    whole = package(tmp_path, None, version, {"a.png": b"1234" * 50}).read_bytes()
    changed = tmp_path / "changed.apkg"
    refused = 0
    for place in range(0, len(whole), 61):
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            with open_package(changed) as opened:
                for name in opened.collection.media:
                    with opened.open_media(name) as stream:
                        stream.read()
        except AnkiPackageError as error:
            refused += 1
            assert "\n" not in error.message  # noqa: PT017  # whichever it is
    assert refused > len(whole) / 61 / 2


@pytest.mark.parametrize(
    ("meta", "told"),
    [(b"\x08\x04", "it has the form 4, which"), (b"\x08", "it is damaged"), (b"", "the form 0")],
)
def test_a_form_that_kb_does_not_know(meta: bytes, told: str, tmp_path: Path) -> None:
    entries = entries_of(package(tmp_path))
    assert told in why(zipped(tmp_path / "a.apkg", {**entries, "meta": meta}))


def test_a_form_whose_database_is_missing(tmp_path: Path) -> None:
    entries = {**entries_of(package(tmp_path)), "meta": b"\x08\x03"}
    del entries["media"]
    told = why(zipped(tmp_path / "a.apkg", entries))
    assert told == f"collection.anki21b in {tmp_path}/a.apkg: it is missing."


@pytest.mark.parametrize("version", [PackageVersion.LEGACY_1, LATEST])
def test_a_database_that_unpacks_without_end_is_refused(
    version: PackageVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_FREE_BYTES", 1 << 20)
    bomb = bytes(40 << 20)
    entries = entries_of(package(tmp_path, None, version))
    entries[version.database] = compress(bomb) if version is LATEST else bomb
    told = why(zipped(tmp_path / "bomb.apkg", entries))
    assert told.endswith("it unpacks to far more than Anki would write.")


def test_a_map_of_media_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_MAP_BYTES", 1 << 20)
    entries = {**entries_of(package(tmp_path, None, LATEST)), "media": compress(bytes(2 << 20))}
    assert "far more" in why(zipped(tmp_path / "bomb.apkg", entries))


def test_a_media_file_larger_than_it_says_is_refused_while_it_is_read(tmp_path: Path) -> None:
    entries = entries_of(package(tmp_path, None, LATEST, {"a.png": b"1234"}))
    entries["0"] = compress(bytes(1 << 20))
    with (
        open_package(zipped(tmp_path / "a.apkg", entries)) as opened,
        pytest.raises(AnkiPackageError, match="far more"),
        opened.open_media("a.png") as file,
    ):
        file.read()


def test_a_directory_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    """The end of a zip says how large its list of entries is, and Python believes it."""
    path = tmp_path / "a.apkg"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 1 << 30, 0, 0)
    with path.open("wb") as file:
        file.truncate(1 << 30)
        file.seek(1 << 30)
        file.write(end)
    assert why(path) == f"{path}: it has more entries than Anki would write."


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("flag_bits", 0x1), "it is encrypted"),
        (("external_attr", (stat.S_IFLNK | 0o777) << 16), "it is a symbolic link"),
        (("compress_type", zipfile.ZIP_LZMA), "it is compressed in a way that Anki does not use"),
    ],
)
def test_an_odd_entry_is_refused_or_left_out(
    change: tuple[str, int], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = package(tmp_path, media={"a.png": b"1234"})
    real = zipfile.ZipFile.infolist
    for odd in ("0", "collection.anki2"):

        def infolist(self: zipfile.ZipFile, odd: str = odd) -> list[zipfile.ZipInfo]:
            entries = real(self)
            setattr(next(entry for entry in entries if entry.filename == odd), *change)
            return entries

        monkeypatch.setattr(zipfile.ZipFile, "infolist", infolist)
        if odd == "0":
            assert left_out(path) == [f"the media file 'a.png': {told}"]
        else:
            assert why(path) == f"collection.anki2 in {path}: {told}."


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_there_twice_is_not_chosen_from(tmp_path: Path) -> None:
    path = package(tmp_path, media={"a.png": b"1234"})
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("0", b"5678")
    assert left_out(path) == ["the media file 'a.png': it is there twice"]
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("collection.anki2", b"")
    assert why(path) == f"collection.anki2 in {path}: it is there twice."


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../a", "a/b", "/etc/passwd", "..\\a", "C:\\a", "C:a", "a\0b", "a\nb"),
        *("con", "NUL.txt", "com1", "Lpt9.png", "aux .x", "a.", "a ", "x" * 256, "ä" * 128),
        *("a\x7f", "a\x9b", "a?b", "\ud800"),
    ],
)
def test_a_name_that_no_file_may_have_is_left_out(name: str, tmp_path: Path) -> None:
    assert flaw_of_name(name) is not None
    entries = entries_of(package(tmp_path, media={"ok": b"1"}))
    entries["media"] = b'{"0": %s, "1": "ok"}' % repr_json(name)
    entries["1"] = b"2"
    path = zipped(tmp_path / "a.apkg", entries)
    with open_package(path) as opened:
        assert opened.collection.media == ("ok",)
        assert len(opened.left_out) == 1


def repr_json(name: str) -> bytes:
    """Returns a text as JSON, with half characters too."""
    return json.dumps(name).encode()


@pytest.mark.parametrize("name", ["a.png", "console.txt", "日本.mp3", "a b.c", ".hidden", "_x.js"])
def test_an_ordinary_name_is_taken(name: str) -> None:
    assert flaw_of_name(name) is None


def test_names_that_are_one_file_on_some_systems_are_told(tmp_path: Path) -> None:
    entries = entries_of(package(tmp_path))
    entries["media"] = '{"0":"a.png","1":"A.PNG","2":"a.png","3":"u\u0308","4":"\u00fc"}'.encode()
    for number in range(5):
        entries[str(number)] = b"1"
    with open_package(zipped(tmp_path / "a.apkg", entries)) as opened:
        assert opened.collection.media == ("a.png", "\u00fc")
        assert opened.left_out == (
            "the media file 'A.PNG': 'a.png' is there too",
            "the media file 'a.png': it is there twice",
            "the media file '\u00fc': it is there twice",
        )


@pytest.mark.parametrize("entry", ["collection.anki2", "media", "../0", "01", "-1", "1.0", "٣"])
def test_a_media_file_is_only_in_an_entry_with_a_number(entry: str, tmp_path: Path) -> None:
    entries = entries_of(package(tmp_path))
    entries["media"] = b'{%s: "a"}' % repr_json(entry)
    assert left_out(zipped(tmp_path / "a.apkg", entries)) == [
        "the media file 'a': its entry has no number"
    ]


def test_a_media_file_that_is_missing_is_told(tmp_path: Path) -> None:
    entries = {**entries_of(package(tmp_path)), "media": b'{"7": "a"}'}
    assert left_out(zipped(tmp_path / "a.apkg", entries)) == ["the media file 'a': it is missing"]


@pytest.mark.parametrize("text", [b"", b"[]", b'{"0": 1}', b"[" * 20_000, b"\xff", b"{"])
def test_a_map_that_is_none_is_refused(text: bytes, tmp_path: Path) -> None:
    entries = {**entries_of(package(tmp_path)), "media": text}
    assert (
        why(zipped(tmp_path / "a.apkg", entries)) == f"media in {tmp_path}/a.apkg: it is damaged."
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_a_map_or_a_value_error(message: bytes) -> None:
    try:
        entries = list(media.read_protobuf_map(message))
    except (ValueError, TypeError):
        return
    assert all(isinstance(entry, MediaEntry) for entry in entries)


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.integers(0, 1 << 60))))
def test_a_map_is_read_as_it_was_written(files: list[tuple[str, int]]) -> None:
    entries = [
        MediaEntry(name, str(number), size, bytes(20)) for number, (name, size) in enumerate(files)
    ]
    assert list(media.read_protobuf_map(protobuf_map(entries))) == entries


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("drop table revlog", "no table revlog"),
        ("drop table col", "no table col"),
        ("delete from col", "no version"),
        ("update col set ver = 9", "its version is 9"),
        ("update col set ver = 99", "its version is 99"),
        ("update col set ver = 18", "no table decks"),
        ("update col set ver = x'00'", "no version"),
        ("update col set crt = 'now'", "it does not say when it began"),
        ("update col set models = '{'", "Expecting property name"),
        ("update col set models = '[]'", "no object"),
        ("update col set models = '{\"1\": {}}'", "something is missing: 'flds'"),
        ("update col set models = '{\"a\": {}}'", "invalid literal"),
        ("update col set decks = '{\"1\": 4}'", "something is missing"),
        ("update col set conf = x'00'", "conf is no text"),
        ("alter table cards drop column data", "no such column: data"),
        ("update notes set flds = cast(x'ff' as text)", "Could not decode to UTF-8"),
    ],
)
def test_a_database_that_is_not_ankis_is_refused(statement: str, told: str, tmp_path: Path) -> None:
    path = altered(package(tmp_path), statement)
    assert why(path).startswith(f"collection.anki2 in {path}: the database is damaged ({told}")


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (
            (
                "alter table revlog rename to old",
                """create view revlog as with recursive endless(id) as
                (select 1 union all select id + 1 from endless) select id, 1 as cid, 1 as ease,
                1 as ivl, 1 as lastIvl, 1 as factor, 1 as time, 1 as type from endless""",
            ),
            "no table revlog",
        ),
        (
            (
                "alter table revlog rename to old",
                "create virtual table revlog using fts5(id, cid, ease, ivl, lastIvl, factor, time)",
            ),
            "revlog is no real table",
        ),
        (
            ("alter table cards add column more as (hex(zeroblob(1 << 30)))",),
            "cards has computed columns",
        ),
        (
            (
                "alter table cards rename to old",
                "create table cards as select * from old",
            ),
            "the ids of cards are no keys",
        ),
    ],
)
def test_a_table_that_computes_is_refused(
    statements: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    assert told in why(altered(package(tmp_path), *statements))


def test_a_database_in_the_middle_of_nothing_is_refused(tmp_path: Path) -> None:
    entries = entries_of(package(tmp_path))
    database = entries["collection.anki2"]
    for damaged in (b"", b"no database" * 100, database[:4096], database[:100] + bytes(9000)):
        told = why(zipped(tmp_path / "a.apkg", {**entries, "collection.anki2": damaged}))
        assert re.search(r"the database is damaged \(.+\)\.$", told)


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> object:
        raise OSError(28, os.strerror(28))

    path = package(tmp_path)
    monkeypatch.setattr(archive.Archive, "extract", full)
    unpacked = f"collection.anki2 in {path}, unpacked to {tempfile.gettempdir()}"
    assert why(path) == f"{unpacked}: no space left on device."


@pytest.mark.parametrize(
    "statement",
    [
        "update notetypes set config = 'text'",
        "update notetypes set name = x'00' where id = 1700000000001",
        "update fields set name = x'00' where ntid = 1700000000002",
        "update templates set config = x'ff'",
        "update templates set config = x'0a03ffffff'",
        "update decks set kind = 1",
        "update decks set name = x'00' where id = 1",
    ],
)
def test_schema_18_with_wrong_types_is_refused(statement: str, tmp_path: Path) -> None:
    entries = entries_of(package(tmp_path, None, LATEST))
    with ZstdFile(io.BytesIO(entries["collection.anki21b"])) as compressed:
        content = compressed.read()
    file = tmp_path / "collection.db"
    file.write_bytes(content)
    with closing(sqlite3.connect(file)) as database:
        database.create_collation("unicase", unicase)
        database.execute(statement)
        database.commit()
    broken = {**entries, "collection.anki21b": compress(file.read_bytes())}
    assert "the database is damaged" in why(zipped(tmp_path / "a.apkg", broken))
