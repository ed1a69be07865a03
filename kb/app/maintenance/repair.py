"""``kb doctor --fix``: rebuilding what follows from the notes and from the log."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.app.importing.run import import_notes
from kb.app.maintenance.doctor import wrong_links
from kb.app.maintenance.replay import replay_memories
from kb.config.settings import Settings
from kb.errors import KbError, StoreError
from kb.schedule.days import Moment
from kb.schedule.log import UNSEEN
from kb.schedule.memory import CardId
from kb.store.cards.cards import correct_memories
from kb.store.file.backups import Occasion, new_backup, rotate
from kb.store.file.copy import copy_unverified
from kb.store.file.failures import UnreadableRowError, unreadable_rows
from kb.store.file.store import Store, Transaction
from kb.store.graph.links import set_meanings
from kb.store.maintenance import integrity, repairs
from kb.store.maintenance.values import wrong_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What a repair did."""

    backup: Path
    """The store as it was before."""
    done: tuple[str, ...]
    """Sentences, as many as there were repairs."""


async def repair(store: Store, settings: Settings, moment: Moment) -> Repaired:
    """Rebuild what can be rebuilt, in one transaction, after copying the store.

    Notes whose text or cards are lost are then imported again. The log is only read.

    Raises:
        StoreError: the store cannot be copied or written.
    """
    backup = new_backup(store.path, Occasion.REPAIR, moment.now)
    # Unverified: a damaged store is the very one to keep.
    copy_unverified(store.path, backup)
    rotate(store.path, just_made=backup)
    done: list[str] = []
    async with store.writing() as transaction, _readable(store, transaction):
        if await integrity.file_damage(transaction):
            await repairs.rebuild_indexes(transaction)
            done.append("Rebuilt the indexes of the tables.")
        for count, what in (
            (
                await repairs.add_missing_parts(transaction),
                "parts of the schema corrected",
            ),
            (await repairs.correct_revision(transaction), "wrong revisions removed"),
            (await repairs.drop_lost_rows(transaction), "rows of missing notes removed"),
            (await repairs.drop_broken_vectors(transaction), "broken vectors removed"),
            (await repairs.repair_statuses(transaction), "invalid card statuses corrected"),
            (await repairs.repair_families(transaction), "families of cards corrected"),
            (await _replayed(transaction, moment.now), "card schedules recalculated"),
            (await repairs.retire_duplicates(transaction), "duplicate cards retired"),
            (await repairs.retire_orphans(transaction), "cards of deleted notes retired"),
            (await _repair_links(transaction), "links corrected"),
        ):
            if count:
                done.append(f"{count} {what}.")
        if await integrity.search_mismatch(transaction):
            done.append("Rebuilt the search index.")
        await repairs.rebuild_search(transaction)
        unread = await repairs.mark_unread(transaction)
    if unread:
        done.append(await _import_again(store, settings, moment, len(unread)))
    return Repaired(backup=backup, done=tuple(done))


@asynccontextmanager
async def _readable(store: Store, transaction: Transaction) -> AsyncIterator[None]:
    """Refuse to repair what holds rows that cannot be read: it would be done by half."""
    try:
        await _check_values(transaction)
        with unreadable_rows():
            yield
    except UnreadableRowError as error:
        raise StoreError(
            f"{store.path} has a row that cannot be read ({error.message}). Nothing was repaired: "
            "restore a backup; “kb backup --list” shows them."
        ) from error


async def _check_values(transaction: Transaction) -> None:
    missing = await integrity.missing_columns(transaction)
    if wrong := [] if missing else await wrong_values(transaction):
        raise UnreadableRowError(wrong[0])


async def _replayed(transaction: Transaction, now: datetime) -> int:
    replayed = await replay_memories(transaction, now)
    baseless = await integrity.baseless_memories(transaction, halves=True)
    await correct_memories(transaction, {CardId(card): UNSEEN for card in baseless})
    return replayed + len(baseless)


async def _repair_links(transaction: Transaction) -> int:
    corrections = await wrong_links(transaction)
    await set_meanings(transaction, corrections)
    return len(corrections)


async def _import_again(store: Store, settings: Settings, moment: Moment, count: int) -> str:
    try:
        await import_notes(store, (), settings=settings, now=moment.now)
    except KbError as error:
        return f"{count} notes could not be read again: {error.message}"
    return f"{count} notes were read again."
