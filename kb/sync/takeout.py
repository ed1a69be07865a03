"""The files of an export of kb: what they are called, and how they are read; ``docs/export.md``.

An export is a folder. Its manifest names the other files, which are JSON Lines or CSV.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from kb.errors import ExportError, reason_of

MANIFEST: Final = "kb-export.json"
FORMAT: Final = "kb-export"
VERSION: Final = 1
NOTES: Final = "notes.jsonl"
LINKS: Final = "links.jsonl"
CARDS: Final = "cards.jsonl"
LOG: Final = "log.jsonl"
DECISIONS: Final = "decisions.jsonl"
WEIGHTS: Final = "weights.jsonl"
PLANS: Final = "plans.jsonl"
WAITING: Final = "waiting.jsonl"
CARDS_TABLE: Final = "cards.csv"
REVIEWS_TABLE: Final = "reviews.csv"
FILES: Final = (
    NOTES,
    LINKS,
    CARDS,
    LOG,
    DECISIONS,
    WEIGHTS,
    PLANS,
    WAITING,
    CARDS_TABLE,
    REVIEWS_TABLE,
)
"""Besides the manifest, in the order in which they are written."""
_MOST_BYTES: Final = 64 << 20
"""Of a line: no note has so long a card."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Json = dict[str, Any]
"""A line: its fields by their names. Those that are null are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an export says of itself."""

    kb: str
    """The version that wrote it."""
    engine: str
    """The memory model: see :data:`kb.schedule.memory.ENGINE`."""
    lines: dict[str, int]
    """How many each file has; a CSV file has one more, which names its columns."""


def manifest_text(manifest: Manifest) -> str:
    """Return the manifest as it is written."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "kb": manifest.kb,
        "engine": manifest.engine,
        "lines": manifest.lines,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def is_export(folder: Path) -> bool:
    """Return whether a folder says that it is an export of kb, of this version or of another."""
    try:
        return _document(folder).get("format") == FORMAT
    except (OSError, ValueError):
        return False


def read_manifest(folder: Path) -> Manifest:
    """Return what an export says of itself.

    Raises:
        ExportError: it is no export, or one of a newer kb.
    """
    try:
        document = _document(folder)
    except OSError as error:
        raise _unreadable(folder / MANIFEST, reason_of(error)) from error
    except ValueError as error:
        raise _unreadable(folder / MANIFEST, "it is not JSON") from error
    version, lines = document.get("version"), document.get("lines")
    if document.get("format") != FORMAT or not isinstance(version, int):
        raise _unreadable(folder / MANIFEST, "it is not of an export of kb")
    if version > VERSION:
        raise _unreadable(folder, "a newer kb wrote it. Upgrade kb to read it")
    if not isinstance(lines, dict) or not all(isinstance(n, int) for n in lines.values()):
        raise _unreadable(folder / MANIFEST, "it does not say how many lines each file has")
    return Manifest(
        kb=str(document.get("kb", "")), engine=str(document.get("engine", "")), lines=lines
    )


def read_lines(folder: Path, name: str, manifest: Manifest) -> Iterator[tuple[int, Json]]:
    """Yield the lines of a file with their numbers, from 1.

    Raises:
        ExportError: the file cannot be read, a line is no JSON object, or lines are missing.
    """
    path, number = folder / name, 0
    try:
        with path.open("rb") as opened:
            while line := opened.readline(_MOST_BYTES):
                number += 1
                yield number, _object(path, number, line)
    except OSError as error:
        raise _unreadable(path, reason_of(error)) from error
    told = manifest.lines.get(name)
    if told != number:
        why = f"it has {number} lines, and {MANIFEST} says {told}: copy the whole export again"
        raise _unreadable(path, why)


def bad_line(folder: Path, name: str, number: int, why: str) -> ExportError:
    """Return the error of a line that says what cannot be."""
    return _unreadable(f"line {number} of {folder / name}", why)


def time_text(milliseconds: int) -> str:
    """Return a moment as an export writes it: ``2026-01-31T09:30:00.125Z``.

    Args:
        milliseconds: since 1970.
    """
    day, rest = divmod(milliseconds, 86_400_000)
    second, thousandths = divmod(rest, 1000)
    return f"{_day_text(day)}T{_clock_text(second)}.{thousandths:03}Z"


def milliseconds_of(text: str) -> int:
    """Return the milliseconds since 1970 of a moment as an export writes it.

    Raises:
        ValueError: it is no moment with a time zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def safe_cell(value: object) -> object:
    """Return what a spreadsheet shows as it is: a text that it would compute gets a ``'``.

    See https://owasp.org/www-community/attacks/CSV_Injection.
    """
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return f"'{value}"
    return value


@lru_cache(maxsize=8192)
def _day_text(day: int) -> str:
    return date.fromordinal(day + _EPOCH.toordinal()).isoformat()


@lru_cache(maxsize=100_000)
def _clock_text(second: int) -> str:
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"{hour:02}:{minute:02}:{second:02}"


def _document(folder: Path) -> Json:
    with (folder / MANIFEST).open("rb") as opened:
        document: object = json.loads(opened.read(1 << 20))
    if not isinstance(document, dict):
        raise ValueError("no object")  # noqa: TRY004  # what is read is wrong, not the program
    return document


def _object(path: Path, number: int, line: bytes) -> Json:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        why = "it is not JSON, or not whole"
        raise bad_line(path.parent, path.name, number, why) from error
    if not isinstance(value, dict):
        raise bad_line(path.parent, path.name, number, "it is no JSON object")
    return value


def _unreadable(what: object, why: str) -> ExportError:
    return ExportError(f"cannot read {what}: {why}.")
