"""A history of a card in another program, and the card of a note that it belongs to."""

from dataclasses import dataclass

from kb.adoption.history import History
from kb.cards.rules import Key
from kb.notes.names import name_key
from kb.notes.note import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSchedule:
    """A card's history, and the name of the card in its note."""

    generator: str
    anchor: str
    line: int
    """Of the card, counted from 1 in the note's file."""
    history: History


def key_in_note(note: Note, key: Key) -> str:
    """Return a name for a card of a program that has none, the same wherever the note lies.

    Args:
        note: the note; it is known by the id that the user gave it, or else by its title.
        key: what kb calls the card in the note.
    """
    return "\0".join((note.note_id or name_key(note.title), *key))
