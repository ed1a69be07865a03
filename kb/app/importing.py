"""``kb import``: find what changed, read it, merge it.

Everything is read before the one transaction that writes, so that a review beside an import
waits only for the merge, and an interrupted import leaves the store as it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.app.changes import FolderChanges, find_changes, read_changes
from kb.app.locking import one_at_a_time
from kb.app.merging import FolderNews, merge
from kb.app.reading import Reader, reader_of
from kb.app.report import (
    CardCounts,
    FoundProblem,
    ImportReport,
    LinkCounts,
    ambiguity,
    folder_unreadable,
    in_folder,
    total,
)
from kb.app.subpaths import broken_subpaths
from kb.app.targets import FolderPlan, Target, planned
from kb.clock import monotonic_seconds
from kb.config import Settings
from kb.graph.resolve import FolderId
from kb.store.connections import ambiguous_links
from kb.store.folders import all_folders
from kb.store.links import link_tally
from kb.store.open import Store, Transaction
from kb.store.problems import problems_of

__all__ = ["ImportReport", "Progress", "Target", "import_notes"]

Progress = Callable[[int, int], None]
"""Is told how many files were read, and how many there are to read."""


async def import_notes(  # noqa: PLR0913  # each is a switch of the command's own
    store: Store,
    targets: Sequence[Target],
    *,
    settings: Settings,
    now: datetime,
    dry_run: bool = False,
    force: bool = False,
    on_progress: Progress | None = None,
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

    Raises:
        UsageError: a target does not exist, or there is nothing to import.
        StoreError: the store cannot be written, or another import holds it for long.
    """
    started = monotonic_seconds()
    reader = reader_of(settings, now)
    async with one_at_a_time(store.path):
        found = await _find(store, reader, targets, settings.imports.extensions)
        steps = _Steps(sum(len(each.to_read) for each in found.changes), on_progress)
        changes = [read_changes(reader, each, steps.one_more) for each in found.changes]
        kept = [each for each in changes if force or not each.shrank]
        refused = [each.refusal for each in changes if each not in kept]
        written = await _write(store, reader, [each.news for each in kept], dry_run=dry_run)
    return ImportReport(
        notes=total([each.counts for each in kept]),
        cards=CardCounts(),
        links=written.links,
        problems=(*found.broken, *refused, *written.problems),
        seconds=monotonic_seconds() - started,
        dry_run=dry_run,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    changes: tuple[FolderChanges, ...]
    broken: tuple[FoundProblem, ...]
    """Folders that cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    links: LinkCounts
    problems: tuple[FoundProblem, ...]


class _Steps:
    """Counts the files that were read."""

    __slots__ = ("_done", "_on_progress", "_total")

    def __init__(self, files: int, on_progress: Progress | None) -> None:
        self._done = 0
        self._total = files
        self._on_progress = on_progress

    def one_more(self) -> None:
        self._done += 1
        if self._on_progress:
            self._on_progress(self._done, self._total)


async def _find(
    store: Store, reader: Reader, targets: Sequence[Target], extensions: tuple[str, ...]
) -> _Found:
    """Returns what differs on the disk from what the store knows."""
    changes, broken = [], []
    async with store.reading() as transaction:
        for plan in planned(await all_folders(transaction), targets, extensions):
            try:
                changes.append(await find_changes(transaction, plan, reader.read_with))
            except OSError as error:
                broken.append(folder_unreadable(plan.root, error))
    return _Found(changes=tuple(changes), broken=tuple(broken))


async def _write(
    store: Store, reader: Reader, news: Sequence[FolderNews], *, dry_run: bool
) -> _Written:
    """Merges the news, where there is any, and returns how everything stands after it."""
    begin = store.rehearsing if dry_run else store.writing
    if all(each.is_empty for each in news):
        begin = store.reading
    async with begin() as transaction:
        folders = await _merged(transaction, reader, news)
        tally = await link_tally(transaction)
        problems = []
        for folder, each in zip(folders, news, strict=True):
            problems += await _problems(transaction, folder, each.plan)
    links = LinkCounts(resolved=tally.resolved, missing=tally.missing, ambiguous=tally.ambiguous)
    return _Written(links=links, problems=tuple(problems))


async def _merged(
    transaction: Transaction, reader: Reader, news: Sequence[FolderNews]
) -> tuple[FolderId, ...]:
    if all(each.is_empty for each in news):
        return tuple(each.plan.known.id for each in news if each.plan.known)
    return await merge(transaction, news, reader.read_with, reader.now)


async def _problems(
    transaction: Transaction, folder: FolderId, plan: FolderPlan
) -> list[FoundProblem]:
    """Returns what is wrong in all files that the plan covers."""
    stored = await problems_of(transaction, folder)
    ambiguous = [ambiguity(link) for link in await ambiguous_links(transaction, folder)]
    astray = await broken_subpaths(transaction, folder)
    found = sorted((*stored, *ambiguous, *astray), key=lambda each: (each.path, each.line))
    return [in_folder(plan.root, each) for each in found if plan.covers(each.path)]
