"""Keeping what links mean true while notes come, go and change their names.

All of it is found out before the store is written: what notes are called then is known.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.graph.resolve import FolderId, NamedNote, Names, NoteId, Resolution, Rule, names_of
from kb.store.file.store import Transaction
from kb.store.graph.links import StoredLink, links_by_key, links_of_notes, meaning
from kb.store.importing.staging import stage_common_meanings, stage_meanings, uncommon_links
from kb.store.notes.names import all_named, living_notes, named_by, named_by_id

Correction = tuple[NoteId, int, Resolution]
"""What a link means now: (note, position, meaning)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """The notes that come, go, or are called something else, or stand elsewhere."""

    before: Sequence[NamedNote]
    """All that are living and change, as they are named now."""
    after: Sequence[NamedNote]
    """All that change and will be living, as they will be named."""
    read: frozenset[NoteId]
    """Those of the latter whose links are written anew."""


async def corrections(transaction: Transaction, renaming: Renaming) -> list[Correction]:
    """Returns the links of notes that were not read anew, and that mean something else now.

    Only links that share a name with a note that came, went or was renamed can, and those of a
    note that moved.
    """
    doubtful = await _doubtful(transaction, renaming)
    if not doubtful:
        return []
    names = await names_after(transaction, renaming, {link.target for link in doubtful})
    sources = {note.id: note for note in renaming.after}
    others = {link.note_id for link in doubtful}.difference(sources)
    sources |= {note.id: note for note in await named_by_id(transaction, others)}
    now = [(link, names.resolution(link.target, sources[link.note_id])) for link in doubtful]
    return [
        (link.note_id, link.position, found) for link, found in now if meaning(found) != link.meant
    ]


async def names_after(
    transaction: Transaction, renaming: Renaming, targets: frozenset[str] | set[str] | None
) -> Names:
    """Returns what notes will be called; enough for these targets, if any are given."""
    changing = {note.id for note in renaming.before} | {note.id for note in renaming.after}
    if targets is None:
        others = await all_named(transaction)
    else:
        others = await named_by(transaction, targets)
    return Names((*(note for note in others if note.id not in changing), *renaming.after))


CommonMeaning = tuple[FolderId, str, NoteId | None, Rule | None]
"""What a target means in all notes of a folder: (folder, target, note, rule)."""


def common_meanings(
    names: Names, targets: Mapping[FolderId, Collection[str]]
) -> list[CommonMeaning]:
    """Returns what those of the targets mean that mean the same in all of a folder's notes."""
    return [
        (folder, target, found.note.id if found.note else None, found.rule)
        for folder, some in targets.items()
        for target in some
        if (found := names.common_resolution(target, folder))
    ]


async def stage_link_meanings(
    transaction: Transaction,
    names: Names,
    common: Sequence[CommonMeaning],
    targets: Mapping[FolderId, Collection[str]],
    sources: Sequence[NamedNote],
) -> None:
    """Stages what the staged links mean.

    Args:
        transaction: one in which their notes have places.
        names: those of all notes.
        common: what is the same in all of a folder's notes.
        targets: of the links, by folder; any that is not common means this here and that there.
        sources: the notes that the links stand in.
    """
    await stage_common_meanings(transaction, common)
    if len(common) == sum(map(len, targets.values())):
        return
    by_id = {note.id: note for note in sources}
    last = 0
    while page := await uncommon_links(transaction, after_row=last):
        await stage_meanings(
            transaction,
            [
                _meaning_row(row, names.resolution(target, by_id[NoteId(note_id)]))
                for row, note_id, target in page
            ],
        )
        last = page[-1][0]


def _meaning_row(row: int, found: Resolution) -> tuple[int, int | None, str | None, str | None]:
    """Returns what is staged of a resolution."""
    note_id, rule, candidates = meaning(found)
    return row, note_id, rule, json.dumps(candidates) if candidates else None


async def _doubtful(transaction: Transaction, renaming: Renaming) -> tuple[StoredLink, ...]:
    """Returns the links of notes that are not read anew, and may mean something else now."""
    before, after, read = renaming.before, renaming.after, renaming.read
    if not before and not after:
        return ()
    if await living_notes(transaction) == sum(note.id in read for note in before):
        return ()
    differing = set(before) ^ set(after)
    keys: frozenset[str] = frozenset().union(*map(names_of, differing))
    places = {note.id: (note.folder, note.path) for note in before}
    elsewhere = [
        note.id
        for note in after
        if note.id not in read
        and places.get(note.id, (note.folder, note.path)) != (note.folder, note.path)
    ]
    leaving = {note.id for note in before}.difference(note.id for note in after)
    found = (
        *await links_by_key(transaction, sorted(keys)),
        *await links_of_notes(transaction, elsewhere),
    )
    return tuple(
        {
            (link.note_id, link.position): link
            for link in found
            if link.note_id not in read and link.note_id not in leaving
        }.values()
    )
