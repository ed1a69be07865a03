"""The files of a synchronised log: each device has a folder, and writes to no other.

Whatever carries the folder may bring files late, in part, twice or under another name: what was
read once changes nothing when it is read again, and a line that is not whole yet is read later.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from kb.sync.lines import DamagedLineError, Record, check_header, decoded, encoded, header

SEGMENT_BYTES: Final = 1_000_000
"""From this size on, a file is not added to any more: some programs carry whole files."""
_DEVICE: Final = re.compile(r"[0-9a-z]{8,64}")
_SUFFIX: Final = ".jsonl"
_PASSING: Final = (".", "~")
"""Begin the names of files that programs are about to replace."""


class LogFile(NamedTuple):
    """A file of a device, or a copy that a program made of one in a conflict."""

    device: str
    name: str
    size: int
    """In bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What was read of a file."""

    records: Sequence[Record]
    end: int
    """How far the file is read: up to the first line that is damaged or not whole."""
    damaged: int
    """Lines that are damaged, except for the last one, which may still be on its way."""


def log_files(folder: Path) -> list[LogFile]:
    """Return the files of all devices, oldest first.

    Raises:
        OSError: the folder cannot be read.
    """
    files = []
    for place in sorted(folder.iterdir()):
        if _DEVICE.fullmatch(place.name) and place.is_dir():
            files += _files_in(place)
    return files


def read_from(folder: Path, file: LogFile, start: int) -> Portion:
    """Return the records of a file from a byte on, where an earlier portion ended.

    Raises:
        NewerFormatError: a newer kb wrote it.
        OSError: it cannot be read.
    """
    with (folder / file.device / file.name).open("rb") as opened:
        if start > file.size:
            start = 0  # an older version of the file came back
        opened.seek(start)
        lines = opened.read().splitlines(keepends=True)
    records: list[Record] = []
    end, damaged, whole = start, 0, True
    for number, line in enumerate(lines):
        try:
            if start + number == 0:
                check_header(line, file.device)
            elif (record := decoded(line, file.device)) is not None:
                records.append(record)
        except DamagedLineError:
            whole = False
            damaged += line.endswith(b"\n")
        else:
            whole = whole and line.endswith(b"\n")
        if whole:
            end += len(line)
    return Portion(records=records, end=end, damaged=damaged)


def append(
    folder: Path, device: str, records: Iterable[Record], *, used: Iterable[str] = ()
) -> None:
    """Add records to the files of a device, durably.

    Args:
        folder: of all devices.
        device: which writes.
        records: in the order in which they are to be read.
        used: names that files of the device had; no other file gets one of these.

    Raises:
        OSError: they cannot be written.
    """
    lines = [encoded(record, device) for record in records]
    if not lines:
        return
    place = folder / device
    place.mkdir(exist_ok=True)
    at = 0
    while at < len(lines):
        file = _open_file(place, device, used)
        size = file.stat().st_size
        batch: list[bytes] = []
        while at < len(lines) and (size < SEGMENT_BYTES or not batch):
            batch.append(lines[at])
            size += len(lines[at])
            at += 1
        with file.open("r+b") as opened:
            opened.seek(-1, os.SEEK_END)
            cut = opened.read(1) != b"\n"  # by a crash: its line is lost, and is written again
            opened.write(b"\n" * cut + b"".join(batch))
            opened.flush()
            os.fsync(opened.fileno())


def rewrite(
    folder: Path, device: str, records: Iterable[Record], *, used: Iterable[str] = ()
) -> None:
    """Replace all files of a device by new ones with these records.

    The old ones go last, so that no crash takes a record along. For the arguments, see
    :func:`append`.

    Raises:
        OSError: they cannot be written.
    """
    place = folder / device
    old = [file.name for file in _files_in(place)]
    _new_file(place, device, used)
    append(folder, device, records, used=used)
    for name in old:
        (place / name).unlink(missing_ok=True)
    _sync_folder(place)


def _files_in(place: Path) -> list[LogFile]:
    if not place.is_dir():
        return []
    with os.scandir(place) as entries:
        files = [
            LogFile(place.name, entry.name, _size(entry))
            for entry in entries
            if entry.name.endswith(_SUFFIX)
            and not entry.name.startswith(_PASSING)
            and not _is_folder(entry)
        ]
    return sorted(files)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads nowhere
        return False


def _size(entry: os.DirEntry[str]) -> int:
    """Return the size of a file; 0 of one that will not be read either."""
    try:
        return entry.stat().st_size
    except OSError:
        return 0


def _open_file(place: Path, device: str, used: Iterable[str]) -> Path:
    """Return the device's file that is added to."""
    own = [file for file in _files_in(place) if _number(file.name) is not None]
    if own and len(header(device)) <= own[-1].size < SEGMENT_BYTES:
        return place / own[-1].name
    return _new_file(place, device, used)


def _new_file(place: Path, device: str, used: Iterable[str]) -> Path:
    """Return a new file of the device, with its header, as a whole or not at all."""
    names = (*(file.name for file in _files_in(place)), *used)
    numbers = [number for name in names if (number := _number(name)) is not None]
    path = place / f"{max(numbers, default=0) + 1:06}{_SUFFIX}"
    part = place / f".{path.name}.part"
    with part.open("wb") as opened:
        opened.write(header(device))
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(path)
    _sync_folder(place)
    return path


def _number(name: str) -> int | None:
    """Return the number of a device's own file; none for a copy that another program made."""
    stem = name.removesuffix(_SUFFIX)
    return int(stem) if stem.isascii() and stem.isdecimal() else None


def _sync_folder(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
