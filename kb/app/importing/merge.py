"""Write a change set to the store: first resolve links and match cards, then one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from kb.app.importing.cards import CardChanges, lines_of_proposed, match_cards
from kb.app.importing.changeset import FolderChanges
from kb.app.importing.links import Correction, Renaming, corrections, names_after, stage_links
from kb.app.importing.read_and_stage import ReadResults
from kb.app.importing.read_results import ReadOptions
from kb.graph.resolve import FolderId, NamedNote
from kb.schedule.memory import CardId
from kb.store.cards.proposed import settle_proposed
from kb.store.cards.status import retire
from kb.store.file.store import Transaction
from kb.store.graph.links import set_meanings
from kb.store.importing.card_staging import merge_cards
from kb.store.importing.merge import merge_notes
from kb.store.importing.staging import place_notes, staged_targets
from kb.store.notes.attachments import resolve_attachments, store_attachments
from kb.store.notes.files import mark_gone, set_mtimes
from kb.store.notes.folders import Folder, absorb, remember_folder
from kb.store.notes.names import named_by_id, named_in
from kb.store.notes.problems import replace_problems

_FEW_TARGETS: Final = 5000
"""Up to this many link targets are looked up; for more, the names of all notes are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the merge writes beyond what is staged and in the change set."""

    corrections: Sequence[Correction]
    cards: CardChanges
    proposed: Sequence[tuple[CardId, int]]
    """Cards that an assistant proposed, and the lines where they are now."""


async def prepare(
    transaction: Transaction, changes: Sequence[FolderChanges], results: ReadResults
) -> Prepared:
    """Stage which notes the files are, what their links mean, and which cards they have.

    Locks nothing.
    """
    renaming = await _renaming(transaction, changes, results)
    gone = [note_id for folder in changes for note_id in folder.gone]
    places = [
        (note.ref, note.note_id, folder.id, note.named, note.before is None)
        for folder in changes
        for note in folder.notes
    ]
    await place_notes(transaction, places)
    targets = await staged_targets(transaction)
    if targets:
        every = frozenset[str]().union(*targets.values())
        few = every if len(every) <= _FEW_TARGETS else None
        names = await names_after(transaction, renaming, few)
        await stage_links(transaction, names, targets, renaming.after)
    return Prepared(
        corrections=await corrections(transaction, renaming),
        cards=await match_cards(transaction, gone),
        proposed=await lines_of_proposed(transaction, changes),
    )


async def merge(
    transaction: Transaction,
    changes: Sequence[FolderChanges],
    prepared: Prepared,
    options: ReadOptions,
) -> tuple[FolderId, ...]:
    """Write the changes of all folders, and return the folders' ids in their order."""
    now = options.now
    ids = [await _remember(transaction, folder, options) for folder in changes]
    for folder in changes:
        await mark_gone(transaction, folder.gone, now)
        await set_mtimes(transaction, folder.touched)
    if any(folder.notes for folder in changes):
        await merge_notes(transaction, now)
        await merge_cards(transaction, now)
    await retire(transaction, prepared.cards.retired)
    await settle_proposed(transaction, prepared.proposed)
    await set_meanings(transaction, prepared.corrections)
    for folder_id, folder in zip(ids, changes, strict=True):
        if folder.problems:
            await replace_problems(transaction, folder_id, *folder.problems)
        if folder.attachments:
            await store_attachments(transaction, folder_id, folder.attachments)
        if folder.attachments or folder.notes:
            await resolve_attachments(transaction, folder_id, folder.attachments)
    return tuple(ids)


async def _renaming(
    transaction: Transaction, changes: Sequence[FolderChanges], results: ReadResults
) -> Renaming:
    """Return what the notes that the import changes are called before and after it."""
    read = frozenset(note.note_id for folder in changes for note in folder.notes)
    gone = {note_id for folder in changes for note_id in folder.gone}
    known = gone | {note.note_id for folder in changes for note in folder.notes if note.before}
    before: list[NamedNote] = []
    after: list[NamedNote] = []
    for folder in changes:
        for inner in folder.plan.absorbed:
            prefix = PurePath(inner.root).relative_to(folder.plan.root).as_posix()
            absorbed = await named_in(transaction, [inner.id])
            before += absorbed
            after += [
                replace(note, folder=folder.id, path=f"{prefix}/{note.path}")
                for note in absorbed
                if note.id not in read and note.id not in gone
            ]
        after += [
            results.notes[note.ref].named(note.note_id, folder.id, note.path)
            for note in folder.notes
        ]
    before += await named_by_id(transaction, known.difference(note.id for note in before))
    return Renaming(before=before, after=after, read=read)


async def _remember(
    transaction: Transaction, changes: FolderChanges, options: ReadOptions
) -> FolderId:
    """Add the folder to the store, with the notes of the folders that it absorbs."""
    root, extensions = str(changes.plan.root), changes.plan.extensions
    folder = await remember_folder(transaction, root, extensions, options.now, new_id=changes.id)
    outer = Folder(id=folder, root=root, extensions=extensions, forgotten=False, notes=0)
    for inner in changes.plan.absorbed:
        await absorb(transaction, outer, inner)
    return folder
