"""The folder of backups beside a store: how they are named, and which of them are kept."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from kb.store.file.copy import make_folder
from kb.store.file.path import check_path


class Occasion(StrEnum):
    """Why a backup was made; its name begins with it."""

    DAILY = "daily"
    ASKED = "asked"
    MIGRATION = "before-migration"
    REPAIR = "before-repair"
    RESTORE = "before-restore"


UNVERIFIED: Final = (Occasion.REPAIR, Occasion.RESTORE)
"""Copied as they were, perhaps damaged."""
_ROTATED: Final = (Occasion.MIGRATION, Occasion.REPAIR)
KEPT_DAYS: Final = 7
"""Of so many of the last days that have a daily backup, it is kept."""
KEPT_WEEKS: Final = 4
"""The same for ISO weeks, of each the latest daily backup."""
KEPT_MONTHS: Final = 12
"""The same for months."""
KEPT_OF_AN_OCCASION: Final = 5
"""How many backups before a migration are kept, and as many before a repair."""
_NAME: Final = re.compile(rf"({'|'.join(Occasion)})-[\d-]+(T\d+Z)?(-\d+)?\.db")
_DAILY_NAME: Final = re.compile(rf"{Occasion.DAILY}-(\d{{4}}-\d\d-\d\d)\.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup in the folder beside the store."""

    file: Path
    occasion: Occasion
    bytes: int
    made_at: datetime
    """As the disk has it; in UTC."""


def backups_folder(store: Path) -> Path:
    """Return where the backups of the store at ``store`` are kept."""
    return store.with_name(f"{store.name}.backups")


def daily_backup(store: Path, day: date) -> Path:
    """Return the path of a study day's backup, which need not exist."""
    return backups_folder(store) / f"{Occasion.DAILY}-{day.isoformat()}.db"


def new_backup(store: Path, occasion: Occasion, now: datetime) -> Path:
    """Return a path for a new backup, and make its folder.

    Raises:
        StoreError: the folder cannot be made.
    """
    folder = backups_folder(store)
    make_folder(folder)
    stem = f"{occasion}-{now:%Y%m%dT%H%M%SZ}"
    number, path = 1, folder / f"{stem}.db"
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number:02}.db"
    return path


def list_backups(store: Path) -> tuple[Backup, ...]:
    """Return the backups in the folder, the oldest first, without any other file in it.

    Raises:
        StoreError: the store's path cannot be looked up.
    """
    check_path(store)
    check_path(backups_folder(store))
    files = [(file, match, file.stat()) for file, match in _matching_files(store)]
    # Of one moment, the first has no number in its name.
    files.sort(key=lambda row: (row[2].st_mtime_ns, len(row[0].name), row[0].name))
    return tuple(
        Backup(
            file=file,
            occasion=Occasion(match[1]),
            bytes=known.st_size,
            made_at=datetime.fromtimestamp(known.st_mtime, UTC).replace(microsecond=0),
        )
        for file, match, known in files
    )


def rotate(store: Path, *, just_made: Path) -> None:
    """Remove expired backups, but never the one that was just made."""
    for name in expired_backups(file.name for file, _ in _matching_files(store)):
        if name != just_made.name:
            (backups_folder(store) / name).unlink(missing_ok=True)


def _matching_files(store: Path) -> Iterator[tuple[Path, re.Match[str]]]:
    folder = backups_folder(store)
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if match := _NAME.fullmatch(file.name):
            yield file, match


def expired_backups(names: Iterable[str]) -> tuple[str, ...]:
    """Return which of the backups with these names need not be kept.

    Daily backups: the latest of each of the last ``KEPT_DAYS`` days, ``KEPT_WEEKS`` weeks and
    ``KEPT_MONTHS`` months that have one are kept. Backups before a migration and before a repair:
    the last ``KEPT_OF_AN_OCCASION`` of each. Backups that the user made, and stores that a restore
    replaced, are never expired.
    """
    names = sorted(names)
    dailies = {
        date.fromisoformat(match[1]): name
        for name in names
        if (match := _DAILY_NAME.fullmatch(name))
    }
    days = sorted(dailies)
    kept = {
        *_latest_of_each(days, lambda day: day, KEPT_DAYS),
        *_latest_of_each(days, lambda day: day.isocalendar()[:2], KEPT_WEEKS),
        *_latest_of_each(days, lambda day: (day.year, day.month), KEPT_MONTHS),
    }
    expired = [dailies[day] for day in days if day not in kept]
    for occasion in _ROTATED:
        of_it = [name for name in names if name.startswith(f"{occasion}-")]
        expired += of_it[:-KEPT_OF_AN_OCCASION]
    return tuple(expired)


def _latest_of_each(
    days: Iterable[date], period: Callable[[date], Hashable], count: int
) -> list[date]:
    """Return the latest day of each of the last ``count`` periods; ``days`` are in order."""
    return list({period(day): day for day in days}.values())[-count:]
