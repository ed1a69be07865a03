"""Notes of Anki made of kb's cards: fields, tags, decks and the way back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from math import ceil
from pathlib import Path, PurePosixPath
from typing import Final

from kb.anki.collection import NoteRow
from kb.anki.gathering import Gathered, Sibling, no_cloze
from kb.anki.kinds import (
    ADD_REVERSE,
    BACK,
    BASIC_ID,
    CLOZE_ID,
    FIELDS,
    FORWARD,
    FRONT,
    HEADINGS,
    LINK,
    OMIT_FORWARD,
    ORIGIN,
    REVERSE,
)
from kb.anki.origin import NoteOrigin, digest_of
from kb.anki.places import (
    ankis_tag,
    deck_name,
    deck_of_tag,
    headings_html,
    link_html,
    obsidian_address,
)
from kb.anki.text.cloze import Sides, cloze_html
from kb.anki.text.html import SOUNDS, NameOfMedia, field_html
from kb.app.cards.selection import CardSelection, resolve_selection
from kb.app.exchange.attachments import Attachment, AttachmentFinder
from kb.cards.card import Status
from kb.graph.resolve import NoteId
from kb.html.media import PICTURES
from kb.schedule.days import Moment
from kb.schedule.memory import CardId
from kb.store.cards.cards import StoredCard, stored_cards
from kb.store.exchange.siblings import StoredSibling
from kb.store.file.store import Transaction

FOR_ANKI: Final = frozenset({Status.ACTIVE, Status.SUSPENDED})
"""The cards that go to Anki, unless fewer are asked for."""
SHOWN: Final = PICTURES | SOUNDS
"""The extensions of the files that go with notes."""
TEXTS_SINCE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""When kb last changed how it writes texts for Anki; Anki takes a text only if it is newer."""
_VAULT: Final = ".obsidian"
_YES: Final = "y"


class LinkBack(StrEnum):
    """How a note in Anki leads back to the note that it comes from."""

    OBSIDIAN = "obsidian"
    """By the name of its vault, if it is in one."""
    FILE = "file"
    """By its path on this machine."""
    NONE = "none"


class DeckBy(StrEnum):
    """What decks are made of, unless all cards go into one."""

    FOLDER = "folder"
    TAG = "tag"


@dataclass(slots=True, kw_only=True)
class NoteMaker:
    """Makes notes of Anki, one after the other."""

    tags: Mapping[NoteId, Sequence[str]]
    read_at: Mapping[NoteId, datetime]
    worded_at: Mapping[CardId, datetime]
    decks: str
    """One of :class:`DeckBy`, or the name of one deck for all."""
    link_back: LinkBack
    finder: AttachmentFinder
    _vaults: dict[Path, Path | None] = field(default_factory=dict)
    _decks: dict[NoteId, str] = field(default_factory=dict)
    _links: dict[NoteId, str] = field(default_factory=dict)

    def note(self, gathered: Gathered, cards: Mapping[int, StoredCard], note_id: int) -> NoteRow:
        """Return the note of some cards.

        Args:
            gathered: which cards, and under which guid.
            cards: as they are stored, by their numbers.
            note_id: in the package.
        """
        first = cards[gathered.first.card]
        attached: list[Attachment] = []

        def name_of_media(written: str) -> str | None:
            file = self.finder.find(written, folder=first.folder, note=first.path, line=first.line)
            if file is not None:
                attached.append(file)
            return file.name if file is not None else None

        gathered, fields = text_fields(gathered, name_of_media)
        fields[HEADINGS] = headings_html(first.context)
        fields[LINK] = self._link(first)
        uids = {ordinal: card.uid for ordinal, card in gathered.cards.items()}
        fields[ORIGIN] = NoteOrigin(uids=uids, digest=digest_of(fields)).text
        changes = [TEXTS_SINCE.timestamp(), self.read_at[first.note_id].timestamp()]
        changes += [file.changed_at for file in attached]
        changes += [
            self.worded_at[CardId(card.card)].timestamp()
            for card in gathered.cards.values()
            if card.card in self.worded_at
        ]
        return NoteRow(
            id=note_id,
            guid=gathered.guid,
            note_type=CLOZE_ID if gathered.cloze else BASIC_ID,
            fields=tuple(fields),
            tags=tuple(map(ankis_tag, self.tags.get(first.note_id, ()))),
            modified=ceil(max(changes)),
        )

    def deck(self, card: StoredCard) -> str:
        """Return the deck of a card that Anki does not know yet."""
        if card.note_id not in self._decks:
            self._decks[card.note_id] = self._deck_of_note(card)
        return self._decks[card.note_id]

    def _deck_of_note(self, card: StoredCard) -> str:
        if self.decks == DeckBy.FOLDER:
            return deck_name((Path(card.folder).name, *PurePosixPath(card.path).parts[:-1]))
        if self.decks == DeckBy.TAG:
            tags = self.tags.get(card.note_id, ())
            return deck_of_tag(tags[0]) if tags else deck_name((Path(card.folder).name,))
        return deck_name(self.decks.split("::"))

    def _link(self, card: StoredCard) -> str:
        if card.note_id not in self._links:
            self._links[card.note_id] = link_html(card.note, self._address(card))
        return self._links[card.note_id]

    def _address(self, card: StoredCard) -> str | None:
        file = Path(card.folder, card.path)
        if self.link_back is LinkBack.FILE:
            return file.as_uri()
        vault = self._vault_of(file.parent) if self.link_back is LinkBack.OBSIDIAN else None
        if vault is None:
            return None
        return obsidian_address(vault.name, file.relative_to(vault).as_posix())

    def _vault_of(self, folder: Path) -> Path | None:
        if folder not in self._vaults:
            vaults = (place for place in (folder, *folder.parents) if (place / _VAULT).is_dir())
            self._vaults[folder] = next(vaults, None)
        return self._vaults[folder]


async def cards_for_anki(
    transaction: Transaction, selection: CardSelection, moment: Moment
) -> tuple[StoredCard, ...]:
    """Return the selected cards that go to Anki.

    Raises:
        NotFoundError: there is no such card or note.
        QueryError: the query cannot be read.
    """
    which = await resolve_selection(transaction, selection, moment)
    wanted = which.statuses or (which.asked.statuses if which.asked else None)
    statuses = FOR_ANKI & set(wanted) if wanted else FOR_ANKI
    cards = await stored_cards(transaction, replace(which, statuses=statuses or FOR_ANKI))
    selection.refuse_unknown([card.card_id for card in cards])
    return cards


def siblings_of(cards: Iterable[StoredSibling]) -> list[Sibling]:
    """Return cards as such that may belong to a note."""
    return [
        Sibling(card.card_id, card.uid, card.family, card.leads, card.kind, card.front, card.back)
        for card in cards
    ]


def text_fields(gathered: Gathered, name_of_media: NameOfMedia) -> tuple[Gathered, list[str]]:
    """Return the fields of a note with only its texts, and which cards they are of.

    That is one card alone, if the text of its clozes cannot be told.

    Args:
        gathered: which cards make the note.
        name_of_media: gives the names of their pictures and sounds.
    """
    fields = [""] * len(FIELDS)
    if gathered.cloze:
        sides = {ordinal: Sides(card.front, card.back) for ordinal, card in gathered.cards.items()}
        text = cloze_html(sides, name_of_media)
        if text is not None:
            fields[FRONT] = text
            return gathered, fields
        # As far as is known, only a mark inside an address does that.
        gathered = no_cloze(gathered.first)
    forward, reverse = gathered.cards.get(FORWARD), gathered.cards.get(REVERSE)
    front, back = (
        (forward.front, forward.back)
        if forward is not None
        else (gathered.first.back, gathered.first.front)
    )
    fields[FRONT], fields[BACK] = field_html(front, name_of_media), field_html(back, name_of_media)
    fields[ADD_REVERSE] = _YES if reverse is not None else ""
    fields[OMIT_FORWARD] = _YES if forward is None else ""
    return gathered, fields
