"""``kb import``: find what changed, read it, merge it.

Everything is read and worked out before the one transaction that writes, so that a review beside
an import waits only for the merge, and an interrupted import leaves the store as it was. Where
nothing changed, neither the reader nor the lock of imports is needed, and neither is loaded.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kb.app.changes import FolderChanges, find_changes
from kb.app.reader import Reader, reader_of
from kb.app.report import (
    CardCounts,
    FoundProblem,
    ImportReport,
    LinkCounts,
    NoteCounts,
    ambiguity,
    folder_unreadable,
    in_folder,
    total,
)
from kb.app.subpaths import broken_subpaths
from kb.app.targets import FolderPlan, Target, planned
from kb.clock import monotonic_seconds
from kb.config import Settings
from kb.errors import StoreError
from kb.graph.resolve import FolderId
from kb.store.card_status import living_cards
from kb.store.connections import ambiguous_links
from kb.store.files import fingerprint
from kb.store.folders import all_folders
from kb.store.links import link_tally
from kb.store.open import Desk, Store, Transaction, data_version
from kb.store.problems import problems_of

__all__ = ["ImportReport", "Progress", "Target", "import_notes"]

Progress = Callable[[int, int], None]
"""Is told how many files were read, and how many there are to read."""

_ATTEMPTS: Final = 3
"""How often an import begins again if notes are written beside it, which the lock forbids."""
_SELDOM: Final = 50_000
"""New objects from one look for cycles to the next."""


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
    work = _Work(
        targets=tuple(targets),
        extensions=settings.imports.extensions,
        reader=reader_of(settings, now),
        dry_run=dry_run,
        force=force,
        on_progress=on_progress,
        patience_seconds=patience_seconds,
    )
    async with store.desk() as desk:
        async with desk.reading() as transaction:
            found = await _find(transaction, work)
            done = await _nothing_new(transaction, found)
        if done is None:
            done = await _one_import(store, desk, work, found)
            await desk.discard()
    return ImportReport(
        notes=total(done.counts),
        cards=done.cards,
        links=done.links,
        problems=done.problems,
        seconds=monotonic_seconds() - started,
        dry_run=dry_run,
        locked_seconds=desk.locked_seconds,
    )


async def import_into_new_store(  # as above
    path: Path,
    targets: Sequence[Target],
    *,
    settings: Settings,
    now: datetime,
    on_progress: Progress | None = None,
    patience_seconds: float | None = None,
) -> ImportReport | None:
    """Makes a store that holds what the files say, as :func:`import_notes` would fill it.

    It is there when all of it is, and not before.

    Returns:
        What was done. Nothing, and nothing was done, if a store is at ``path`` by now, or cannot
        be put there whole: then make it, and import into it.
    """
    from kb.app.locking import one_at_a_time  # noqa: PLC0415  # loads what few imports need
    from kb.store.founding import NotFoundedError, can_be_founded, founded_store  # noqa: PLC0415

    started = monotonic_seconds()
    work = _Work(
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
                with _little_tidied():
                    done = await _fill(transaction, work)
        except NotFoundedError:
            return None
    return ImportReport(
        notes=total(done.counts),
        cards=done.cards,
        links=done.links,
        problems=done.problems,
        seconds=monotonic_seconds() - started,
        dry_run=False,
    )


async def files_to_read(store: Store, *, settings: Settings, now: datetime) -> int:
    """Returns how many files of the known folders an import would read, or find gone.

    Raises:
        UsageError: no folder is known.
    """
    work = _Work(
        targets=(),
        extensions=settings.imports.extensions,
        reader=reader_of(settings, now),
    )
    async with store.reading() as transaction:
        found = await _find(transaction, work)
    return sum(len(each.differing.to_read) + len(each.differing.gone) for each in found.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What an import is asked to do."""

    targets: tuple[Target, ...]
    extensions: tuple[str, ...]
    reader: Reader
    dry_run: bool = False
    force: bool = False
    on_progress: Progress | None = None
    patience_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    changes: tuple[FolderChanges, ...]
    broken: tuple[FoundProblem, ...]
    """Folders that cannot be read."""
    highest_folder: FolderId
    version: int
    """Of the store; see :func:`~kb.store.open.data_version`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    counts: tuple[NoteCounts, ...]
    cards: CardCounts
    links: LinkCounts
    problems: tuple[FoundProblem, ...]


async def _find(transaction: Transaction, work: _Work) -> _Found:
    """Returns what differs on the disk from what the store knows."""
    changes, broken = [], []
    version = await data_version(transaction)
    folders = await all_folders(transaction)
    for plan in planned(folders, work.targets, work.extensions):
        try:
            changes.append(await find_changes(transaction, plan, work.reader.read_with))
        except OSError as error:
            broken.append(folder_unreadable(plan.root, error))
    return _Found(
        changes=tuple(changes),
        broken=tuple(broken),
        highest_folder=max((each.id for each in folders), default=FolderId(0)),
        version=version,
    )


async def _nothing_new(transaction: Transaction, found: _Found) -> _Done | None:
    """Returns how all stands, if the store has nothing to learn."""
    if not all(each.are_none for each in found.changes):
        return None
    counts = [NoteCounts(unchanged=each.differing.unchanged) for each in found.changes]
    folders = [(each.plan.known.id, each.plan) for each in found.changes if each.plan.known]
    links, problems = await _standing(transaction, folders)
    return _Done(
        counts=tuple(counts),
        cards=CardCounts(kept=await living_cards(transaction)),
        links=links,
        problems=(*found.broken, *problems),
    )


async def _one_import(store: Store, desk: Desk, work: _Work, found: _Found) -> _Done:
    """Reads what changed and merges it, while no other import runs."""
    from kb.app.locking import one_at_a_time  # noqa: PLC0415  # only where something changed
    from kb.store.founding import remove_unfinished  # noqa: PLC0415

    lock = one_at_a_time(store.path, patience_seconds=work.patience_seconds)
    # A dry run keeps nothing, so that it need not wait, and leaves no lock file behind.
    async with nullcontext() if work.dry_run else lock:
        if not work.dry_run:
            remove_unfinished(store.path)
        for _ in range(_ATTEMPTS):
            async with desk.reading() as transaction:
                if await data_version(transaction) != found.version:
                    found = await _find(transaction, work)
            with _little_tidied():
                done = await _attempt(desk, work, found)
            if done:
                return done
    message = (
        f"another program keeps changing the notes in {store.path}. Try again when it is done."
    )
    raise StoreError(message)


@contextmanager
def _little_tidied() -> Iterator[None]:
    """Keeps Python from looking for cycles all the time: neither rows nor notes hold any."""
    usual = gc.get_threshold()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


async def _fill(transaction: Transaction, work: _Work) -> _Done:
    """Imports everything into a store in which nothing is."""
    from kb.app.founding import fill  # noqa: PLC0415  # loads the reader

    found = await _find(transaction, work)
    filled = await fill(transaction, work.reader, found.changes, work.on_progress)
    plans = [each.plan for each in found.changes]
    links, problems = await _standing(transaction, list(zip(filled.folders, plans, strict=True)))
    return _Done(
        counts=filled.counts,
        cards=filled.cards,
        links=links,
        problems=(*found.broken, *problems),
    )


async def _attempt(desk: Desk, work: _Work, found: _Found) -> _Done | None:
    """Returns what was done; nothing if notes were written meanwhile by someone else."""
    from kb.app.arriving import arrivals  # noqa: PLC0415  # loads the reader
    from kb.app.merging import merge, prepare  # noqa: PLC0415
    from kb.app.news import news_of  # noqa: PLC0415
    from kb.app.rejoining import redraw_moved  # noqa: PLC0415
    from kb.store.notes import highest_note_id  # noqa: PLC0415

    async with desk.reading() as transaction:
        known = await fingerprint(transaction)
        highest = await highest_note_id(transaction)
    read = await arrivals(desk, work.reader, found.changes, work.on_progress)
    await redraw_moved(desk, work.reader, found.changes, read)
    news = news_of(found.changes, read, (highest, found.highest_folder), force=work.force)
    # What is kept in mind of many notes is no garbage; looking through it costs a quarter second.
    gc.freeze()
    async with desk.staging() as transaction:
        prepared = await prepare(transaction, news.folders, read)
    begin = desk.rehearsing if work.dry_run else desk.writing
    async with begin() as transaction:
        if await fingerprint(transaction) != known:
            return None
        ids = await merge(transaction, news.folders, prepared, work.reader)
        folders = [(folder, each.plan) for folder, each in zip(ids, news.folders, strict=True)]
        standing = await _standing(transaction, folders) if work.dry_run else None
    if standing is None:
        async with desk.reading() as transaction:
            standing = await _standing(transaction, folders)
    links, problems = standing
    return _Done(
        counts=tuple(each.counts for each in news.folders),
        cards=prepared.cards.counts,
        links=links,
        problems=(*found.broken, *news.refused, *problems),
    )


async def _standing(
    transaction: Transaction, folders: Sequence[tuple[FolderId, FolderPlan]]
) -> tuple[LinkCounts, tuple[FoundProblem, ...]]:
    """Returns how links stand in the whole store, and what is wrong in the folders."""
    tally = await link_tally(transaction)
    links = LinkCounts(resolved=tally.resolved, missing=tally.missing, ambiguous=tally.ambiguous)
    problems = []
    for folder, plan in folders:
        problems += await _problems(transaction, folder, plan)
    return links, tuple(problems)


async def _problems(
    transaction: Transaction, folder: FolderId, plan: FolderPlan
) -> list[FoundProblem]:
    """Returns what is wrong in all files that the plan covers."""
    stored = await problems_of(transaction, folder)
    ambiguous = [ambiguity(link) for link in await ambiguous_links(transaction, folder)]
    astray = await broken_subpaths(transaction, folder)
    found = sorted((*stored, *ambiguous, *astray), key=lambda each: (each.path, each.line))
    return [in_folder(plan.root, each) for each in found if plan.covers(each.path)]
