"""The media of a package: which numbered entry has which name, and which names are safe."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, NamedTuple, Protocol

from kb.anki.package.protobuf import bytes_field, fields_of, number_field, text_field

MOST_MAP_BYTES: Final = 64 << 20
_MOST_NAME_BYTES: Final = 255
"""File systems take no longer name."""
_NAME: Final = 1
_SIZE: Final = 2
_SHA1: Final = 3
_DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "123456789¹²³"]
)
_SEPARATORS: Final = '/\\:*?"<>|'
_CHUNK_BYTES: Final = 1 << 20


class MediaEntry(NamedTuple):
    """A media file in a package."""

    name: str
    entry: str
    """What the file is called in the zip."""
    size: int | None = None
    sha1: bytes | None = None


def flaw_of_name(name: str) -> str | None:
    """Return why no file may have a name, on any system, and nothing if one may."""
    flaws = (
        (name in ("", ".", ".."), "it is no name of a file"),
        (any(character in _SEPARATORS for character in name), "a file may not be called so"),
        (any(unicodedata.category(c) in ("Cc", "Cs") for c in name), "it has a control character"),
        (name.endswith((".", " ")), "it ends with a dot or a blank"),
        (_stem(name) in _DEVICES, "Windows has a device of that name"),
        (len(name.encode(errors="replace")) > _MOST_NAME_BYTES, "it is too long"),
    )
    return next((why for wrong, why in flaws if wrong), None)


def _stem(name: str) -> str:
    return name.partition(".")[0].rstrip().casefold()


def safe_entries(
    entries: Iterable[MediaEntry], left_out: list[str]
) -> Iterator[tuple[str, MediaEntry]]:
    """Yield entries by their names, once each, and say which ones were left out, and why.

    Names that differ only in case, or in how accents are written, are one file on some systems.
    """
    taken: dict[str, str] = {}
    for entry in entries:
        name = unicodedata.normalize("NFC", entry.name)
        key = unicodedata.normalize("NFC", name.casefold())
        why = flaw_of_name(name)
        if why is None and key in taken:
            why = "it is there twice" if taken[key] == name else f"{taken[key]!r} is there too"
        if why is not None:
            left_out.append(f"the media file {entry.name[:100]!r}: {why}")
            continue
        taken[key] = name
        yield name, entry


def read_json_map(text: bytes) -> Iterator[MediaEntry]:
    """Yield what an older package says of its media.

    Raises:
        ValueError: It is not what Anki would write.
    """
    try:
        entries = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(entries, dict):
        raise TypeError("no object")
    for entry, name in entries.items():
        if not isinstance(name, str):
            raise TypeError("a name that is no text")
        yield MediaEntry(name, entry)


def read_protobuf_map(message: bytes) -> Iterator[MediaEntry]:
    """Yield what a newer package says of its media.

    Raises:
        ValueError: It is not what Anki would write.
    """
    entries = [value for number, value in fields_of(message) if number == 1]
    for position, entry in enumerate(entries):
        if not isinstance(entry, bytes):
            raise TypeError("an entry that is a number")
        name, size, sha1 = "", 0, b""
        for field, value in fields_of(entry):
            if field == _NAME and isinstance(value, bytes):
                name = value.decode()
            elif field == _SIZE and isinstance(value, int):
                size = value
            elif field == _SHA1 and isinstance(value, bytes):
                sha1 = value
        yield MediaEntry(name, str(position), size, sha1 or None)


def json_map(names: Iterable[str]) -> bytes:
    """Return what an older package says of its media."""
    numbered = {str(number): name for number, name in enumerate(names)}
    return json.dumps(numbered, ensure_ascii=False).encode()


def protobuf_map(entries: Iterable[MediaEntry]) -> bytes:
    """Return what a newer package says of its media."""
    return b"".join(
        bytes_field(
            1,
            text_field(_NAME, entry.name)
            + number_field(_SIZE, entry.size or 0)
            + bytes_field(_SHA1, entry.sha1 or b""),
        )
        for entry in entries
    )


class _Writable(Protocol):
    """What bytes are written to."""

    def write(self, content: bytes, /) -> int:
        """Write all of ``content``."""


def copied(source: BinaryIO, target: _Writable) -> tuple[int, bytes]:
    """Copy a stream, and return its size and its SHA-1."""
    size, digest = 0, hashlib.sha1(usedforsecurity=False)
    while chunk := source.read(_CHUNK_BYTES):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return size, digest.digest()
