"""Writes packages of Anki: in the form that every version reads, or in the newest one.

The same collection at the same time makes the same bytes. Anki takes the options of decks only from
a package if it is told to; otherwise an import leaves those of the learner as they are.
"""

import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from kb.anki.collection import (
    DEFAULT_DECK,
    CardTemplate,
    Collection,
    Deck,
    NoteRow,
    NoteType,
    ReviewRow,
)
from kb.anki.package.archive import PackageVersion
from kb.anki.package.leftovers import PART, remove_stale, temporary_folder
from kb.anki.package.media import MediaEntry, copied, flaw_of_name, json_map, protobuf_map
from kb.anki.package.protobuf import number_field
from kb.anki.package.tables import write_database
from kb.anki.package.zstd import ZstdFile, compress
from kb.errors import AnkiPackageError, reason_of

MediaSource = Callable[[], BinaryIO]
"""Opens a media file."""

_UPDATE: Final = "This package needs a newer version of Anki. Update Anki, then import it again."


def write_package(
    target: Path,
    collection: Collection,
    media: Mapping[str, MediaSource],
    *,
    now: datetime,
    version: PackageVersion = PackageVersion.LEGACY_1,
) -> None:
    """Write a package in place of what is at ``target``, or leave that as it is.

    Rows of the log that would have the same millisecond follow each other, as Anki keeps only one
    of a millisecond.

    Args:
        target: a file, ``.apkg``.
        collection: its ``media`` do not count.
        media: by the names that the notes have for them.
        now: what the file says of its making.
        version: the first form is read by all versions of Anki, the latest by those since 2022.

    Raises:
        AnkiPackageError: The file cannot be written, or a media file not be read.
        ValueError: A media file has a name that Anki would not take, or two rows have one id.
    """
    for name in media:
        if (flaw := flaw_of_name(name)) is not None:
            raise ValueError(f"the media file {name!r}: {flaw}")
    try:
        descriptor, beside = tempfile.mkstemp(dir=target.parent, prefix=PART, suffix=".part")
        remove_stale(Path(beside))
    except OSError as error:
        raise AnkiPackageError(
            f"cannot write {target}", reason_of(error), "Choose another place."
        ) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            _Writer(now, version).write(file, collection, media)
            file.flush()
            os.fsync(file.fileno())
        _as_new_files_are(Path(beside))
        Path(beside).replace(target)
    except sqlite3.IntegrityError as error:
        raise ValueError(f"two rows have one id: {error}") from None
    except (OSError, sqlite3.Error) as error:
        raise AnkiPackageError(
            f"cannot write {target}", reason_of(error), "Choose another place."
        ) from None
    finally:
        Path(beside).unlink(missing_ok=True)


def _as_new_files_are(path: Path) -> None:
    """Give a file the permissions of any new file: a temporary one is its owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def with_unique_times(reviews: tuple[ReviewRow, ...]) -> tuple[ReviewRow, ...]:
    """Return rows of the log in the order of time, each in a millisecond of its own."""
    rows: list[ReviewRow] = []
    latest = 0
    for row in sorted(reviews, key=lambda row: (row.id, row.card)):
        latest = max(row.id, latest + 1)
        rows.append(row if row.id == latest else row._replace(id=latest))
    return tuple(rows)


class _Writer:
    """Writes the entries of one package."""

    def __init__(self, now: datetime, version: PackageVersion) -> None:
        self._now = now
        self._version = version

    def write(
        self, file: BinaryIO, collection: Collection, media: Mapping[str, MediaSource]
    ) -> None:
        whole = replace(collection, reviews=with_unique_times(tuple(collection.reviews)))
        with zipfile.ZipFile(file, "w") as zipped:
            if self._version is not PackageVersion.LEGACY_1:
                self._add(zipped, "meta", number_field(1, self._version))
                decoy = self._database(_decoy(collection, self._now), PackageVersion.LEGACY_1)
                self._add(zipped, "collection.anki2", decoy)
            self._add(zipped, self._version.database, self._database(whole, self._version))
            entries = [
                self._add_media(zipped, str(number), name, source)
                for number, (name, source) in enumerate(media.items())
            ]
            if self._version.compressed:
                self._add(zipped, "media", compress(protobuf_map(entries)))
            else:
                self._add(zipped, "media", json_map(media))

    def _database(self, collection: Collection, version: PackageVersion) -> bytes:
        """Return a database, compressed if the package is."""
        with temporary_folder() as folder:
            path = folder / "collection.db"
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                newest = version is PackageVersion.LATEST
                write_database(database, collection, self._now, newest=newest)
            content = path.read_bytes()
        return compress(content) if version.compressed else content

    def _add(self, zipped: zipfile.ZipFile, name: str, content: bytes) -> None:
        zipped.writestr(self._entry(name), content)

    def _add_media(
        self, zipped: zipfile.ZipFile, entry: str, name: str, source: MediaSource
    ) -> MediaEntry:
        """Copy a media file, and return what the map says of it."""
        described = self._entry(entry)
        described.compress_type = zipfile.ZIP_STORED
        with source() as file, zipped.open(described, "w", force_zip64=True) as packed:
            if self._version.compressed:
                with ZstdFile(packed, "w") as compressed:
                    size, sha1 = copied(file, compressed)
                if not size:
                    packed.write(compress(b""))
            else:
                size, sha1 = copied(file, packed)
        return MediaEntry(name, entry, size, sha1)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, date_time=self._now.astimezone(UTC).timetuple()[:6])
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        # What is compressed already is not compressed again.
        entry.compress_type = (
            zipfile.ZIP_STORED
            if self._version.compressed and name != "collection.anki2"
            else zipfile.ZIP_DEFLATED
        )
        return entry


def _decoy(collection: Collection, now: datetime) -> Collection:
    """Return the collection that a version of Anki shows which does not know the newest form."""
    key = int(now.timestamp() * 1000)
    note_type = NoteType(
        id=key,
        name="Basic",
        fields=("Front", "Back"),
        templates=(CardTemplate(name="Card 1", front="{{Front}}", back="{{Back}}"),),
    )
    return Collection(
        calendar=collection.calendar,
        note_types={key: note_type},
        decks={DEFAULT_DECK: Deck(DEFAULT_DECK, "Default")},
        notes=(NoteRow(key, "kb-update-anki", key, (_UPDATE, "")),),
    )
