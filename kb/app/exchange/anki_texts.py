"""Texts of cards that were changed in Anki since kb exported them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.anki.collection import Collection, NoteRow
from kb.anki.gathering import Gathered, Sibling
from kb.anki.kinds import BACK, CLOZE_ID, FORWARD, FRONT, REVERSE
from kb.anki.origin import NoteOrigin, digest_of, is_changed, origin_of
from kb.anki.text.cloze import Sides, cloze_sides
from kb.anki.text.markdown import field_markdown
from kb.app.cards.acts import reword_in
from kb.app.exchange.anki_notes import SHOWN, text_fields
from kb.app.exchange.attachments import AttachmentFinder, attachment_finder
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.cards.cards import CardFilter, StoredCard, stored_cards
from kb.store.file.store import Store, Transaction
from kb.store.tables.predicates import SHOWN_STATUSES


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedText:
    """A card whose text was changed in Anki."""

    card: CardId
    prompt: str
    """As it is here."""
    sides: Sides
    """As they are in Anki, as Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChanges:
    """What was changed in Anki."""

    changed: tuple[ChangedText, ...]
    """There alone."""
    conflicts: tuple[str, ...]
    """Prompts of cards that were changed here, too."""


async def changed_texts(
    store: Store, collection: Collection, known: Mapping[int, CardId]
) -> TextChanges:
    """Return which texts of cards were changed in Anki since kb exported them.

    Args:
        store: of the cards.
        collection: of a package.
        known: which cards of the collection are cards here, by their ids there.
    """
    changed_notes = {
        note.id: (note, origin)
        for note in collection.notes
        if (origin := origin_of(note.fields)) is not None and is_changed(note.fields, origin)
    }
    places: dict[int, dict[int, CardId]] = defaultdict(dict)
    for row in collection.cards if changed_notes else ():
        if row.note in changed_notes and row.id in known:
            places[row.note][row.ordinal] = known[row.id]
    ids = {card for of_note in places.values() for card in of_note.values()}
    async with store.reading() as transaction:
        stored = await stored_cards(transaction, CardFilter(card_ids=ids)) if ids else ()
        folders = {card.folder for card in stored}
        finder = await attachment_finder(transaction, folders, SHOWN)
    # A card that is in no note any more has a history, and no text.
    cards = {card.card_id: card for card in stored if card.status in SHOWN_STATUSES}
    changed: list[ChangedText] = []
    conflicts: list[str] = []
    for note_id, of_note in places.items():
        note, origin = changed_notes[note_id]
        here = {number: cards[card] for number, card in of_note.items() if card in cards}
        if not here:
            continue
        comparison = _Comparison(note, origin, here, finder)
        changed += comparison.changed
        conflicts += comparison.conflicts
    return TextChanges(changed=tuple(changed), conflicts=tuple(conflicts))


async def take_texts(
    transaction: Transaction, texts: Iterable[ChangedText], moment: Moment
) -> None:
    """Make texts the user's own wordings; their notes are not changed."""
    await reword_in(transaction, {text.card: text.sides for text in texts}, moment)


class _Comparison:
    """Compares the texts of one note of Anki's with those of its cards here."""

    def __init__(
        self,
        note: NoteRow,
        origin: NoteOrigin,
        cards: Mapping[int, StoredCard],
        finder: AttachmentFinder,
    ) -> None:
        self.changed: list[ChangedText] = []
        self.conflicts: list[str] = []
        self._names: dict[str, str] = {}
        """How notes write files, by their names in Anki."""
        here = digest_of(self._fields(note, cards, finder))
        if here == digest_of(note.fields):
            return
        sides = self._sides(note)
        for ordinal, card in cards.items():
            there = sides.get(ordinal)
            # HTML may be another one though its text was taken over before.
            if there == (card.front, card.back):
                continue
            if here != origin.digest or there is None or not all(there):
                self.conflicts.append(card.front)
            else:
                self.changed.append(ChangedText(card=card.card_id, prompt=card.front, sides=there))

    def _fields(
        self, note: NoteRow, cards: Mapping[int, StoredCard], finder: AttachmentFinder
    ) -> Sequence[str]:
        """Return the fields as kb would export them now."""
        first = cards[min(cards)]

        def name_of_media(written: str) -> str | None:
            file = finder.find(written, folder=first.folder, note=first.path, line=first.line)
            if file is None:
                return None
            self._names.setdefault(file.name, written)
            return file.name

        leads = note.note_type != CLOZE_ID
        siblings = {
            ordinal: Sibling(
                card.card_id,
                card.uid,
                note.guid,
                leads and ordinal == FORWARD,
                card.kind,
                card.front,
                card.back,
            )
            for ordinal, card in cards.items()
        }
        notes = Gathered(guid=note.guid, cards=siblings, cloze=note.note_type == CLOZE_ID)
        return text_fields(notes, name_of_media)[1]

    def _sides(self, note: NoteRow) -> Mapping[int, Sides]:
        """Return the sides of the cards as they are in Anki."""
        front, back = (field_markdown(note.fields[at], self._written) for at in (FRONT, BACK))
        if note.note_type == CLOZE_ID:
            sides = cloze_sides(front)
            return {number: Sides(*map(str.strip, both)) for number, both in sides.items()}
        return {FORWARD: Sides(front, back), REVERSE: Sides(back, front)}

    def _written(self, name: str) -> str:
        return f"![[{self._names.get(name, name)}]]"
