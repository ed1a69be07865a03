"""``kb doctor --fix``: what follows from the notes and from the log is made anew."""

from dataclasses import dataclass
from pathlib import Path

from kb.app.importing.run import import_notes
from kb.app.maintenance.doctor import agree, wrong_links
from kb.app.review.queue import models
from kb.config import Settings
from kb.errors import KbError
from kb.schedule.log import replay
from kb.schedule.memory import CardId
from kb.schedule.moment import Moment
from kb.store.cards.cards import set_memory, stored_memory
from kb.store.file.backups import Occasion, new_backup, rotate
from kb.store.file.copy import copy_unverified
from kb.store.file.store import Store, Transaction
from kb.store.graph.links import set_meanings
from kb.store.maintenance import integrity as health
from kb.store.maintenance import repairs
from kb.store.review.log import entries_by_card


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What a repair did."""

    backup: Path
    """The store as it was before."""
    done: tuple[str, ...]
    """Sentences; none where nothing had to be done."""


async def repair(store: Store, settings: Settings, moment: Moment) -> Repaired:
    """Mends what can be made anew, after copying the store, in one transaction.

    Notes whose texts or cards are lost are then read again. The log is only read.

    Args:
        store: the store.
        settings: how notes are read.
        moment: now.

    Raises:
        StoreError: the store cannot be copied or written.
    """
    kept = new_backup(store.path, Occasion.REPAIR, moment.now)
    # As it is: one that is damaged is the very one to keep.
    copy_unverified(store.path, kept)
    rotate(store.path, just_made=kept)
    done: list[str] = []
    async with store.writing() as transaction:
        if await health.damages(transaction):
            await repairs.rebuild_indexes(transaction)
            done.append("The indexes of the tables were made anew.")
        for count, what in (
            (await repairs.add_missing_parts(transaction), "indexes or triggers were missing"),
            (await repairs.drop_lost_rows(transaction), "rows named a note that is not there"),
            (await repairs.mend_statuses(transaction), "cards had half a status"),
            (await _mend_memories(transaction), "cards were not what their answers come to"),
            (await repairs.retire_doubles(transaction), "cards were there twice, and are retired"),
            (await repairs.retire_orphans(transaction), "cards had outlived their notes"),
            (await _mend_links(transaction), "links meant something else"),
        ):
            if count:
                done.append(f"{count} {what}.")
        if await health.search_mismatch(transaction):
            done.append("The search index was made anew.")
        await repairs.rebuild_search(transaction)
        unread = await repairs.have_read_again(transaction)
    if unread:
        done.append(await _read_again(store, settings, moment, len(unread)))
    return Repaired(backup=kept, done=tuple(done))


async def _mend_memories(transaction: Transaction) -> int:
    """Gives each card what its log comes to, and returns how many had something else."""
    known = await models(transaction)
    wrong = []
    async for card, entries in entries_by_card(transaction):
        standing = replay(entries, known)
        if not agree(standing, await stored_memory(transaction, card)):
            wrong.append((card, standing.scheduled, standing.reps, standing.lapses))
    wrong += [
        (CardId(card), None, 0, 0)
        for card in await health.baseless_memories(transaction, halves=True)
    ]
    for card, scheduled, reps, lapses in wrong:
        await set_memory(transaction, card, scheduled, reps=reps, lapses=lapses)
    return len(wrong)


async def _mend_links(transaction: Transaction) -> int:
    found = await wrong_links(transaction)
    await set_meanings(transaction, found)
    return len(found)


async def _read_again(store: Store, settings: Settings, moment: Moment, count: int) -> str:
    try:
        await import_notes(store, (), settings=settings, now=moment.now)
    except KbError as error:
        return f"{count} notes are to be read again, but were not: {error.message}"
    return f"{count} notes were read again."
