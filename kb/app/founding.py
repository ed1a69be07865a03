"""The first import of all: it fills a store that nobody has seen yet.

Nothing is known, so nothing is recognised, compared or, but for the links, staged; and nobody
waits, so that the one transaction may last as long as the reading.
"""

import asyncio
import gc
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from kb.app.arriving import Arrivals, OnRead, batches, expected, file_to_read
from kb.app.changes import FolderChanges
from kb.app.linking import CommonMeaning, common_meanings, stage_link_meanings
from kb.app.reader import Reader
from kb.app.report import CardCounts, NoteCounts
from kb.graph.resolve import FolderId, NamedNote, Names, NoteId
from kb.store.filling import Filling, Home
from kb.store.folders import remember_folder
from kb.store.indexing import index_all
from kb.store.notes import Reading
from kb.store.open import Transaction
from kb.store.problems import replace_problems
from kb.store.staging import create_stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is in the store now."""

    folders: tuple[FolderId, ...]
    counts: tuple[NoteCounts, ...]
    """Of each folder's notes."""
    cards: CardCounts


async def fill(
    transaction: Transaction,
    reader: Reader,
    changes: Sequence[FolderChanges],
    on_read: OnRead | None,
) -> Filled:
    """Reads everything, and writes it meanwhile.

    Args:
        transaction: one that writes to a store without notes.
        reader: how files are read.
        changes: of all folders.
        on_read: is told how far the reading is.
    """
    folders = [
        await remember_folder(transaction, str(plan.root), plan.extensions, reader.now)
        for plan in (each.plan for each in changes)
    ]
    found = expected(reader, changes)
    filling = Filling(
        connection=transaction, reading=Reading(read_with=reader.read_with, now=reader.now)
    )
    await create_stage(transaction)
    await _read(filling, reader, changes, folders, found, on_read)
    sources = list(_named(found, folders))
    # SQLite indexes the texts in a thread of its own while links are resolved in another. Not by
    # gather(), which does not wait, when it is cancelled, for who still uses the transaction.
    resolving = asyncio.create_task(asyncio.to_thread(_resolved, sources, filling.targets))
    try:
        await index_all(transaction)
        names, common = await resolving
    finally:
        resolving.cancel()
    await stage_link_meanings(transaction, names, common, filling.targets, sources)
    await filling.add_links()
    await _add_problems(transaction, folders, changes, found)
    return Filled(
        folders=tuple(folders),
        counts=_counts(changes, found),
        cards=CardCounts(added=filling.cards, inbox=filling.proposals),
    )


async def _read(
    filling: Filling,
    reader: Reader,
    changes: Sequence[FolderChanges],
    folders: Sequence[FolderId],
    found: Arrivals,
    on_read: OnRead | None,
) -> None:
    files = [file_to_read(changes, found, ref) for ref in found.candidates]
    homes = {
        ref: Home(folders[each.folder], changes[each.folder].names(each.file.path))
        for ref, each in found.candidates.items()
    }
    async with aclosing(batches(reader, files, found, on_read)) as all_:
        async for rows in all_:
            await filling.add(rows, homes)
    # What is kept in mind of many notes is no garbage; looking through it costs a quarter second.
    gc.freeze()


def _named(found: Arrivals, folders: Sequence[FolderId]) -> Iterator[NamedNote]:
    for ref, note in sorted(found.notes.items()):
        each = found.candidates[ref]
        yield note.named(NoteId(ref), folders[each.folder], each.file.path)


def _resolved(
    notes: Sequence[NamedNote], targets: Mapping[FolderId, Collection[str]]
) -> tuple[Names, list[CommonMeaning]]:
    names = Names(notes)
    return names, common_meanings(names, targets)


async def _add_problems(
    transaction: Transaction,
    folders: Sequence[FolderId],
    changes: Sequence[FolderChanges],
    found: Arrivals,
) -> None:
    for number, (folder, each) in enumerate(zip(folders, changes, strict=True)):
        inside = [
            problem for ref, problem in found.problems if found.candidates[ref].folder == number
        ]
        await replace_problems(transaction, folder, (), [*each.seen.problems, *inside])


def _counts(changes: Sequence[FolderChanges], found: Arrivals) -> tuple[NoteCounts, ...]:
    added = Counter(found.candidates[ref].folder for ref in found.notes)
    failed = Counter(found.candidates[ref].folder for ref in found.failed)
    return tuple(
        NoteCounts(added=added[number], failed=failed[number]) for number in range(len(changes))
    )
