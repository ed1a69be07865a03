"""Compare folders on the disk with the store: which files to read, and which are gone."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import PurePath

from kb.app.importing.plan import FolderPlan, Target, plan_folders
from kb.app.importing.problems import folder_unreadable
from kb.app.importing.read_results import ReadOptions
from kb.app.importing.report import FoundProblem
from kb.app.importing.scan import FolderScan, scan_folder
from kb.app.vaults import Vaults
from kb.config.settings import Settings
from kb.graph.resolve import FolderId, NoteId
from kb.notes.files.walk import FoundFile, file_facts
from kb.notes.problem import UNREAD, Problem
from kb.store.file.store import Transaction, data_version
from kb.store.notes.attachments import (
    AttachmentChanges,
    FileFacts,
    attachments_digest,
    known_attachments,
)
from kb.store.notes.files import KnownFile, known_files
from kb.store.notes.folders import all_folders
from kb.store.notes.problems import problems_of

Progress = Callable[[int, int], None]
"""Called with how many files were read, and how many there are to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What an import is to do; see :func:`kb.app.importing.run.import_notes`."""

    targets: tuple[Target, ...]
    extensions: tuple[str, ...]
    read: ReadOptions
    dry_run: bool = False
    force: bool = False
    on_progress: Progress | None = None
    patience_seconds: float | None = None
    tell_problems: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderDiff:
    """How one folder differs from what the store knows of it."""

    plan: FolderPlan
    known: Sequence[KnownFile]
    """Includes the files of absorbed folders; all paths are relative to this folder."""
    stored_problems: tuple[Problem, ...]
    scan: FolderScan
    vaults: Vaults
    """How each of its notes is read."""
    to_read: tuple[tuple[FoundFile, KnownFile | None], ...]
    """Files that are new or may have changed, each with what the store knows at its path."""
    missing: tuple[KnownFile, ...]
    """Files of living notes that are not there."""
    attachments: AttachmentChanges | None
    """None if they are as the store has them, or were not looked for."""

    @property
    def unchanged(self) -> int:
        """How many files need not be read."""
        return len(self.scan.files) - len(self.to_read)

    @property
    def is_empty(self) -> bool:
        """Whether the store is up to date."""
        folder = self.plan.known
        return (
            folder is not None
            and not folder.forgotten
            and folder.extensions == self.plan.extensions
            and not self.plan.absorbed
            and not self.to_read
            and not self.missing
            and self.attachments is None
            and self.problem_changes((), frozenset()) is None
        )

    @property
    def absent(self) -> tuple[KnownFile, ...]:
        """The notes whose files are missing, now or since an earlier import."""
        gone = [file for file in self.known if file.gone]
        present = {file.path for file in self.scan.files} if gone else frozenset()
        return (*self.missing, *(file for file in gone if file.path not in present))

    def is_named(self, path: str) -> bool:
        """Return whether a file is a note only because the user named it."""
        return path in self.scan.named or not path.casefold().endswith(self.plan.extensions)

    def problem_changes(
        self, problems: Sequence[Problem], reread: frozenset[str]
    ) -> tuple[frozenset[str], tuple[Problem, ...]] | None:
        """Return the paths whose stored problems are outdated, and the problems to store.

        None if the store has just these problems already.

        Args:
            problems: those in the files that were read.
            reread: paths of the files that were read, or could not be.
        """
        if not (problems or self.stored_problems or self.scan.problems):
            return None
        kept = {file.path for file in self.scan.files} - reread
        stored = [
            problem
            for problem in self.stored_problems
            if self.plan.covers(problem.path) and problem.path not in kept
        ]
        current = (*self.scan.problems, *problems)
        if set(stored) == set(current):
            return None
        return frozenset(problem.path for problem in stored), current

    def still_missing(self) -> frozenset[NoteId]:
        """Return the notes whose files are still missing if the disk is looked at again.

        Some programs write a file by replacing it, so a missing file may be back. A file that is
        there may as well be excluded from now on, so the whole folder is scanned again.
        """
        missing = frozenset(file.note_id for file in self.missing)
        if not any(os.path.lexists(self.plan.root / file.path) for file in self.missing):
            return missing
        try:
            scan = scan_folder(self.plan, self.known)
        except OSError:  # The folder itself is gone by now, which says nothing about its files.
            return frozenset()
        return missing & {file.note_id for file in _missing(self.plan, scan, self.known)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """How the disk differs from the store."""

    folders: tuple[FolderDiff, ...]
    unreadable: tuple[FoundProblem, ...]
    """Folders that cannot be read."""
    highest_folder: FolderId
    version: int
    """Of the store; see :func:`~kb.store.file.store.data_version`."""


async def find_changes(transaction: Transaction, options: ImportOptions) -> Diff:
    """Return how the disk differs from the store.

    Raises:
        UsageError: a target does not exist, or there is nothing to import.
    """
    version = await data_version(transaction)
    known = await all_folders(transaction)
    diffs, unreadable = [], []
    for plan in plan_folders(known, options.targets, options.extensions):
        try:
            diffs.append(await _folder_diff(transaction, plan, options.read.settings))
        except OSError as error:
            unreadable.append(folder_unreadable(plan.root, error))
    return Diff(
        folders=tuple(diffs),
        unreadable=tuple(unreadable),
        highest_folder=max((folder.id for folder in known), default=FolderId(0)),
        version=version,
    )


async def _folder_diff(
    transaction: Transaction, plan: FolderPlan, settings: Settings
) -> FolderDiff:
    known, problems = await _known(transaction, plan)
    scan = scan_folder(plan, known)
    vaults = Vaults(folder=plan.root, settings=settings, inner=scan.vaults)
    scan = replace(scan, problems=(*scan.problems, *vaults.problems()))
    by_path = _by_path(known)
    missing = _missing(plan, scan, known)
    # One of these may have been moved over another file that looks just like it.
    moved = {(file.size, file.mtime_ns) for file in missing}
    to_read = tuple(
        (file, before)
        for file in scan.files
        if not (before := by_path.get(file.path))
        or (file.size, file.mtime_ns) in moved
        or (before.size, before.mtime_ns) != (file.size, file.mtime_ns)
        or before.gone
        or before.read_with != vaults.version_of(file.path)
    )
    return FolderDiff(
        plan=plan,
        known=known,
        stored_problems=problems,
        scan=scan,
        vaults=vaults,
        to_read=to_read,
        missing=missing,
        attachments=await _attachment_changes(transaction, plan, scan),
    )


async def _attachment_changes(
    transaction: Transaction, plan: FolderPlan, scan: FolderScan
) -> AttachmentChanges | None:
    """Return how the files that notes can embed differ from those that the store knows."""
    if scan.attachments is None:
        return None
    digest = blake2b("\n".join(scan.attachments).encode(), digest_size=16).hexdigest()
    known: dict[str, FileFacts] = {}
    if plan.known:
        # Most imports find the same files: a digest is compared sooner than they are.
        if digest == await attachments_digest(transaction, plan.known.id):
            return None
        known = await known_attachments(transaction, plan.known.id)
    new = {
        path: FileFacts(*facts)
        for path in scan.attachments
        if path not in known and (facts := file_facts(plan.root, path))
    }
    gone = known.keys() - set(scan.attachments)
    # Of several alike, which has moved where cannot be told.
    count = Counter([*new.values(), *(known[path] for path in gone)])
    by_facts = {facts: path for path, facts in new.items() if count[facts] == 2}
    moved = {path: by_facts.pop(known[path]) for path in sorted(gone) if known[path] in by_facts}
    return AttachmentChanges(
        digest=digest,
        new={path: new[path] for path in new.keys() - set(moved.values())},
        moved=moved,
        gone=tuple(sorted(gone - moved.keys())),
    )


def _missing(
    plan: FolderPlan, scan: FolderScan, known: Iterable[KnownFile]
) -> tuple[KnownFile, ...]:
    present = {file.path for file in scan.files}
    return tuple(
        file
        for file in known
        if file.path not in present
        and not file.gone
        and plan.covers(file.path)
        and not _is_below(file.path, scan.unreadable)
    )


def _is_below(path: str, folders: Iterable[str]) -> bool:
    return any(
        folder in ("", ".") or path == folder or path.startswith(f"{folder.rstrip('/')}/")
        for folder in folders
    )


def _by_path(known: Sequence[KnownFile]) -> dict[str, KnownFile]:
    """Return the files by path; of several the living one, else the one that went last."""
    gone = [file for file in known if file.gone_at is not None]
    living = [file for file in known if file.gone_at is None]
    gone.sort(key=lambda file: file.gone_at or 0)
    return {file.path: file for file in (*gone, *living)}


async def _known(
    transaction: Transaction, plan: FolderPlan
) -> tuple[list[KnownFile], tuple[Problem, ...]]:
    """Return what the store knows of the folder, and of those it absorbs by its own paths."""
    files: list[KnownFile] = []
    problems: list[Problem] = []
    if plan.known:
        files += await known_files(transaction, plan.known.id)
        problems += await problems_of(transaction, plan.known.id)
    for folder in plan.absorbed:
        prefix = PurePath(folder.root).relative_to(plan.root).as_posix() + "/"
        for file in await known_files(transaction, folder.id):
            foreign = not file.path.casefold().endswith(plan.extensions)
            files.append(file._replace(path=prefix + file.path, named=file.named or foreign))
        problems += [
            replace(problem, path=prefix + problem.path)
            for problem in await problems_of(transaction, folder.id)
        ]
    # A file that could not be read is read again even if its time is the stored one.
    unread = {problem.path for problem in problems if problem.code in UNREAD}
    if unread:
        files = [file._replace(read_with="") if file.path in unread else file for file in files]
    return files, tuple(problems)
