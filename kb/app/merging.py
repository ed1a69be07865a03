"""Writing what an import found, inside one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.app.linking import resolve_links
from kb.app.targets import FolderPlan
from kb.graph.resolve import FolderId, NamedNote, NoteId
from kb.notes.note import Note
from kb.notes.problem import Problem
from kb.store.files import mark_gone, touch
from kb.store.folders import Folder, absorb, remember_folder
from kb.store.named import named_by_id, named_in
from kb.store.notes import ReadFile, Reading, save_notes
from kb.store.open import Transaction
from kb.store.problems import replace_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderNews:
    """All that is to be written of one folder."""

    plan: FolderPlan
    notes: tuple[ReadFile, ...]
    """New, changed, moved and returned ones."""
    gone: tuple[NoteId, ...]
    touched: tuple[tuple[NoteId, int | None], ...]
    """Notes whose files have another time, and are otherwise as they were."""
    stale: frozenset[str]
    """Paths whose stored problems no longer hold."""
    problems: tuple[Problem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        known = self.plan.known
        return not (
            known is None
            or known.forgotten
            or known.extensions != self.plan.extensions
            or self.plan.absorbed
            or self.notes
            or self.gone
            or self.touched
            or self.stale
            or self.problems
        )


async def merge(
    transaction: Transaction, news: Sequence[FolderNews], read_with: str, now: datetime
) -> tuple[FolderId, ...]:
    """Writes the news of all folders, and returns the folders' ids in their order."""
    before = await _before(transaction, news)
    saved: dict[NoteId, Note] = {}
    merged = []
    for each in news:
        folder = await _remember(transaction, each.plan, now)
        await mark_gone(transaction, each.gone, now)
        await touch(transaction, each.touched)
        reading = Reading(
            folder=folder, extensions=each.plan.extensions, read_with=read_with, now=now
        )
        ids = await save_notes(transaction, reading, each.notes)
        saved |= {ids[file.note.path]: file.note for file in each.notes}
        await replace_problems(transaction, folder, each.stale, each.problems)
        merged.append(folder)
    await resolve_links(transaction, before, saved)
    return tuple(merged)


async def _before(transaction: Transaction, news: Sequence[FolderNews]) -> tuple[NamedNote, ...]:
    """Returns the notes that the merge changes, as they are named now."""
    old = {file.note_id for each in news for file in each.notes if file.note_id is not None}
    old.update(note_id for each in news for note_id in each.gone)
    absorbed = await named_in(
        transaction, [folder.id for each in news for folder in each.plan.absorbed]
    )
    old.difference_update(note.id for note in absorbed)
    return (*absorbed, *await named_by_id(transaction, old))


async def _remember(transaction: Transaction, plan: FolderPlan, now: datetime) -> FolderId:
    folder = await remember_folder(transaction, str(plan.root), plan.extensions, now)
    outer = Folder(
        id=folder, root=str(plan.root), extensions=plan.extensions, forgotten=False, notes=0
    )
    for inner in plan.absorbed:
        await absorb(transaction, outer, inner)
    return folder
