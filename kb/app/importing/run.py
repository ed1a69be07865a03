"""``kb import``: find what changed, read it, merge it.

Everything is read and worked out before the one transaction that writes, so that a review beside
an import waits only for the merge, and an interrupted import leaves the store as it was. Where
nothing changed, neither the reader nor the lock of imports is needed, and neither is loaded.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import Final

from kb.app.importing.find_changes import Found, Progress, Work, find
from kb.app.importing.options import reader_of
from kb.app.importing.plan import Target
from kb.app.importing.problems import how_all_stands
from kb.app.importing.report import CardCounts, ImportReport, NoteCounts, Outcome
from kb.clock import monotonic_seconds
from kb.config import Settings
from kb.errors import StoreError
from kb.store.cards.status import living_cards
from kb.store.file.store import Store, StoreConnection, Transaction, data_version
from kb.store.notes.files import fingerprint

__all__ = ["ImportReport", "Target", "import_notes"]

_ATTEMPTS: Final = 3
"""How often an import begins again if notes are written beside it, which the lock forbids."""


async def import_notes(  # noqa: PLR0913  # each is a switch of the command's own
    store: Store,
    targets: Sequence[Target],
    *,
    settings: Settings,
    now: datetime,
    dry_run: bool = False,
    force: bool = False,
    on_progress: Progress | None = None,
    patience_seconds: float | None = None,
) -> ImportReport:
    """Brings the store to what the files say, and returns what was done and what is wrong.

    Args:
        store: the store.
        targets: folders and files; none: all remembered folders.
        settings: endings of notes in a new folder, and how notes are read.
        now: aware.
        dry_run: whether to say what would be done, and to keep nothing of it.
        force: whether to believe a folder that lost more than half of its notes.
        on_progress: is told how far the reading is.
        patience_seconds: how long to wait for another import; 30 when absent.

    Raises:
        UsageError: a target does not exist, or there is nothing to import.
        StoreError: the store cannot be written, or another import holds it for long.
        ReaderDiedError: a process that read notes was killed.
    """
    started = monotonic_seconds()
    work = Work(
        targets=tuple(targets),
        extensions=settings.imports.extensions,
        reader=reader_of(settings, now),
        dry_run=dry_run,
        force=force,
        on_progress=on_progress,
        patience_seconds=patience_seconds,
    )
    async with store.connect() as desk:
        async with desk.reading() as transaction:
            found = await find(transaction, work)
            done = await _nothing_new(transaction, found)
        if done is None:
            done = await _one_import(store, desk, work, found)
            await desk.discard()
    return done.report(
        seconds=monotonic_seconds() - started, dry_run=dry_run, locked_seconds=desk.locked_seconds
    )


async def files_to_read(store: Store, *, settings: Settings, now: datetime) -> int:
    """Returns how many files of the known folders an import would read, or find gone.

    Raises:
        UsageError: no folder is known.
    """
    work = Work(
        targets=(),
        extensions=settings.imports.extensions,
        reader=reader_of(settings, now),
    )
    async with store.reading() as transaction:
        found = await find(transaction, work)
    return sum(len(each.differing.to_read) + len(each.differing.gone) for each in found.changes)


async def _nothing_new(transaction: Transaction, found: Found) -> Outcome | None:
    """Returns how all stands, if the store has nothing to learn."""
    if not all(each.are_none for each in found.changes):
        return None
    counts = [NoteCounts(unchanged=each.differing.unchanged) for each in found.changes]
    folders = [(each.plan.known.id, each.plan) for each in found.changes if each.plan.known]
    links, problems = await how_all_stands(transaction, folders)
    return Outcome(
        counts=tuple(counts),
        cards=CardCounts(kept=await living_cards(transaction)),
        links=links,
        problems=(*found.broken, *problems),
    )


async def _one_import(store: Store, desk: StoreConnection, work: Work, found: Found) -> Outcome:
    """Reads what changed and merges it, while no other import runs."""
    from kb.app.importing.lock import one_at_a_time  # noqa: PLC0415
    from kb.app.importing.read_and_stage import seldom_tidied  # noqa: PLC0415  # only where something changed
    from kb.store.file.new_store import remove_unfinished  # noqa: PLC0415

    lock = one_at_a_time(store.path, patience_seconds=work.patience_seconds)
    # A dry run keeps nothing, so that it need not wait, and leaves no lock file behind.
    async with nullcontext() if work.dry_run else lock:
        if not work.dry_run:
            remove_unfinished(store.path)
        for _ in range(_ATTEMPTS):
            async with desk.reading() as transaction:
                if await data_version(transaction) != found.version:
                    found = await find(transaction, work)
            with seldom_tidied():
                done = await _attempt(desk, work, found)
            if done:
                return done
    message = (
        f"another program keeps changing the notes in {store.path}. Try again when it is done."
    )
    raise StoreError(message)


async def _attempt(desk: StoreConnection, work: Work, found: Found) -> Outcome | None:
    """Returns what was done; nothing if notes were written meanwhile by someone else."""
    from kb.app.importing.changeset import news_of  # noqa: PLC0415
    from kb.app.importing.merge import merge, prepare  # noqa: PLC0415
    from kb.app.importing.read_and_stage import arrivals  # noqa: PLC0415  # loads the reader
    from kb.app.importing.rejoin import redraw_moved  # noqa: PLC0415
    from kb.store.importing.merge import highest_note_id  # noqa: PLC0415

    async with desk.reading() as transaction:
        known = await fingerprint(transaction)
        highest = await highest_note_id(transaction)
    read = await arrivals(desk, work.reader, found.changes, work.on_progress)
    await redraw_moved(desk, work.reader, found.changes, read)
    news = news_of(found.changes, read, (highest, found.highest_folder), force=work.force)
    async with desk.staging() as transaction:
        prepared = await prepare(transaction, news.folders, read)
    begin = desk.dry_run if work.dry_run else desk.writing
    async with begin() as transaction:
        if await fingerprint(transaction) != known:
            return None
        ids = await merge(transaction, news.folders, prepared, work.reader)
        folders = [(folder, each.plan) for folder, each in zip(ids, news.folders, strict=True)]
        standing = await how_all_stands(transaction, folders) if work.dry_run else None
    if standing is None:
        async with desk.reading() as transaction:
            standing = await how_all_stands(transaction, folders)
    links, problems = standing
    return Outcome(
        counts=tuple(each.counts for each in news.folders),
        cards=prepared.cards.counts,
        links=links,
        problems=(*found.broken, *news.refused, *problems),
    )
