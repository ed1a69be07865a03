"""Keeping what links mean true while notes come, go and change their names."""

from collections.abc import Mapping, Sequence

from kb.graph.resolve import NamedNote, Names, NoteId, names_of
from kb.notes.note import Note
from kb.store.links import (
    StoredLink,
    insert_links,
    links_by_key,
    links_of_notes,
    meaning,
    set_meanings,
)
from kb.store.named import living_notes, named_by, named_by_id
from kb.store.open import Transaction


async def resolve_links(
    transaction: Transaction, before: Sequence[NamedNote], saved: Mapping[NoteId, Note]
) -> None:
    """Writes the links of saved notes, and corrects those of others that mean something else now.

    Only links that share a name with a note that came, went or was renamed can, and those of a
    note that moved.

    Args:
        transaction: in a transaction that writes.
        before: the notes that were written, went or moved, as they were named before.
        saved: the notes that were written, still without links.
    """
    after = await named_by_id(transaction, {note.id for note in before} | saved.keys())
    doubtful = await _doubtful(transaction, before, after, saved)
    targets = {link.target for note in saved.values() for link in note.links}
    targets |= {link.target for link in doubtful}
    names = Names(await named_by(transaction, targets))
    others = {link.note_id for link in doubtful}.difference(note.id for note in after)
    sources = {note.id: note for note in (*after, *await named_by_id(transaction, others))}
    await insert_links(
        transaction,
        [
            (note_id, position, link, names.resolution(link.target, sources[note_id]))
            for note_id, note in saved.items()
            for position, link in enumerate(note.links)
        ],
    )
    now = [(link, names.resolution(link.target, sources[link.note_id])) for link in doubtful]
    await set_meanings(
        transaction,
        [
            (link.note_id, link.position, found)
            for link, found in now
            if meaning(found) != link.meant
        ],
    )


async def _doubtful(
    transaction: Transaction,
    before: Sequence[NamedNote],
    after: Sequence[NamedNote],
    saved: Mapping[NoteId, Note],
) -> tuple[StoredLink, ...]:
    """Returns the links of unsaved notes that may mean something else now."""
    if await living_notes(transaction) == len(saved):
        return ()
    differing = set(before) ^ set(after)
    keys: frozenset[str] = frozenset().union(*map(names_of, differing))
    places = {note.id: (note.folder, note.path) for note in before}
    elsewhere = [
        note.id
        for note in after
        if places.get(note.id, (note.folder, note.path)) != (note.folder, note.path)
    ]
    found = (
        *await links_by_key(transaction, sorted(keys)),
        *await links_of_notes(transaction, elsewhere),
    )
    return tuple(
        {
            (link.note_id, link.position): link for link in found if link.note_id not in saved
        }.values()
    )
