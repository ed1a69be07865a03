"""What an import is asked to do, and what of the disk differs from what the store knows."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.app.importing.diff import FolderChanges, find_changes
from kb.app.importing.options import Reader
from kb.app.importing.plan import Target, planned
from kb.app.importing.report import FoundProblem, folder_unreadable
from kb.graph.resolve import FolderId
from kb.store.file.store import Transaction, data_version
from kb.store.notes.folders import all_folders

Progress = Callable[[int, int], None]
"""Is told how many files were read, and how many there are to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What an import is asked to do."""

    targets: tuple[Target, ...]
    extensions: tuple[str, ...]
    reader: Reader
    dry_run: bool = False
    force: bool = False
    on_progress: Progress | None = None
    patience_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What differs on the disk, folder by folder."""

    changes: tuple[FolderChanges, ...]
    broken: tuple[FoundProblem, ...]
    """Folders that cannot be read."""
    highest_folder: FolderId
    version: int
    """Of the store; see :func:`~kb.store.file.store.data_version`."""


async def find(transaction: Transaction, work: Work) -> Found:
    """Returns what differs on the disk from what the store knows."""
    changes, broken = [], []
    version = await data_version(transaction)
    folders = await all_folders(transaction)
    for plan in planned(folders, work.targets, work.extensions):
        try:
            changes.append(await find_changes(transaction, plan, work.reader.read_with))
        except OSError as error:
            broken.append(folder_unreadable(plan.root, error))
    return Found(
        changes=tuple(changes),
        broken=tuple(broken),
        highest_folder=max((each.id for each in folders), default=FolderId(0)),
        version=version,
    )
