"""What the names in a note's text mean: for whoever shows the text with its links and pictures."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.app.notes.attachments import files_in
from kb.graph.resolve import NoteId
from kb.schedule.memory import CardId
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Transaction
from kb.store.graph.note_links import WrittenMeaning, link_meanings
from kb.store.notes.attachments import AttachmentId, attachments_named
from kb.store.notes.whole_note import ShownText, texts_of

_DEEPEST: Final = 2
"""Notes that are shown in notes that are shown in a note; deeper ones are linked to."""
_MOST_EMBEDDED: Final = 50
"""Notes of one depth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """What the names in the texts of a note mean, and in the notes that it shows."""

    notes: Mapping[str, NoteId]
    """By target, as :func:`target_key` has it."""
    files: Mapping[str, AttachmentId]
    """Likewise; pictures, sound, and whatever else is no note."""
    texts: Mapping[NoteId, ShownText]
    """Of the notes that are shown."""


def target_key(target: str) -> str:
    """Return a target as all of its spellings in one note are known by."""
    return target.strip().casefold()


async def meanings_of(
    transaction: Transaction, note_ids: Collection[NoteId]
) -> dict[NoteId, Meanings]:
    """Return what the names in each of these notes mean."""
    links: dict[NoteId, list[WrittenMeaning]] = {note_id: [] for note_id in note_ids}
    shown: dict[NoteId, ShownText] = {}
    new = list(links)
    for depth in range(_DEEPEST + 1):
        meanings = await link_meanings(transaction, new)
        for link in meanings:
            links.setdefault(link.source, []).append(link)
        embedded = {link.note for link in meanings if link.embed and link.note}
        new = sorted(embedded - shown.keys())[:_MOST_EMBEDDED]
        if not new or depth == _DEEPEST:
            break
        shown |= await texts_of(transaction, new)
    return {note_id: _meanings(note_id, links, shown) for note_id in note_ids}


async def meanings_for_cards(
    transaction: Transaction, cards: Sequence[StoredCard]
) -> dict[CardId, Meanings]:
    """Return what the names in each of these cards mean: as in its note.

    The user's own wording may name files that the note does not.
    """
    by_note = await meanings_of(transaction, {card.note_id for card in cards})
    meanings = {}
    for card in cards:
        known = by_note[card.note_id]
        keys = {target_key(name): name for name in files_in(card.front, card.back)}
        further = [name for key, name in keys.items() if key not in known.files]
        if further:
            named = await attachments_named(transaction, card.note_id, further)
            files = {target_key(name): attachment for name, (attachment, _) in named.items()}
            known = replace(known, files={**known.files, **files})
        meanings[card.card_id] = known
    return meanings


def _meanings(
    note_id: NoteId,
    links: Mapping[NoteId, list[WrittenMeaning]],
    shown: Mapping[NoteId, ShownText],
) -> Meanings:
    """Return what names mean in a note: as in itself, else as in a note that it shows."""
    notes: dict[str, NoteId] = {}
    files: dict[str, AttachmentId] = {}
    texts: dict[NoteId, ShownText] = {}
    seen, coming = {note_id}, [note_id]
    while coming:
        for link in links.get(coming.pop(0), ()):
            key = target_key(link.target)
            if link.note is not None:
                notes.setdefault(key, link.note)
            if link.attachment is not None:
                files.setdefault(key, link.attachment)
            if link.note is None or not link.embed or link.note in seen:
                continue
            if link.note in shown:
                seen.add(link.note)
                texts[link.note] = shown[link.note]
                coming.append(link.note)
    return Meanings(notes=notes, files=files, texts=texts)
