"""``kb restore``."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.app.maintenance.backup import refuse_the_store_itself
from kb.app.maintenance.doctor import checks_of_store
from kb.app.maintenance.memory_upgrade import upgrade_memories
from kb.errors import StoreError
from kb.store.file.backups import Occasion, new_backup
from kb.store.file.path import check_path
from kb.store.file.restore import restore, staged_backup, upgraded_copy
from kb.store.file.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A backup that replaced the store."""

    file: Path
    """The backup."""
    kept: Path | None
    """Where the replaced store is; absent if there was none."""
    notes: int
    cards: int
    entries: int
    """Of the log."""


async def put_back(store: Path, file: Path, now: datetime) -> Restored:
    """Replace the store by ``file``, once a doctor finds it sound, and keep what was there.

    Raises:
        StoreError: the file cannot be restored, another program has the store open, or a file
            cannot be written.
        UsageError: ``file`` is the store.
    """
    _check_paths(store, file)
    with staged_backup(file, store) as staged:
        async with upgraded_copy(staged) as copy:
            await _check(copy, file, now)
        kept = new_backup(store, Occasion.RESTORE, now)
        replaced = restore(staged, kept)
        return Restored(
            file=file,
            kept=kept if replaced else None,
            notes=staged.contents.notes,
            cards=staged.contents.cards,
            entries=staged.contents.entries,
        )


def _check_paths(store: Path, file: Path) -> None:
    check_path(store)
    check_path(file)
    refuse_the_store_itself(store, file)
    if store.is_dir():
        raise StoreError(f"{store} is a folder. Name the store's file with --db or KB_DB.")


async def _check(copy: Store, file: Path, now: datetime) -> None:
    """Look that a doctor finds nothing wrong in a copy of ``file``."""
    failed = [check.name for check in await checks_of_store(copy) if not check.ok]
    if failed == ["log"]:  # which may only be what another engine computed
        await upgrade_memories(copy, now)
        failed = [check.name for check in await checks_of_store(copy) if not check.ok]
    if failed:
        raise StoreError(
            f"{file} fails the check “{failed[0]}” of “kb doctor”. “kb doctor --db {file}” "
            "says more; with --fix, it may repair it."
        )
