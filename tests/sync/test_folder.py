"""The files of a synchronised log, as carriers bring them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.sync import folder as files
from kb.sync.folder import append, log_files, read_from, rewrite
from kb.sync.lines import BurialLine, Record, encoded, header

DEVICE, OTHER = "0123456789abcdef", "fedcba9876543210"
ENTRIES = [BurialLine(tick, f"card{tick}", None) for tick in range(1, 9)]


def everything(folder: Path) -> list[Record]:
    """Returns all records of a folder."""
    return [record for file in log_files(folder) for record in read_from(folder, file, 0).records]


def test_what_is_added_is_read_in_its_order(tmp_path: Path) -> None:
    append(tmp_path, DEVICE, ENTRIES[:3])
    (file,) = log_files(tmp_path)
    first = read_from(tmp_path, file, 0)
    append(tmp_path, DEVICE, ENTRIES[3:])
    (file,) = log_files(tmp_path)
    second = read_from(tmp_path, file, first.end)
    assert [*first.records, *second.records] == ENTRIES
    assert second.end == file.size
    assert read_from(tmp_path, file, second.end).records == []


def test_devices_write_to_files_of_their_own(tmp_path: Path) -> None:
    append(tmp_path, DEVICE, ENTRIES[:1])
    append(tmp_path, OTHER, ENTRIES[1:2])
    assert [file.device for file in log_files(tmp_path)] == [DEVICE, OTHER]


def test_a_long_log_is_in_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SEGMENT_BYTES", len(header(DEVICE)) + 100)
    for entry in ENTRIES:
        append(tmp_path, DEVICE, [entry])
    assert len(log_files(tmp_path)) > 1
    assert everything(tmp_path) == ENTRIES
    append(tmp_path, OTHER, ENTRIES)
    assert [*everything(tmp_path)] == ENTRIES * 2


@given(st.integers(0, 2000))
def test_a_file_that_came_in_part_is_read_on_later(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    tmp_path = tmp_path_factory.mktemp("cut")
    append(tmp_path, DEVICE, ENTRIES)
    (file,) = log_files(tmp_path)
    path = tmp_path / DEVICE / file.name
    whole = path.read_bytes()
    path.write_bytes(whole[:length])
    (part,) = log_files(tmp_path)
    first = read_from(tmp_path, part, 0)
    path.write_bytes(whole)
    second = read_from(tmp_path, file, first.end)
    assert [*dict.fromkeys((*first.records, *second.records))] == ENTRIES
    assert (first.damaged, second.damaged) == (0, 0)
    assert second.end == len(whole)


def test_a_part_that_is_not_there_yet_is_read_later_and_what_follows_now(tmp_path: Path) -> None:
    """Some programs make room for a file first, and fill it in any order."""
    append(tmp_path, DEVICE, ENTRIES)
    (file,) = log_files(tmp_path)
    path = tmp_path / DEVICE / file.name
    whole = path.read_bytes()
    start = whole.index(encoded(ENTRIES[3], DEVICE))
    path.write_bytes(whole[:start] + b"\0" * 30 + whole[start + 30 :])
    holed = read_from(tmp_path, file, 0)
    assert holed.records == ENTRIES[:3] + ENTRIES[4:]
    assert (holed.end, holed.damaged) == (start, 1)
    path.write_bytes(whole)
    assert read_from(tmp_path, file, holed.end).records == ENTRIES[3:]


def test_a_line_that_a_crash_cut_loses_nothing_that_follows(tmp_path: Path) -> None:
    append(tmp_path, DEVICE, ENTRIES[:2])
    path = next((tmp_path / DEVICE).iterdir())
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 5)
    append(tmp_path, DEVICE, ENTRIES[2:])
    (file_,) = log_files(tmp_path)
    portion = read_from(tmp_path, file_, 0)
    assert portion.records == ENTRIES[:1] + ENTRIES[2:]
    assert portion.damaged == 1


def test_a_copy_that_a_carrier_made_in_a_conflict_is_read_as_what_it_is(tmp_path: Path) -> None:
    append(tmp_path, DEVICE, ENTRIES[:4])
    path = next((tmp_path / DEVICE).iterdir())
    path.rename(path.with_name("000001.sync-conflict-20260131-090000-ABCDEFG.jsonl"))
    append(tmp_path, DEVICE, ENTRIES[4:])
    assert len(log_files(tmp_path)) == 2
    assert sorted(everything(tmp_path)) == ENTRIES


def test_what_is_not_of_a_device_is_left_alone(tmp_path: Path) -> None:
    append(tmp_path, DEVICE, ENTRIES)
    for name in ("README.txt", f"{DEVICE}/.000002.jsonl.part", f"{DEVICE}/~000003.jsonl"):
        (tmp_path / name).write_text("anything\n")
    (tmp_path / ".stfolder").mkdir()
    (tmp_path / "Photos").mkdir()
    assert everything(tmp_path) == ENTRIES


def test_a_file_of_another_device_says_nothing_here(tmp_path: Path) -> None:
    append(tmp_path, OTHER, ENTRIES)
    (tmp_path / OTHER).rename(tmp_path / DEVICE)
    (file,) = log_files(tmp_path)
    portion = read_from(tmp_path, file, 0)
    assert (portion.records, portion.end) == ([], 0)


def test_a_file_that_is_shorter_than_it_was_is_read_again(tmp_path: Path) -> None:
    append(tmp_path, DEVICE, ENTRIES)
    (file,) = log_files(tmp_path)
    end = read_from(tmp_path, file, 0).end
    (tmp_path / DEVICE / file.name).unlink()
    append(tmp_path, DEVICE, ENTRIES[:2])
    (file,) = log_files(tmp_path)
    assert read_from(tmp_path, file, end).records == ENTRIES[:2]


def test_files_that_are_written_anew_replace_the_old_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SEGMENT_BYTES", len(header(DEVICE)) + 100)
    append(tmp_path, DEVICE, ENTRIES)
    old = {file.name for file in log_files(tmp_path)}
    rewrite(tmp_path, DEVICE, ENTRIES[4:])
    new = {file.name for file in log_files(tmp_path)}
    assert not old & new
    assert everything(tmp_path) == ENTRIES[4:]
