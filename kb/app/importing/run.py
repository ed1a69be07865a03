"""``kb import``: find what changed, read it, and merge it into the store.

Everything is read and worked out before the one transaction that writes, so a review that runs
meanwhile waits only for the merge, and an interrupted import leaves the store as it was. An import
that finds nothing changed takes no lock and loads neither the parser nor the merge.
"""

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kb.app.importing.diff import Diff, ImportOptions, Progress, find_changes
from kb.app.importing.plan import FolderPlan, Target, plan_folders
from kb.app.importing.problems import covered_notes, current_problems, link_counts
from kb.app.importing.read_results import read_options
from kb.app.importing.report import (
    CardCounts,
    FoundProblem,
    ImportReport,
    LinkCounts,
    NoteCounts,
    RetiredCard,
)
from kb.app.meaning.embedder import installed_embedder
from kb.clock import monotonic_seconds
from kb.config.settings import Settings
from kb.errors import StoreError
from kb.graph.resolve import FolderId
from kb.store.cards.status import living_cards
from kb.store.file.path import check_path
from kb.store.file.store import Store, StoreConnection, Transaction, data_version, open_store
from kb.store.notes.files import fingerprint

if TYPE_CHECKING:
    from kb.app.importing.merge import Prepared

__all__ = ["ImportReport", "Target", "import_notes", "import_notes_at", "update_meanings"]

_ATTEMPTS: Final = 3
"""How often an import starts over if another program writes notes despite the lock."""


async def import_notes_at(  # noqa: PLR0913  # one for each option of the command
    path: Path,
    targets: Sequence[Target],
    *,
    settings: Settings,
    now: datetime,
    dry_run: bool = False,
    force: bool = False,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Import into the store at ``path``, which is created unless the import is refused.

    A dry run neither creates nor upgrades a store: it works on a temporary copy if it has to.
    See :func:`import_notes`.
    """
    check_path(path)
    with _dry_run_store(path) if dry_run else nullcontext(path) as store_path:
        if not store_path.exists():
            plan_folders((), targets, settings.imports.extensions)
        async with open_store(store_path) as store:
            return await import_notes(
                store,
                targets,
                settings=settings,
                now=now,
                dry_run=dry_run,
                force=force,
                on_progress=on_progress,
            )


@contextmanager
def _dry_run_store(path: Path) -> Iterator[Path]:
    from kb.store.file.copy import copy_unverified  # noqa: PLC0415  # only for dry runs
    from kb.store.file.upgrade import would_change  # noqa: PLC0415  # only for dry runs

    exists = path.exists()
    if exists and not (path.is_file() and would_change(path)):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "kb.db")
        if exists:
            copy_unverified(path, copy)
        yield copy


async def import_notes(  # noqa: PLR0913  # one for each option of the command
    store: Store,
    targets: Sequence[Target],
    *,
    settings: Settings,
    now: datetime,
    dry_run: bool = False,
    force: bool = False,
    on_progress: Progress | None = None,
    patience_seconds: float | None = None,
    tell_problems: bool = True,
    most_meanings: int | None = None,
) -> ImportReport:
    """Bring the store up to date with the files, and return what was done and what is wrong.

    Args:
        store: the store.
        targets: folders and files; empty: all remembered folders.
        settings: extensions of notes in a new folder, and how notes are read.
        now: aware.
        dry_run: whether to report what would be done, and to keep nothing of it.
        force: whether to accept that a folder lost more than half of its notes.
        on_progress: called as files are read.
        patience_seconds: how long to wait for another import; 30 if None.
        tell_problems: whether to look for what is wrong in notes and links, which takes longer
            than to find that nothing changed.
        most_meanings: if the vectors of more texts than these are missing, all are left to another
            import. None: they are computed, however many.

    Raises:
        UsageError: a target does not exist, or there is nothing to import.
        StoreError: the store cannot be written, or another import does not end in time.
        ReaderDiedError: a process that read notes was killed.
    """
    started = monotonic_seconds()
    options = ImportOptions(
        targets=tuple(targets),
        extensions=settings.imports.extensions,
        read=read_options(settings, now),
        dry_run=dry_run,
        force=force,
        on_progress=on_progress,
        patience_seconds=patience_seconds,
        tell_problems=tell_problems,
    )
    async with store.connect() as connection:
        async with connection.reading() as transaction:
            diff = await find_changes(transaction, options)
            report = await _unchanged_report(transaction, diff, options)
            before = () if report else await _known_problems(transaction, diff, options)
        if report is None:
            report = await _locked_import(store, connection, options, diff)
            await connection.discard()
    if not dry_run:
        await update_meanings(store, on_progress, most=most_meanings)
    known = {problem.key for problem in before}
    return replace(
        report,
        problems=tuple(
            replace(problem, new=problem.new and problem.key not in known)
            for problem in report.problems
        ),
        seconds=monotonic_seconds() - started,
        dry_run=dry_run,
        locked_seconds=connection.locked_seconds,
    )


async def update_meanings(
    store: Store, on_progress: Progress | None = None, *, most: int | None = None
) -> None:
    """Compute the vectors that imports have left out, if the extra is installed.

    Args:
        store: of the notes and cards.
        on_progress: called as texts are read.
        most: if those of more texts are missing, all are left out.
    """
    if embedder := installed_embedder():
        from kb.app.meaning.update import update_meaning  # noqa: PLC0415  # only with the extra

        await update_meaning(store, embedder, on_progress, few_can_wait=True, most=most)


async def _unchanged_report(
    transaction: Transaction, diff: Diff, options: ImportOptions
) -> ImportReport | None:
    """Return the report if the store is up to date."""
    if not all(folder.is_empty for folder in diff.folders):
        return None
    known = _known_folders(diff)
    notes = await covered_notes(transaction, known)
    problems = await current_problems(transaction, known if options.tell_problems else ())
    return ImportReport(
        notes=NoteCounts(unchanged=sum(folder.unchanged for folder in diff.folders)),
        cards=CardCounts(kept=await living_cards(transaction, notes)),
        links=await link_counts(transaction, notes),
        problems=(*diff.unreadable, *(replace(problem, new=False) for problem in problems)),
    )


def _known_folders(diff: Diff) -> list[tuple[FolderId, FolderPlan]]:
    """Return the folders that were imported before."""
    return [(folder.plan.known.id, folder.plan) for folder in diff.folders if folder.plan.known]


async def _known_problems(
    transaction: Transaction, diff: Diff, options: ImportOptions
) -> tuple[FoundProblem, ...]:
    """Return the problems from before the import, if any are to be told."""
    known = _known_folders(diff) if options.tell_problems else ()
    return await current_problems(transaction, known)


async def _locked_import(
    store: Store, connection: StoreConnection, options: ImportOptions, diff: Diff
) -> ImportReport:
    """Read what changed and merge it, while no other import runs."""
    from kb.store.importing.lock import import_lock  # noqa: PLC0415  # only if something changed

    lock = import_lock(store.path, patience_seconds=options.patience_seconds)
    # A dry run keeps nothing, so it need not wait, and leaves no lock file behind.
    async with nullcontext() if options.dry_run else lock:
        for _ in range(_ATTEMPTS):
            async with connection.reading() as transaction:
                if await data_version(transaction) != diff.version:
                    diff = await find_changes(transaction, options)
            report = await _attempt(connection, options, diff)
            if report:
                return report
    message = (
        f"another program keeps changing the notes in {store.path}. Try again when it is done."
    )
    raise StoreError(message)


async def _attempt(
    connection: StoreConnection, options: ImportOptions, diff: Diff
) -> ImportReport | None:
    """Return the report, or None if another program wrote notes meanwhile."""
    from kb.app.importing.cards import regenerate_moved  # noqa: PLC0415  # only if something changed
    from kb.app.importing.changeset import change_set  # noqa: PLC0415
    from kb.app.importing.merge import merge, prepare  # noqa: PLC0415
    from kb.app.importing.read_and_stage import read_and_stage  # noqa: PLC0415
    from kb.app.learning import learned_weights  # noqa: PLC0415
    from kb.store.importing.merge import highest_note_id  # noqa: PLC0415

    async with connection.reading() as transaction:
        before = await fingerprint(transaction)
        highest = await highest_note_id(transaction)
        learn = options.read.settings.cards.learn
        weights = await learned_weights(transaction, learn=learn)
    read, folders = replace(options.read, weights=weights), diff.folders
    results, identities = await read_and_stage(connection, read, folders, options.on_progress)
    await regenerate_moved(connection, read, folders, results, identities)
    changes = change_set(
        folders, results, identities, (highest, diff.highest_folder), force=options.force
    )
    async with connection.staging() as transaction:
        prepared = await prepare(transaction, changes.folders, results)
    off = options.read.settings.cards.off
    begin = connection.dry_run if options.dry_run else connection.writing
    async with begin() as transaction:
        if await fingerprint(transaction) != before:
            return None
        ids = await merge(transaction, changes.folders, prepared, read)
        plans = [(id_, folder.plan) for id_, folder in zip(ids, changes.folders, strict=True)]
        told = plans if options.tell_problems else []
        current = None
        if options.dry_run:
            current = await _outcome(transaction, plans, prepared, off)
            problems = await current_problems(transaction, told)
    if current is None:  # Outside the transaction, which keeps others from writing.
        async with connection.reading() as transaction:
            current = await _outcome(transaction, plans, prepared, off)
            problems = await current_problems(transaction, told)
    cards, links, retired = current
    return ImportReport(
        notes=NoteCounts.total(folder.counts for folder in changes.folders),
        cards=cards,
        links=links,
        problems=(*diff.unreadable, *changes.refused, *problems),
        retired=retired,
    )


async def _outcome(
    transaction: Transaction,
    plans: Sequence[tuple[FolderId, FolderPlan]],
    prepared: "Prepared",
    off: Collection[str],
) -> tuple[CardCounts, LinkCounts, tuple[RetiredCard, ...]]:
    """Return what is told, after a merge, of the notes that the plans cover."""
    from kb.app.importing.cards import retired_cards  # noqa: PLC0415  # only if something changed

    counts, notes = prepared.cards.counts, await covered_notes(transaction, plans)
    if notes is not None:
        living = await living_cards(transaction, notes)
        new = counts.added + counts.returned + counts.changed + counts.moved
        counts = replace(counts, kept=living - new)
    links = await link_counts(transaction, notes)
    return counts, links, await retired_cards(transaction, prepared.cards.retired, off)
