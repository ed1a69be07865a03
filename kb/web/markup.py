"""Texts of notes and cards as harmless HTML, with their links and files where the page has them."""

from typing import Final
from urllib.parse import quote, urlencode

from kb.app.notes.meanings import Meanings, target_key
from kb.app.sanitize import safe
from kb.cards.card import CardKind
from kb.graph.resolve import NoteId
from kb.html.destinations import Destinations, EmbeddedText
from kb.html.parser import anchor_of
from kb.html.parts import part_of
from kb.html.render import card_html, note_html
from kb.notes.names import name_key
from kb.store.cards.cards import StoredCard
from kb.store.notes.whole_note import WholeNote

NOTHING: Final = Meanings(notes={}, files={}, texts={})
"""Where no name has a meaning."""


def note_markup(note: WholeNote, meanings: Meanings, *, line_breaks: bool) -> str:
    """Return the HTML of a note's text, without a first heading that only repeats its title."""
    body = note.body.lstrip("\n")
    first, _, rest = body.partition("\n")
    if first.startswith("# ") and name_key(first[2:].strip(" #")) == name_key(note.title):
        body = rest
    return note_html(body, destinations(meanings), line_breaks=line_breaks)


def card_markup(card: StoredCard, meanings: Meanings) -> tuple[str, str]:
    """Return the HTML of both sides of a card."""
    places, is_cloze = destinations(meanings, here=card.note_id), card.kind is CardKind.CLOZE
    front = card_html(safe(card.front), places, is_cloze=is_cloze)
    return front, card_html(safe(card.back), places)


def destinations(meanings: Meanings, *, here: NoteId | None = None) -> Destinations:
    """Return where in the page that is to be had which the texts of a note name.

    Args:
        meanings: of the names in the note.
        here: the note, if its text stands on another page than its own.
    """

    def note(target: str, subpath: str) -> str | None:
        if not target:
            return address_of(here, subpath) if here else f"#{quote(anchor_of(subpath))}"
        note_id = meanings.notes.get(target_key(target))
        return None if note_id is None else address_of(note_id, subpath)

    def file(written: str) -> str | None:
        name = target_key(written)
        for key in (name, name.partition("#")[0].rstrip()):
            if key in meanings.files:
                return f"/attachment/{meanings.files[key]}"
        return None

    def text(target: str, subpath: str) -> EmbeddedText | None:
        note_id = meanings.notes.get(target_key(target))
        shown = meanings.texts.get(note_id) if note_id is not None else None
        markdown = part_of(shown.body, subpath) if shown else None
        if note_id is None or shown is None or markdown is None:
            return None
        return EmbeddedText(shown.title, address_of(note_id, subpath), markdown)

    return Destinations(note=note, file=file, text=text, tag=tag_address)


def address_of(note_id: NoteId, subpath: str = "") -> str:
    """Return the address of a note, or of a part of it."""
    return f"/note/{note_id}" + (f"#{quote(anchor_of(subpath))}" if subpath else "")


def tag_address(tag: str) -> str:
    """Return the address of the search for a tag."""
    return f"/search?{urlencode({'q': f'tag:{tag}'})}"
