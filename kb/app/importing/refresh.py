"""Taking in what changed in the notes before a review, where that is quick."""

from dataclasses import dataclass
from typing import Final

from kb.app.importing.folder_errors import unreadable_folders
from kb.app.importing.report import FOLDER_SHRANK
from kb.app.importing.run import ImportReport, files_to_read, import_notes
from kb.config import Settings
from kb.errors import KbError
from kb.schedule.days import Moment
from kb.store.file.store import Store
from kb.store.notes.folders import all_folders

MOST_FILES: Final = 100
"""More changed files than these take longer than a learner should wait."""

PATIENCE_SECONDS: Final = 1.0
"""Who wants to review need not wait for an import that runs elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What became of it."""

    report: ImportReport | None = None
    """None where nothing was imported."""
    waiting: int = 0
    """Changed files that were left, because they are many."""
    trouble: str = ""
    """Why nothing could be imported."""
    left: tuple[str, ...] = ()
    """Why folders were left as they were, a sentence or more about each: they cannot be read, or
    most of their notes are gone."""

    @property
    def news(self) -> bool:
        """Whether a note was other than the store knew it."""
        if self.report is None:
            return False
        notes = self.report.notes
        return any((notes.added, notes.changed, notes.moved, notes.removed, notes.failed))


async def refresh(store: Store, moment: Moment, settings: Settings) -> Refreshed:
    """Imports the known folders if little changed in them. The review goes on whatever happens."""
    async with store.reading() as transaction:
        folders = [each.root for each in await all_folders(transaction) if not each.forgotten]
    if not folders:
        return Refreshed()
    left = unreadable_folders(folders)
    try:
        count = await files_to_read(store, settings=settings, now=moment.now)
        if count > MOST_FILES:
            return Refreshed(waiting=count, left=left)
        report = await import_notes(
            store, (), settings=settings, now=moment.now, patience_seconds=PATIENCE_SECONDS
        )
    except KbError as error:
        return Refreshed(trouble=error.message, left=left)
    shrunk = (each.message for each in report.problems if each.code == FOLDER_SHRANK)
    return Refreshed(report=report, left=(*left, *shrunk))
