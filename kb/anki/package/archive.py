"""The zip file that a package is: which of its entries count, and their bytes within bounds.

Nothing is unpacked under a name from the file. What is read may be made to do harm, so every size
is counted while it is read, whatever the file says of it.
"""

import io
import os
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Final, Protocol, Self

from kb.anki.package.protobuf import number_in
from kb.anki.package.zstd import ZstdError, ZstdFile
from kb.errors import AnkiPackageError, reason_of

_MOST_DIRECTORY_BYTES: Final = 32 << 20
"""Of the zip's own list of entries: Python keeps ten times as much in memory."""
_MOST_META_BYTES: Final = 1 << 10
MOST_DATABASE_BYTES: Final = 8 << 30
_MOST_RATIO: Final = 200
"""Collections of text compress to a tenth; with much that repeats, to a hundredth."""
_FREE_BYTES: Final = 64 << 20
"""A file up to this size may be compressed as far as it likes."""
_CHUNK_BYTES: Final = 1 << 20
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NO_PACKAGE: Final = "this is no package of Anki"
_EXPORT: Final = "In Anki, “File › Export” makes one."
_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zipfile.zlib.error,  # type: ignore[attr-defined]
    ZstdError,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)
"""What zipfile and the decompressors raise on bytes that are not what they should be."""


class PackageVersion(IntEnum):
    """The three forms of packages, as Anki numbers them."""

    LEGACY_1 = 1
    """A database of schema 11, from 2012."""
    LEGACY_2 = 2
    """The same under another name, beside a database that only says to update Anki."""
    LATEST = 3
    """A database of schema 18, and all files compressed with Zstandard."""

    @property
    def database(self) -> str:
        """The name of the entry that has the notes."""
        return ("collection.anki2", "collection.anki21", "collection.anki21b")[self - 1]

    @property
    def compressed(self) -> bool:
        """Whether the files in the zip are compressed once more."""
        return self is PackageVersion.LATEST


class Archive:
    """An open package: its version, and its entries by their names."""

    def __init__(self, path: Path, zipped: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = zipped
        entries = zipped.infolist()
        twice = Counter(entry.filename for entry in entries)
        self._entries = {entry.filename: entry for entry in entries}
        self._twice = {name for name, times in twice.items() if times > 1}
        self.version = self._version()

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Give the package at ``path``.

        Raises:
            AnkiPackageError: The file cannot be opened, or is no package of Anki.
        """
        try:
            file = _WaryFile(path.open("rb"), path)
        except (OSError, ValueError) as error:
            raise AnkiPackageError(
                f"cannot read {path}", reason_of(error), "Name another file."
            ) from None
        with file:
            try:
                zipped = zipfile.ZipFile(file)
            except (*_UNREADABLE, OSError):
                raise AnkiPackageError(str(path), _NO_PACKAGE, _EXPORT) from None
            with zipped:
                yield cls(path, zipped)

    def flaw(self, name: str) -> str | None:
        """Return why an entry cannot be read, and nothing if it can."""
        entry = self._entries.get(name)
        if entry is None:
            return "it is missing"
        if name in self._twice:
            return "it is there twice"
        if entry.flag_bits & 0x1:
            return "it is encrypted"
        if stat.S_ISLNK(entry.external_attr >> 16):
            return "it is a symbolic link"
        if entry.compress_type not in _METHODS:
            return "it is compressed in a way that Anki does not use"
        return None

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @contextmanager
    def stream(self, name: str, most_bytes: int) -> Iterator["BoundedStream"]:
        """Give the bytes of an entry, decompressed, and not more than there may be.

        Raises:
            AnkiPackageError: The entry cannot be read; also while it is read.
        """
        if (flaw := self.flaw(name)) is not None:
            raise AnkiPackageError(f"{name} in {self.path}", flaw)
        entry = self._entries[name]
        bound = min(most_bytes, max(_FREE_BYTES, _MOST_RATIO * entry.compress_size))
        with self._told(name), self._zip.open(entry) as packed:
            # Nothing at all is compressed to nothing by some programs, which is no frame.
            if self.version.compressed and entry.file_size:
                with ZstdFile(packed) as unpacked:
                    yield BoundedStream(unpacked, self.path, name, bound)
            else:
                yield BoundedStream(packed, self.path, name, bound)

    def extract(self, name: str, target: Path, most_bytes: int) -> None:
        """Write an entry to a file of ours."""
        with self.stream(name, most_bytes) as source, target.open("wb") as file:
            while chunk := source.read(_CHUNK_BYTES):
                file.write(chunk)

    def bytes_of(self, name: str, most_bytes: int) -> bytes:
        """Return an entry that is small enough to be in memory."""
        with self.stream(name, most_bytes) as source:
            return source.read()

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Say which entry it was if its bytes are damaged."""
        try:
            yield
        except _UNREADABLE:
            raise AnkiPackageError(f"{name} in {self.path}", "it is damaged") from None

    def _version(self) -> PackageVersion:
        """Return the version, by ``meta`` or, as Anki does, by what is there."""
        if "meta" not in self._entries:
            names = {version.database: version for version in PackageVersion}
            known = [version for name, version in names.items() if name in self._entries]
            if not known:
                raise AnkiPackageError(str(self.path), _NO_PACKAGE, _EXPORT)
            return max(known)
        self.version = PackageVersion.LEGACY_1
        try:
            number = number_in(self.bytes_of("meta", _MOST_META_BYTES), 1)
        except ValueError:
            raise AnkiPackageError(f"meta in {self.path}", "it is damaged") from None
        try:
            return PackageVersion(number)
        except ValueError:
            why = f"it has the form {number}, which is newer than what kb reads"
            raise AnkiPackageError(str(self.path), why) from None


class _Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes."""


class BoundedStream(io.RawIOBase):
    """Bytes that are read once, and raise when there are more than there may be."""

    def __init__(self, source: _Readable, path: Path, name: str, most_bytes: int) -> None:
        super().__init__()
        self._source = source
        self._what = f"{name} in {path}"
        self._left = most_bytes

    def readable(self) -> bool:
        """Return that it is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to ``size`` bytes, or all that are left."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(_CHUNK_BYTES), b""))
        try:
            chunk = self._source.read(size)
        except _UNREADABLE:
            raise AnkiPackageError(self._what, "it is damaged") from None
        self._left -= len(chunk)
        if self._left < 0:
            raise AnkiPackageError(self._what, "it unpacks to far more than Anki would write")
        return chunk


class _WaryFile(io.BufferedReader):
    """A file that is not read in one piece or before its beginning, whatever its directory says."""

    def __init__(self, raw: io.BufferedReader, path: Path) -> None:
        super().__init__(raw.detach())
        self._path = path

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MOST_DIRECTORY_BYTES:
            raise AnkiPackageError(str(self._path), "it has more entries than Anki would write")
        return super().read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        # Where bytes were lost, entries seem to begin before the file does.
        if whence == os.SEEK_SET and offset < 0:
            raise zipfile.BadZipFile(self._path)
        return super().seek(offset, whence)


_PLAIN_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


def is_number(name: str) -> bool:
    """Return whether an entry may be a media file: those are called by a number."""
    return _PLAIN_NUMBER.fullmatch(name) is not None
