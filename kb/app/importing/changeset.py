"""Decide what an import writes: per folder, which notes come, change, move and go.

Takes the diff, what was read, and which note each file is; :mod:`kb.app.importing.merge` writes the
result. A folder that lost more than half of its notes is left alone, as its disk may be unmounted.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from kb.app.importing.diff import FolderDiff
from kb.app.importing.plan import FolderPlan
from kb.app.importing.problems import folder_shrank
from kb.app.importing.read_and_stage import ReadResults
from kb.app.importing.renames import Identities
from kb.app.importing.report import FoundProblem, NoteCounts
from kb.graph.resolve import FolderId, NoteId
from kb.notes.problem import Problem
from kb.store.importing.rows import FileRef
from kb.store.notes.attachments import AttachmentChanges
from kb.store.notes.files import KnownFile


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChange:
    """A file that was read, and the note that it is."""

    ref: FileRef
    path: str
    note_id: NoteId
    before: KnownFile | None
    """The note as it was, wherever; None for a new one."""
    moved: bool
    named: bool
    """Whether it is a note only because the user named its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderChanges:
    """What is to be written of one folder."""

    plan: FolderPlan
    id: FolderId
    """A new folder will get it."""
    notes: tuple[NoteChange, ...]
    gone: tuple[NoteId, ...]
    touched: tuple[tuple[NoteId, int | None], ...]
    """Notes whose files have another time (ns) and the same content."""
    problems: tuple[frozenset[str], tuple[Problem, ...]] | None
    """Paths whose stored problems are outdated, and the problems to store."""
    attachments: AttachmentChanges | None
    """How the files that notes can embed differ from those in the store."""
    counts: NoteCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """What is to be written, and which folders are left alone."""

    folders: tuple[FolderChanges, ...]
    refused: tuple[FoundProblem, ...]


class _Import:
    """What the decisions are made from, by the folders' positions in the diff."""

    def __init__(
        self, diffs: Sequence[FolderDiff], results: ReadResults, identities: Identities
    ) -> None:
        self.results = results
        self.identities = identities
        self.refs: defaultdict[int, list[FileRef]] = defaultdict(list)
        """The files that were read."""
        for ref in sorted(results.notes):
            self.refs[results.files[ref].folder].append(ref)
        # A note that was identified in a file is not missing, even if that file is not accepted.
        self.identified = frozenset(identities.values())
        self.missing = [diff.still_missing() - self.identified for diff in diffs]
        self.homes = {
            file.note_id: (number, file) for number, diff in enumerate(diffs) for file in diff.known
        }

    def gone(self, number: int, accepted: frozenset[NoteId | None]) -> list[NoteId]:
        """Return the living notes of a folder that are missing, or displaced at their paths.

        A displaced note has moved, and is not gone, if it is one of the accepted files.
        """
        befores = (self.results.files[ref].before for ref in self.refs[number])
        displaced = [
            note.note_id
            for note in befores
            if note and not note.gone and note.note_id not in accepted
        ]
        return [*sorted(self.missing[number]), *displaced]

    def note_change(self, ref: FileRef, diff: FolderDiff, new_ids: Iterator[NoteId]) -> NoteChange:
        note_id, changed = self.identities[ref], self.results.files[ref]
        place = (changed.folder, changed.file.path)
        home, before = self.homes[note_id] if note_id is not None else (None, None)
        return NoteChange(
            ref=ref,
            path=changed.file.path,
            note_id=next(new_ids) if note_id is None else note_id,
            before=before,
            moved=before is not None and (home, before.path) != place,
            named=diff.is_named(changed.file.path),
        )


def change_set(
    diffs: Sequence[FolderDiff],
    results: ReadResults,
    identities: Identities,
    highest: tuple[NoteId, FolderId],
    *,
    force: bool,
) -> ChangeSet:
    """Return what is to be written.

    Args:
        diffs: one for each folder.
        results: what was read.
        identities: which note each file is.
        highest: the highest ids of a note and of a folder.
        force: whether to accept that a folder lost more than half of its notes.
    """
    whole = _Import(diffs, results, identities)
    refused = {}
    for number, diff in enumerate(diffs):
        gone = len(whole.gone(number, whole.identified))
        living = sum(not file.gone for file in diff.known)
        if not force and 2 * gone > living:
            refused[number] = folder_shrank(diff.plan.root, gone, living)
    accepted = [number for number in range(len(diffs)) if number not in refused]
    written = frozenset(identities[ref] for number in accepted for ref in whole.refs[number])
    new_ids = map(NoteId, count(highest[0] + 1))
    return ChangeSet(
        folders=tuple(
            _folder_changes(
                diffs[number],
                FolderId(highest[1] + 1 + number),
                [whole.note_change(ref, diffs[number], new_ids) for ref in whole.refs[number]],
                whole.gone(number, written),
                _in_folder(results, number),
            )
            for number in accepted
        ),
        refused=tuple(refused.values()),
    )


def _in_folder(results: ReadResults, number: int) -> ReadResults:
    """Return what reading gave of one folder."""
    files = {ref: file for ref, file in results.files.items() if file.folder == number}
    return ReadResults(
        files=files,
        notes={ref: note for ref, note in results.notes.items() if ref in files},
        touched=[ref for ref in results.touched if ref in files],
        failed=[ref for ref in results.failed if ref in files],
        problems=[(ref, problem) for ref, problem in results.problems if ref in files],
    )


def _folder_changes(
    diff: FolderDiff,
    new_id: FolderId,
    notes: Sequence[NoteChange],
    gone: Sequence[NoteId],
    results: ReadResults,
) -> FolderChanges:
    """Return what is to be written of a folder.

    Args:
        diff: the folder's.
        new_id: for a new folder.
        notes: those that were read.
        gone: those to be marked as gone.
        results: what reading gave of this folder.
    """
    files = results.files
    reread = frozenset(files[ref].file.path for ref in (*results.notes, *results.failed))
    known = [note for note in notes if note.before and not note.before.gone]
    moved = sum(note.moved for note in known)
    return FolderChanges(
        plan=diff.plan,
        id=diff.plan.known.id if diff.plan.known else new_id,
        notes=tuple(notes),
        gone=tuple(gone),
        touched=tuple(
            (before.note_id, files[ref].mtime_ns)
            for ref in results.touched
            if (before := files[ref].before) and before.mtime_ns != files[ref].mtime_ns
        ),
        problems=diff.problem_changes([problem for _, problem in results.problems], reread),
        attachments=diff.attachments,
        counts=NoteCounts(
            added=len(notes) - len(known),
            changed=len(known) - moved,
            moved=moved,
            removed=len(gone),
            unchanged=diff.unchanged + len(results.touched),
            failed=len(results.failed),
        ),
    )
