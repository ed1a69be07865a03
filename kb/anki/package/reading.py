"""Reads packages of Anki, ``.apkg`` and ``.colpkg``, of every form there has been."""

import gc
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path
from typing import Final

from kb.anki.collection import Collection
from kb.anki.package.archive import MOST_DATABASE_BYTES, Archive, BoundedStream, is_number
from kb.anki.package.database import read_collection
from kb.anki.package.leftovers import temporary_folder
from kb.anki.package.media import (
    MOST_MAP_BYTES,
    MediaEntry,
    read_json_map,
    read_protobuf_map,
    safe_entries,
)
from kb.errors import AnkiPackageError, reason_of

_MOST_MEDIA_BYTES: Final = 2 << 30
"""Of one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that is open: what it holds, and the way to its media."""

    collection: Collection
    left_out: tuple[str, ...]
    """What could not be taken, and why, each as a phrase."""
    _archive: Archive
    _media: Mapping[str, MediaEntry]

    def size_of(self, name: str) -> int | None:
        """Return how large a media file says it is, in bytes; older packages do not say."""
        return self._media[name].size

    @contextmanager
    def open_media(self, name: str) -> Iterator[BoundedStream]:
        """Give the bytes of a media file.

        Args:
            name: One of ``collection.media``.

        Raises:
            AnkiPackageError: The file is damaged; also while it is read.
        """
        entry = self._media[name]
        most = _MOST_MEDIA_BYTES if entry.size is None else min(entry.size, _MOST_MEDIA_BYTES)
        with self._archive.stream(entry.entry, most) as stream:
            yield stream


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Give what a package holds, until it is closed again.

    The database is unpacked to a temporary folder, which is gone before anything is given.

    Raises:
        AnkiPackageError: The file is no package of Anki, or is damaged, or newer than kb; or, for
            an ``OSError``, there is no room to unpack it.
    """
    with Archive.open(path) as archive:
        left_out: list[str] = []
        media = _media_of(archive, left_out)
        collection = _collection_of(archive, tuple(media), left_out)
        yield Package(
            collection=collection, left_out=tuple(left_out), _archive=archive, _media=media
        )


def _collection_of(archive: Archive, media: tuple[str, ...], left_out: list[str]) -> Collection:
    name = archive.version.database
    what = f"{name} in {archive.path}"
    try:
        with temporary_folder() as folder:
            unpacked = folder / "collection.db"
            archive.extract(name, unpacked, MOST_DATABASE_BYTES)
            address = f"{unpacked.as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(address, uri=True)) as database, uncollected():
                return read_collection(database, media, left_out)
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
        raise AnkiPackageError(what, f"the database is damaged ({_short(error)})") from None
    except OSError as error:
        if error.errno == ENOSPC:
            what += f", unpacked to {tempfile.gettempdir()}"
        raise AnkiPackageError(what, reason_of(error)) from error


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage: among a million rows in use that takes a third more."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _media_of(archive: Archive, left_out: list[str]) -> dict[str, MediaEntry]:
    """Return the media files by their names; some old programs write no map of them."""
    if "media" not in archive:
        return {}
    text = archive.bytes_of("media", MOST_MAP_BYTES)
    read = read_protobuf_map if archive.version.compressed else read_json_map
    try:
        entries = list(read(text))
    except (ValueError, TypeError):
        raise AnkiPackageError(f"media in {archive.path}", "it is damaged") from None
    media = {}
    for name, entry in safe_entries(entries, left_out):
        flaw = archive.flaw(entry.entry) if is_number(entry.entry) else "its entry has no number"
        if flaw is None:
            media[name] = entry
        else:
            left_out.append(f"the media file {name!r}: {flaw}")
    return media


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
