"""The folder of backups beside a store: what they are called, and which of them are kept."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from kb.store.file.copy import make_folder

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12
EACH: Final = 5
"""Of those that were made before a migration, and before a repair."""


class Occasion(StrEnum):
    """Why a backup was made; its name begins with it."""

    DAILY = "daily"
    ASKED = "asked"
    MIGRATION = "before-migration"
    REPAIR = "before-repair"
    RESTORE = "before-restore"


SET_ASIDE: Final = (Occasion.REPAIR, Occasion.RESTORE)
"""Kept as they were, and not looked through."""
_ROTATED: Final = (Occasion.MIGRATION, Occasion.REPAIR)
_DAILY: Final = re.compile(r"daily-(\d{4}-\d\d-\d\d)\.db")
_NAME: Final = re.compile(rf"({'|'.join(Occasion)})-[\d-]+(T\d+Z)?(-\d+)?\.db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A backup in the folder."""

    path: Path
    occasion: Occasion


def backups_folder(store: Path) -> Path:
    """Returns where the backups of the store at ``store`` are kept."""
    return store.with_name(f"{store.name}.backups")


def daily_backup(store: Path, day: date) -> Path:
    """Returns the name of a study day's backup, whether it is there or not."""
    return backups_folder(store) / f"{Occasion.DAILY}-{day.isoformat()}.db"


def new_backup(store: Path, occasion: Occasion, now: datetime) -> Path:
    """Returns a name that no backup has yet, in the folder, which is made.

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


def known_backups(store: Path) -> tuple[Backup, ...]:
    """Returns the backups in the folder by name, and nothing else that lies there."""
    folder = backups_folder(store)
    names = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
    return tuple(
        Backup(path=folder / name, occasion=Occasion(found[1]))
        for name in names
        if (found := _NAME.fullmatch(name))
    )


def rotate(store: Path, *, just_made: Path) -> None:
    """Removes the backups that have served; never the one that was just made."""
    names = [each.path.name for each in known_backups(store)]
    for name in superfluous(names):
        if name != just_made.name:
            (backups_folder(store) / name).unlink(missing_ok=True)


def superfluous(names: Iterable[str]) -> tuple[str, ...]:
    """Returns which of the backups so named need not be kept.

    Of the daily ones the latest of each of the last 7 days, 4 weeks and 12 months of which there
    are any stay; of those before a migration and before a repair the last 5. What the user asked
    for, and stores that a restore replaced, are the user's to remove.
    """
    given = sorted(names)
    by_day = {
        date.fromisoformat(found[1]): name for name in given if (found := _DAILY.fullmatch(name))
    }
    days = sorted(by_day, reverse=True)
    kept = {
        *_latest(days, DAYS, lambda day: day),
        *_latest(days, WEEKS, lambda day: day.isocalendar()[:2]),
        *_latest(days, MONTHS, lambda day: (day.year, day.month)),
    }
    gone = [by_day[day] for day in days if day not in kept]
    for occasion in _ROTATED:
        gone += [name for name in given if name.startswith(f"{occasion}-")][:-EACH]
    return tuple(gone)


def _latest(days: list[date], most: int, span: Callable[[date], Hashable]) -> Iterator[date]:
    """Yields the latest day of each span of time, of the latest spans, newest first."""
    seen: set[Hashable] = set()
    for day in days:
        if span(day) not in seen and len(seen) < most:
            seen.add(span(day))
            yield day
