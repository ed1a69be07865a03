"""Import what changed in the notes before a review, if that is quick."""

from dataclasses import dataclass
from typing import Final

from kb.app.importing.diff import ImportOptions, find_changes
from kb.app.importing.problems import unreadable_folders
from kb.app.importing.read_results import read_options
from kb.app.importing.report import FOLDER_SHRANK, ImportReport
from kb.app.importing.run import import_notes
from kb.app.sanitize import counted
from kb.config.settings import Settings
from kb.errors import KbError
from kb.schedule.days import Moment
from kb.store.file.store import Store
from kb.store.notes.folders import all_folders

MOST_FILES: Final = 100
"""More changed files than these take longer than a learner should wait."""

PATIENCE_SECONDS: Final = 1.0
"""A review need not wait for an import that runs elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """The result of a refresh."""

    report: ImportReport | None = None
    """None if nothing was imported."""
    waiting: int = 0
    """Changed files that were left for ``kb import``, because there are many."""
    trouble: str = ""
    """Why nothing could be imported."""
    left: tuple[str, ...] = ()
    """Messages about folders that were left alone: they cannot be read, or most of their notes
    have disappeared."""

    @property
    def news(self) -> bool:
        """Whether any note differed from the store."""
        if self.report is None:
            return False
        notes = self.report.notes
        return any((notes.added, notes.changed, notes.moved, notes.removed, notes.failed))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a learner is told of it before a review."""
        told = [f"Changed notes were not imported: {self.trouble}"] if self.trouble else []
        told += self.left
        if self.waiting:
            told.append(f"{self.waiting} files have changed. Run “kb import” to import them.")
        cards = self.report.cards if self.report else None
        if cards and (cards.added or cards.retired or cards.changed):
            added = counted(cards.added, "card")
            told.append(
                f"Notes changed: {added} added, {cards.retired} retired, {cards.changed} changed."
            )
        return tuple(told)


async def refresh(store: Store, moment: Moment, settings: Settings) -> Refreshed:
    """Import the remembered folders if little changed in them. Never fails."""
    async with store.reading() as transaction:
        folders = [folder.root for folder in await all_folders(transaction) if not folder.forgotten]
    if not folders:
        return Refreshed()
    left = unreadable_folders(folders)
    options = ImportOptions(
        targets=(),
        extensions=settings.imports.extensions,
        read=read_options(settings, moment.now),
    )
    try:
        async with store.reading() as transaction:
            diff = await find_changes(transaction, options)
        changed = sum(len(folder.to_read) + len(folder.missing) for folder in diff.folders)
        if changed > MOST_FILES:
            return Refreshed(waiting=changed, left=left)
        report = await import_notes(
            store,
            (),
            settings=settings,
            now=moment.now,
            patience_seconds=PATIENCE_SECONDS,
            tell_problems=False,
        )
    except KbError as error:
        return Refreshed(trouble=error.message, left=left)
    shrunk = (problem.message for problem in report.problems if problem.code == FOLDER_SHRANK)
    return Refreshed(report=report, left=(*left, *shrunk))
