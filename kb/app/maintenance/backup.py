"""``kb backup`` and ``kb restore``, and the backup that is made by itself once a study day."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.errors import StoreError, UsageError
from kb.schedule.days import Moment
from kb.store.file.backups import (
    Occasion,
    daily_backup,
    known_backups,
    new_backup,
    rotate,
)
from kb.store.file.copy import Contents, copy_store, is_store
from kb.store.file.restore import restorable, restore


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A copy of the store, complete and looked through."""

    file: Path
    bytes: int
    notes: int
    cards: int
    entries: int
    """Of the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A backup that is the store now."""

    file: Path
    """The backup."""
    kept: Path | None
    """Where what was there before is; none if nothing was there."""
    notes: int
    cards: int
    entries: int
    """Of the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBackup:
    """A backup in the folder beside the store."""

    file: Path
    occasion: str
    bytes: int


def back_up(store: Path, file: Path | None, now: datetime) -> BackedUp:
    """Copies the store to ``file``, or to a new file in the folder of backups.

    Raises:
        StoreError: the store is damaged or locked, or the copy cannot be written.
        UsageError: there is no store, or ``file`` is the store, a folder, or a file that is there
            and is neither a store nor a backup of one.
    """
    _refuse_without(store)
    if file is not None:
        if file.is_dir():
            raise UsageError(f"{file} is a folder. Name the file to write.")
        if file.exists() and not file.is_file():
            raise UsageError(f"{file} is a device or a pipe. Name the file to write.")
        _refuse_the_store_itself(store, file)
        if file.exists() and not is_store(file):
            raise UsageError(
                f"{file} is there already, and is no backup. "
                "Name a new file, or a backup to replace."
            )
    target = file or new_backup(store, Occasion.ASKED, now)
    return _backed_up(target, copy_store(store, target))


def make_daily_backup(store: Path, moment: Moment) -> BackedUp | None:
    """Copies the store if that was not done on this study day, and lets older copies go.

    Raises:
        StoreError: the store is damaged or locked, or the copy cannot be written.
    """
    target = daily_backup(store, moment.day)
    if target.exists() or not store.is_file():
        return None
    made = _backed_up(target, copy_store(store, target))
    rotate(store, just_made=target)
    return made


def put_back(store: Path, file: Path, now: datetime) -> Restored:
    """Makes ``file`` the store, after looking through it, and keeps what was there.

    Raises:
        StoreError: the file is not fit for it, another program has the store open, or a file
            cannot be written.
        UsageError: ``file`` is the store.
    """
    _refuse_the_store_itself(store, file)
    if store.is_dir():
        raise StoreError(f"{store} is a folder. Name the store's file with --db or KB_DB.")
    found = restorable(file)
    kept = new_backup(store, Occasion.RESTORE, now)
    replaced = restore(store, file, kept)
    return Restored(
        file=file,
        kept=kept if replaced else None,
        notes=found.notes,
        cards=found.cards,
        entries=found.entries,
    )


def listed(store: Path) -> tuple[ListedBackup, ...]:
    """Returns the backups beside the store, by occasion and time."""
    return tuple(
        ListedBackup(file=each.path, occasion=each.occasion, bytes=each.path.stat().st_size)
        for each in known_backups(store)
    )


def _backed_up(file: Path, found: Contents | None) -> BackedUp:
    if found is None:
        raise ValueError(f"{file} was not looked through")
    return BackedUp(
        file=file,
        bytes=file.stat().st_size,
        notes=found.notes,
        cards=found.cards,
        entries=found.entries,
    )


def _refuse_without(store: Path) -> None:
    if not store.exists():
        raise UsageError(f"there is no store {store} yet. “kb import FOLDER” makes one.")


def _refuse_the_store_itself(store: Path, file: Path) -> None:
    if file.exists() and store.exists() and file.samefile(store):
        raise UsageError(f"{file} is the store itself. Name another file.")
