"""A history of a card in another program, and the card of a note that it belongs to."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from kb.adoption.history import History, Program, Schedule, When
from kb.cards.generate import PlacedCard
from kb.cards.rules import Key
from kb.notes.names import name_key
from kb.notes.note import Note
from kb.notes.problem import Problem, warning


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


@dataclass(slots=True, kw_only=True)
class Placing:
    """The schedules of one note as they are placed, and what is told of them."""

    program: Program
    note: Note
    placed: dict[Key, PlacedSchedule] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, line: int, code: str, message: str) -> None:
        """Report what could not be read or placed."""
        self.problems.append(warning(self.note.path, line, code, message))

    def place(self, card: PlacedCard, schedule: Schedule) -> None:
        """Give a card its schedule; of two for one card, the one that was answered last stays."""
        key = key_in_note(self.note, card.key)
        new = PlacedSchedule(
            generator=card.key[0],
            anchor=card.key[1],
            line=card.line,
            history=History(program=self.program, key=key, schedule=schedule),
        )
        known = self.placed.setdefault(card.key, new)
        if known is new:
            return
        message = (
            f"The card stands in this note twice, and has a schedule in each place (line "
            f"{known.line}). Of the two, kb takes the one that was answered last."
        )
        self.tell(card.line, "schedule-of-double", message)
        if known.history.schedule and _moment(schedule.last) > _moment(known.history.schedule.last):
            self.placed[card.key] = new


def _moment(when: When) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time.min, UTC)
