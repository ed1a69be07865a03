"""Which files of one folder may have changed since the store learned of them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from kb.app.importing.plan import FolderPlan
from kb.app.importing.scan import Differences, FolderSeen, differences, look
from kb.graph.resolve import NoteId
from kb.notes.problem import UNREAD, Problem
from kb.store.file.store import Transaction
from kb.store.notes.files import KnownFile, known_files
from kb.store.notes.problems import problems_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChanges:
    """What must be read of one folder, and all that is needed to judge it."""

    plan: FolderPlan
    known: Sequence[KnownFile]
    """Those of folders it absorbs too; all paths are its own."""
    stored_problems: tuple[Problem, ...]
    seen: FolderSeen
    differing: Differences

    @property
    def are_none(self) -> bool:
        """Whether the store has nothing to learn."""
        plan = self.plan
        return (
            plan.known is not None
            and not plan.known.forgotten
            and plan.known.extensions == plan.extensions
            and not plan.absorbed
            and not self.differing.to_read
            and not self.differing.gone
            and self.new_problems((), frozenset()) is None
        )

    def names(self, path: str) -> bool:
        """Returns whether a file is a note only because the user named it."""
        usual = path.casefold().endswith(self.plan.extensions)
        return path in self.seen.named or not usual

    def new_problems(
        self, found: Sequence[Problem], reread: frozenset[str]
    ) -> tuple[frozenset[str], tuple[Problem, ...]] | None:
        """Returns the paths whose stored problems no longer hold, and the problems found now.

        Nothing, where the store has just these problems already.

        Args:
            found: in the files that were read.
            reread: paths of the files whose content was read anew, or could not be.
        """
        if not (found or self.stored_problems or self.seen.problems):
            return None
        kept = {file.path for file in self.seen.files} - reread
        stored = [
            problem
            for problem in self.stored_problems
            if self.plan.covers(problem.path) and problem.path not in kept
        ]
        now = (*self.seen.problems, *found)
        if set(stored) == set(now):
            return None
        return frozenset(problem.path for problem in stored), now

    @property
    def gone_before(self) -> list[KnownFile]:
        """The notes that an earlier import found gone, and whose files are not back."""
        gone = [file for file in self.known if file.gone_at is not None]
        present = {file.path for file in self.seen.files} if gone else frozenset()
        return [file for file in gone if file.path not in present]


async def find_changes(transaction: Transaction, plan: FolderPlan, read_with: str) -> FolderChanges:
    """Returns which files of a folder differ from what the store knows.

    Raises:
        OSError: the folder cannot be read.
    """
    known, problems = await _known(transaction, plan)
    seen = look(plan, known)
    return FolderChanges(
        plan=plan,
        known=known,
        stored_problems=problems,
        seen=seen,
        differing=differences(plan, seen, known, read_with),
    )


def still_gone(changes: FolderChanges) -> frozenset[NoteId]:
    """Returns the notes that were gone when the folder was looked at, and still are.

    A file may have come back since: some programs write one by replacing it. One that is there
    may as well be left out from now on, so the whole folder is looked at again.
    """
    plan, gone = changes.plan, changes.differing.gone
    if any(os.path.lexists(plan.root / file.path) for file in gone):
        try:
            gone = differences(plan, look(plan, changes.known), changes.known, "").gone
        except OSError:  # The folder itself has gone since, and nothing can be said of its files.
            gone = ()
    return frozenset(file.note_id for file in gone) & {
        file.note_id for file in changes.differing.gone
    }


async def _known(
    transaction: Transaction, plan: FolderPlan
) -> tuple[list[KnownFile], tuple[Problem, ...]]:
    """Returns what the store knows of the folder and of those it absorbs, by its own paths."""
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
    # What could not be read last time is read whatever its time says: it was not what is stored.
    unread = {problem.path for problem in problems if problem.code in UNREAD}
    if unread:
        files = [file._replace(read_with="") if file.path in unread else file for file in files]
    return files, tuple(problems)
