"""Writing what an import found: links resolved first, then all of it in one short transaction."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from kb.app.importing.cards import Redrawn, redrawn, undrawn
from kb.app.importing.changeset import FolderNews
from kb.app.importing.links import (
    Correction,
    Renaming,
    common_meanings,
    corrections,
    names_after,
    stage_link_meanings,
)
from kb.app.importing.options import Reader
from kb.app.importing.read_and_stage import Arrivals
from kb.graph.resolve import FolderId, NamedNote
from kb.store.cards.status import retire
from kb.store.file.store import Transaction
from kb.store.graph.links import set_meanings
from kb.store.importing.card_staging import merge_cards
from kb.store.importing.merge import Reading, merge_notes
from kb.store.importing.staging import place_notes, staged_targets
from kb.store.notes.files import mark_gone, set_mtimes
from kb.store.notes.folders import Folder, absorb, remember_folder
from kb.store.notes.names import named_by_id, named_in
from kb.store.notes.problems import replace_problems

_FEW_TARGETS: Final = 5000
"""So few are looked up; for more, the names of all notes are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What the merge has to write, beyond what is staged."""

    corrected: Sequence[Correction]
    """The links of other notes that mean something else from now on."""
    cards: Redrawn


async def prepare(
    transaction: Transaction, news: Sequence[FolderNews], found: Arrivals
) -> Prepared:
    """Stages which notes the files are, and what their links and cards are; needs no lock."""
    renaming = await _renaming(transaction, news, found)
    if renaming.read:
        await place_notes(
            transaction,
            [
                (
                    each.ref,
                    each.note_id,
                    folder.id,
                    each.named,
                    each.before is None,
                )
                for folder in news
                for each in folder.placed
            ],
        )
        await _resolve_staged(transaction, renaming)
    gone = [note_id for folder in news for note_id in folder.gone]
    return Prepared(
        corrected=await corrections(transaction, renaming),
        cards=await (redrawn if renaming.read else undrawn)(transaction, gone),
    )


async def merge(
    transaction: Transaction,
    news: Sequence[FolderNews],
    prepared: Prepared,
    reader: Reader,
) -> tuple[FolderId, ...]:
    """Writes the news of all folders, and returns the folders' ids in their order."""
    ids = [await _remember(transaction, each, reader) for each in news]
    for each in news:
        await mark_gone(transaction, each.gone, reader.now)
        await set_mtimes(transaction, each.touched)
    if any(each.placed for each in news):
        await merge_notes(transaction, Reading(read_with=reader.read_with, now=reader.now))
        await merge_cards(transaction, reader.now)
    await retire(transaction, prepared.cards.retired)
    await set_meanings(transaction, prepared.corrected)
    for folder, each in zip(ids, news, strict=True):
        if each.problems:
            await replace_problems(transaction, folder, *each.problems)
    return tuple(ids)


async def _renaming(
    transaction: Transaction, news: Sequence[FolderNews], found: Arrivals
) -> Renaming:
    """Returns how the notes that the import changes are named now, and will be."""
    read = frozenset(each.note_id for folder in news for each in folder.placed)
    gone = {note_id for folder in news for note_id in folder.gone}
    before: list[NamedNote] = []
    after: list[NamedNote] = []
    for folder in news:
        async for note, then in _absorbed(transaction, folder):
            before.append(note)
            if note.id not in read and note.id not in gone:
                after.append(then)
        after += [
            found.notes[each.ref].named(each.note_id, folder.id, each.path)
            for each in folder.placed
        ]
    known = {each.note_id for folder in news for each in folder.placed if each.before} | gone
    before += await named_by_id(transaction, known.difference(note.id for note in before))
    return Renaming(before=before, after=after, read=read)


async def _absorbed(
    transaction: Transaction, folder: FolderNews
) -> AsyncIterator[tuple[NamedNote, NamedNote]]:
    """Yields the notes of folders that are absorbed, as they are named now and will be."""
    for inner in folder.plan.absorbed:
        prefix = PurePath(inner.root).relative_to(folder.plan.root).as_posix()
        for note in await named_in(transaction, [inner.id]):
            yield note, replace(note, folder=folder.id, path=f"{prefix}/{note.path}")


async def _resolve_staged(transaction: Transaction, renaming: Renaming) -> None:
    targets = await staged_targets(transaction)
    every = frozenset[str]().union(*targets.values())
    names = await names_after(transaction, renaming, every if len(every) <= _FEW_TARGETS else None)
    common = common_meanings(names, targets)
    await stage_link_meanings(transaction, names, common, targets, renaming.after)


async def _remember(transaction: Transaction, news: FolderNews, reader: Reader) -> FolderId:
    plan = news.plan
    folder = await remember_folder(
        transaction, str(plan.root), plan.extensions, reader.now, new_id=news.id
    )
    outer = Folder(
        id=folder, root=str(plan.root), extensions=plan.extensions, forgotten=False, notes=0
    )
    for inner in plan.absorbed:
        await absorb(transaction, outer, inner)
    return folder
