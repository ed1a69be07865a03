"""What an import comes to, folder by folder: which notes come, change, move and go."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.app.importing.diff import FolderChanges, still_gone
from kb.app.importing.plan import FolderPlan
from kb.app.importing.read_and_stage import Arrivals
from kb.app.importing.report import FoundProblem, NoteCounts, folder_shrank
from kb.graph.resolve import FolderId, NoteId
from kb.notes.problem import Problem
from kb.store.notes.files import KnownFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A file that was read, and the note that it is."""

    ref: int
    path: str
    note_id: NoteId
    before: KnownFile | None
    """The note as it was, wherever; absent for a new one."""
    moved: bool
    named: bool
    """Whether it is a note only because the user named its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderNews:
    """All that is to be written of one folder."""

    plan: FolderPlan
    id: FolderId
    """A new folder is going to have it."""
    placed: tuple[Placed, ...]
    gone: tuple[NoteId, ...]
    touched: tuple[tuple[NoteId, int | None], ...]
    """Notes whose files have another time, and are otherwise as they were."""
    problems: tuple[frozenset[str], tuple[Problem, ...]] | None
    """Paths whose stored problems no longer hold, and those found now."""
    counts: NoteCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is to be written, and what is not."""

    folders: tuple[FolderNews, ...]
    refused: tuple[FoundProblem, ...]
    """Folders that lost more than half of their notes, as when a disk is not mounted."""


class _Import:
    """The changes of all folders, and the notes that were recognised in them."""

    def __init__(self, changes: Sequence[FolderChanges], found: Arrivals) -> None:
        self.changes = changes
        self.found = found
        self.homes = {
            file.note_id: (number, file)
            for number, each in enumerate(changes)
            for file in each.known
        }
        self.claimed = frozenset(found.identities.values())
        self.vanished = [still_gone(each) for each in changes]

    def gone(self, folder: int, accepted: frozenset[NoteId | None]) -> tuple[NoteId, ...]:
        """Returns the living notes of a folder that are in none of the accepted files.

        A note that is recognised in a file which is not accepted stays as it was, unless its
        path is another's now.
        """
        found = self.found
        robbed = [
            each.before.note_id
            for ref in found.notes
            if (each := found.candidates[ref]).folder == folder and each.before
            if not each.before.gone and each.before.note_id not in accepted
        ]
        vanished = [
            file.note_id
            for file in self.changes[folder].differing.gone
            if file.note_id in self.vanished[folder] and file.note_id not in self.claimed
        ]
        return (*vanished, *robbed)

    def living(self, folder: int) -> int:
        return sum(file.gone_at is None for file in self.changes[folder].known)


def news_of(
    changes: Sequence[FolderChanges],
    found: Arrivals,
    ids: tuple[NoteId, FolderId],
    *,
    force: bool,
) -> News:
    """Returns what is to be written.

    Args:
        changes: of all folders.
        found: what was read.
        ids: the highest that a note and a folder have.
        force: whether to believe a folder that lost more than half of its notes.
    """
    whole = _Import(changes, found)
    refused = {}
    for number, each in enumerate(changes):
        gone = len(whole.gone(number, whole.claimed))
        if not force and 2 * gone > whole.living(number):
            refused[number] = folder_shrank(each.plan.root, gone, whole.living(number))
    refs = sorted(ref for ref in found.notes if found.candidates[ref].folder not in refused)
    accepted = frozenset(found.identities[ref] for ref in refs)
    placed = _placed(whole, refs, ids[0])
    folders = []
    for number in range(len(changes)):
        if number not in refused:
            gone_now = whole.gone(number, accepted)
            new_id = FolderId(ids[1] + 1 + number)
            folders.append(_folder_news(whole, number, placed.get(number, []), gone_now, new_id))
    return News(folders=tuple(folders), refused=tuple(refused.values()))


def _placed(whole: _Import, refs: Sequence[int], highest: NoteId) -> dict[int, list[Placed]]:
    """Returns the notes that the files are, by folder; new ones get the ids that follow."""
    placed: dict[int, list[Placed]] = {}
    for ref in refs:
        each = whole.found.candidates[ref]
        note_id = whole.found.identities[ref]
        if note_id is None:
            highest = NoteId(highest + 1)
            home, before, note_id = each.folder, None, highest
        else:
            home, before = whole.homes[note_id]
        moved = before is not None and (home, before.path) != (each.folder, each.file.path)
        path = each.file.path
        placed.setdefault(each.folder, []).append(
            Placed(
                ref=ref,
                path=path,
                note_id=note_id,
                before=before,
                moved=moved,
                named=whole.changes[each.folder].names(path),
            )
        )
    return placed


def _folder_news(
    whole: _Import,
    number: int,
    placed: Sequence[Placed],
    gone: tuple[NoteId, ...],
    new_id: FolderId,
) -> FolderNews:
    changes, found = whole.changes[number], whole.found

    def own(refs: Sequence[int]) -> list[int]:
        return [ref for ref in refs if found.candidates[ref].folder == number]

    touched, failed = own(found.touched), own(found.failed)
    reread = frozenset(
        found.candidates[ref].file.path for ref in own([*found.notes, *found.failed])
    )
    problems = [problem for ref, problem in found.problems if own([ref])]
    living = [each for each in placed if each.before and not each.before.gone]
    moved = sum(each.moved for each in living)
    return FolderNews(
        plan=changes.plan,
        id=changes.plan.known.id if changes.plan.known else new_id,
        placed=tuple(placed),
        gone=gone,
        touched=tuple(
            (before.note_id, mtime_ns)
            for ref in touched
            if (before := found.candidates[ref].before)
            if before.mtime_ns != (mtime_ns := found.candidates[ref].mtime_ns)
        ),
        problems=changes.new_problems(problems, reread),
        counts=NoteCounts(
            added=len(placed) - len(living),
            changed=len(living) - moved,
            moved=moved,
            removed=len(gone),
            unchanged=changes.differing.unchanged + len(touched),
            failed=len(failed),
        ),
    )
