"""The first import of all: it fills a store that nobody has seen yet.

Nothing is known, so nothing is recognised, compared or, but for the links, staged; and nobody
waits, so that the one transaction may last as long as the reading.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from pathlib import Path

from kb.app.importing.diff import FolderChanges
from kb.app.importing.find_changes import Progress, Work, find
from kb.app.importing.links import CommonMeaning, common_meanings, stage_link_meanings
from kb.app.importing.lock import one_at_a_time
from kb.app.importing.options import reader_of
from kb.app.importing.plan import Target, planned
from kb.app.importing.problems import how_all_stands
from kb.app.importing.read_and_stage import Arrivals, batches, expected, file_to_read, seldom_tidied
from kb.app.importing.report import CardCounts, ImportReport, NoteCounts, Outcome
from kb.clock import monotonic_seconds
from kb.config import Settings
from kb.graph.resolve import FolderId, NamedNote, Names, NoteId
from kb.store.file.new_store import NotFoundedError, can_be_founded, founded_store
from kb.store.file.store import Transaction
from kb.store.importing.initial_load import Filling, Home
from kb.store.importing.merge import Reading
from kb.store.importing.search_index import index_all
from kb.store.importing.staging import create_stage
from kb.store.notes.folders import remember_folder
from kb.store.notes.problems import replace_problems


async def import_into_new_store(
    path: Path,
    targets: Sequence[Target],
    *,
    settings: Settings,
    now: datetime,
    on_progress: Progress | None = None,
    patience_seconds: float | None = None,
) -> ImportReport | None:
    """Makes a store that holds what the files say, as an import into an empty one would fill it.

    It is there when all of it is, and not before.

    Args:
        path: where the store is to be.
        targets: folders and files; at least one.
        settings: endings of notes in a folder, and how notes are read.
        now: aware.
        on_progress: is told how far the reading is.
        patience_seconds: how long to wait for another import; 30 when absent.

    Returns:
        What was done. Nothing, and nothing was done, if a store is at ``path`` by now, or cannot
        be put there whole: then make it, and import into it.

    Raises:
        UsageError: a target does not exist, or there is none.
        StoreError: the disk is full or fails, or another import holds the lock for long.
        ReaderDiedError: a process that read notes was killed.
    """
    started = monotonic_seconds()
    work = Work(
        targets=tuple(targets),
        extensions=settings.imports.extensions,
        reader=reader_of(settings, now),
        on_progress=on_progress,
    )
    planned((), work.targets, work.extensions)  # Where that is refused, nothing is made.
    if not can_be_founded(path):
        return None
    async with one_at_a_time(path, patience_seconds=patience_seconds):
        if not can_be_founded(path):
            return None
        try:
            async with founded_store(path) as store, store.writing() as transaction:
                with seldom_tidied():
                    done = await _import_all(transaction, work)
        except NotFoundedError:
            return None
    return done.report(seconds=monotonic_seconds() - started)


async def _import_all(transaction: Transaction, work: Work) -> Outcome:
    """Reads everything into a store without notes, and writes it meanwhile."""
    every = await find(transaction, work)
    reader, changes = work.reader, every.changes
    folders = [
        await remember_folder(transaction, str(plan.root), plan.extensions, reader.now)
        for plan in (each.plan for each in changes)
    ]
    found = expected(reader, changes)
    filling = Filling(
        connection=transaction, reading=Reading(read_with=reader.read_with, now=reader.now)
    )
    await create_stage(transaction)
    await _read(filling, work, changes, folders, found)
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
    plans = [(folder, each.plan) for folder, each in zip(folders, changes, strict=True)]
    links, problems = await how_all_stands(transaction, plans)
    return Outcome(
        counts=_counts(changes, found),
        cards=CardCounts(added=filling.cards, inbox=filling.proposals),
        links=links,
        problems=(*every.broken, *problems),
    )


async def _read(
    filling: Filling,
    work: Work,
    changes: Sequence[FolderChanges],
    folders: Sequence[FolderId],
    found: Arrivals,
) -> None:
    files = [file_to_read(changes, found, ref) for ref in found.candidates]
    homes = {
        ref: Home(folders[each.folder], changes[each.folder].names(each.file.path))
        for ref, each in found.candidates.items()
    }
    async with aclosing(batches(work.reader, files, found, work.on_progress)) as all_:
        async for rows in all_:
            await filling.add(rows, homes)


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
