"""Resolve links: those of the notes being read, and those that change meaning elsewhere.

A link changes meaning when the notes that share its name come, go, move or are renamed. All of it
is worked out before the store is written, from what notes will be called then.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.graph.resolve import FolderId, NamedNote, Names, NoteId, Resolution, names_of
from kb.store.file.store import Transaction
from kb.store.graph.links import StoredLink, links_by_key, links_of_notes, meaning
from kb.store.importing.staging import (
    CommonMeaning,
    LinkMeaning,
    stage_common_meanings,
    stage_meanings,
    uncommon_links,
)
from kb.store.notes.names import all_named, living_notes, named_by, named_by_id

Correction = tuple[NoteId, int, Resolution]
"""What a link means now: (note, position, meaning)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """The notes that come, go, move, or get other names."""

    before: Sequence[NamedNote]
    """The living notes that change, as they are named now."""
    after: Sequence[NamedNote]
    """The notes that change and will be living, as they will be named."""
    read: frozenset[NoteId]
    """Those of ``after`` that were read, so that their links are written again."""


async def corrections(transaction: Transaction, renaming: Renaming) -> list[Correction]:
    """Return the links of notes that were not read, and that change their meaning."""
    links = await _affected_links(transaction, renaming)
    if not links:
        return []
    names = await names_after(transaction, renaming, {link.target for link in links})
    sources = {note.id: note for note in renaming.after}
    unchanged = {link.note_id for link in links}.difference(sources)
    sources |= {note.id: note for note in await named_by_id(transaction, unchanged)}
    resolved = [(link, names.resolution(link.target, sources[link.note_id])) for link in links]
    return [
        (link.note_id, link.position, resolution)
        for link, resolution in resolved
        if meaning(resolution) != link.meant
    ]


async def names_after(
    transaction: Transaction, renaming: Renaming, targets: Collection[str] | None
) -> Names:
    """Return the names of notes after the import; with ``targets``, only what those can mean."""
    changing = {note.id for note in (*renaming.before, *renaming.after)}
    if targets is None:
        notes = await all_named(transaction)
    else:
        notes = await named_by(transaction, targets)
    return Names((*(note for note in notes if note.id not in changing), *renaming.after))


async def stage_links(
    transaction: Transaction,
    names: Names,
    targets: Mapping[FolderId, Collection[str]],
    sources: Sequence[NamedNote],
) -> None:
    """Stage what the staged links mean.

    Args:
        transaction: one in which their notes have places.
        names: those of all notes.
        targets: of the links, by folder.
        sources: the notes that the links are in.
    """
    common = [
        CommonMeaning(
            folder, target, resolution.note.id if resolution.note else None, resolution.rule
        )
        for folder, in_folder in targets.items()
        for target in in_folder
        if (resolution := names.common_resolution(target, folder))
    ]
    await stage_common_meanings(transaction, common)
    if len(common) == sum(map(len, targets.values())):
        return
    # Other targets mean one note here and another there.
    by_id = {note.id: note for note in sources}
    last = 0
    while page := await uncommon_links(transaction, after_row=last):
        meanings = []
        for row, note_id, target in page:
            to_note, rule, candidates = meaning(names.resolution(target, by_id[note_id]))
            listed = json.dumps(candidates) if candidates else None
            meanings.append(LinkMeaning(row, to_note, rule, listed))
        await stage_meanings(transaction, meanings)
        last = page[-1].row


async def _affected_links(transaction: Transaction, renaming: Renaming) -> list[StoredLink]:
    """Return the links of notes that are not read, and that may change their meaning.

    Those that share a name with a changing note, and those of notes that move.
    """
    before, after, read = renaming.before, renaming.after, renaming.read
    if not before and not after:
        return []
    if await living_notes(transaction) == sum(note.id in read for note in before):
        return []
    keys: frozenset[str] = frozenset().union(*map(names_of, set(before) ^ set(after)))
    places = {note.id: (note.folder, note.path) for note in before}
    moved = [
        note.id
        for note in after
        if note.id not in read and places.get(note.id) not in (None, (note.folder, note.path))
    ]
    rewritten_or_gone = read.union(note.id for note in before).difference(
        note.id for note in after if note.id not in read
    )
    links = (
        *await links_by_key(transaction, sorted(keys)),
        *await links_of_notes(transaction, moved),
    )
    by_place = {(link.note_id, link.position): link for link in links}
    return [link for link in by_place.values() if link.note_id not in rewritten_or_gone]
