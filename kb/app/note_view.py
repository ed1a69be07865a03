"""A note as its page shows it: its text, links both ways, cards, problems and files."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kb.app.cards.browsing import CardRow, card_rows
from kb.app.graph.related import RelatedConcept, related_to
from kb.app.notes.browse import LinkedNote, linked_note
from kb.app.notes.lookup import ConceptRef, find_note
from kb.app.notes.meanings import Meanings, meanings_of
from kb.errors import NotFoundError
from kb.graph.concepts import Concept
from kb.graph.resolve import NoteId
from kb.notes.problem import Problem
from kb.schedule.days import Moment
from kb.store.cards.browsing import SortedBy, sorted_cards
from kb.store.cards.cards import CardFilter
from kb.store.file.store import Store, Transaction
from kb.store.notes.attachments import AttachmentLink
from kb.store.notes.names import ids_at, named_by_id, titles_of
from kb.store.notes.problems import problems_of_file
from kb.store.notes.whole_note import WholeNote
from kb.store.tables.predicates import SHOWN_STATUSES

CARDS_SHOWN: Final = 100
_HIGHEST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note, and all that there is to see of it."""

    note_id: NoteId
    linked: LinkedNote
    meanings: Meanings
    ids: Mapping[str, NoteId]
    """Of the notes that link to it and that it links to, by path; those in its folder."""
    cards: tuple[CardRow, ...]
    """The first of them."""
    all_cards: int
    problems: tuple[Problem, ...]
    missing_files: tuple[AttachmentLink, ...]

    @property
    def note(self) -> WholeNote:
        """The note itself."""
        return self.linked.note


async def note_view(store: Store, written: str, moment: Moment) -> NoteView:
    """Return what there is to see of the note with an id, as an address has it.

    Raises:
        NotFoundError: there is no such note.
    """
    async with store.reading() as transaction:
        note_id = await existing_note(transaction, written)
        linked = await linked_note(transaction, note_id)
        note = linked.note
        paths = {link.path for link in linked.connections if link.path}
        paths |= {link.path for link in linked.backlinks}
        ids = await ids_at(transaction, paths)
        meanings = (await meanings_of(transaction, [note_id]))[note_id]
        problems = await problems_of_file(transaction, note.folder, note.path)
        which = CardFilter(note_id=note_id, statuses=SHOWN_STATUSES)
        cards = await sorted_cards(transaction, which, SortedBy.NOTE, descending=False)
    rows = await card_rows(store, cards[:CARDS_SHOWN], moment=moment)
    elsewhere = sorted(ids, key=lambda place: place[0] == note.folder)
    return NoteView(
        note_id=note_id,
        linked=linked,
        meanings=meanings,
        ids={place[1]: ids[place] for place in elsewhere},
        cards=tuple(rows[card_id] for card_id in cards[:CARDS_SHOWN] if card_id in rows),
        all_cards=len(cards),
        problems=problems,
        missing_files=tuple(link for link in linked.attachments if link.attachment is None),
    )


async def related_of_note(
    store: Store, written: str, *, limit: int
) -> tuple[tuple[Concept, RelatedConcept], ...]:
    """Return the concepts that are related to a note, best first, each with what it is.

    Raises:
        NotFoundError: there is no such note.
    """
    async with store.reading() as transaction:
        note_id = await existing_note(transaction, written)
        (note,) = await named_by_id(transaction, [note_id])
        concept = ConceptRef(concept=note_id, title=note.title, note=note)
        related = await related_to(transaction, concept, limit=limit, new=False, daily=False)
    return tuple(related.items())


async def note_called(store: Store, name: str) -> NoteId:
    """Return the note with this title, alias, file name or path.

    Raises:
        NotFoundError: no note has this name; with suggestions.
        AmbiguousError: several notes do; with their paths.
    """
    async with store.reading() as transaction:
        return (await find_note(transaction, name)).id


async def existing_note(transaction: Transaction, written: str) -> NoteId:
    """Return the id of a living note, as an address has it.

    Raises:
        NotFoundError: there is no such note.
    """
    if written.isascii() and written.isdigit() and int(written) <= _HIGHEST_ID:
        note_id = NoteId(int(written))
        if await titles_of(transaction, [note_id]):
            return note_id
    raise NotFoundError("note", written)
