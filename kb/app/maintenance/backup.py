"""``kb backup``, and the automatic backup once a study day."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.errors import UsageError
from kb.schedule.days import Moment
from kb.store.file.backups import Occasion, daily_backup, new_backup, rotate
from kb.store.file.copy import copy_store, is_store
from kb.store.file.path import check_path


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A complete, verified copy of the store."""

    file: Path
    bytes: int
    notes: int
    cards: int
    entries: int
    """Of the log."""


def back_up(store: Path, file: Path | None, now: datetime) -> BackedUp:
    """Copy the store to ``file``, or to a new file in the folder of backups.

    Raises:
        StoreError: the store is damaged or locked, or the copy cannot be written.
        UsageError: there is no store, or ``file`` is the store, a folder, or an existing file
            that is neither a store nor a backup of one.
    """
    check_path(store)
    if file is not None:
        check_path(file)
    if not store.exists():
        raise UsageError(f"there is no store {store} yet. “kb import FOLDER” creates one.")
    if file is not None:
        if file.exists() and not file.is_file():
            what = "a folder" if file.is_dir() else "a device or a pipe"
            raise UsageError(f"{file} is {what}. Name the file to write.")
        refuse_the_store_itself(store, file)
        if file.exists() and not is_store(file):
            raise UsageError(
                f"{file} exists already, and is not a backup. "
                "Name a new file, or a backup to replace."
            )
    return _back_up(store, file or new_backup(store, Occasion.ASKED, now))


def make_daily_backup(store: Path, moment: Moment) -> BackedUp | None:
    """Copy the store unless this study day has a backup, and remove expired backups.

    Raises:
        StoreError: the store is damaged or locked, or the copy cannot be written.
    """
    target = daily_backup(store, moment.day)
    if target.exists() or not store.is_file():
        return None
    backed_up = _back_up(store, target)
    rotate(store, just_made=target)
    return backed_up


def _back_up(store: Path, target: Path) -> BackedUp:
    contents = copy_store(store, target)
    return BackedUp(
        file=target,
        bytes=target.stat().st_size,
        notes=contents.notes,
        cards=contents.cards,
        entries=contents.entries,
    )


def refuse_the_store_itself(store: Path, file: Path) -> None:
    """Raise a usage error if ``file`` is the store."""
    if file.exists() and store.exists() and file.samefile(store):
        raise UsageError(f"{file} is the store itself. Name another file.")
