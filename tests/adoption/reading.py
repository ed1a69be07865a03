"""Notes of the tests' own, and what other programs' histories in them are taken for."""

from datetime import date

from kb.adoption.history import Schedule
from kb.adoption.notes import schedules_in
from kb.cards.generate import cards_of
from kb.cards.rules import DEFAULT_CARD_RULES, CardRules
from kb.notes.note import Note
from kb.notes.parse import parse_note

DECK = "#flashcards\n\n"


def note_of(text: str, path: str = "Note.md") -> Note:
    return parse_note(path, text)[0]


def schedules(text: str, rules: CardRules = DEFAULT_CARD_RULES) -> dict[str, Schedule]:
    """Return the schedule of each card in a note that has one, by the card's front."""
    note = note_of(text)
    fronts = {
        (card.generator, card.anchor): card.front for card in cards_of(note, text, rules=rules)
    }
    placed, _ = schedules_in(note, text, rules)
    return {
        fronts[schedule.generator, schedule.anchor]: schedule.history.schedule
        for schedule in placed
        if schedule.history.schedule is not None
    }


def days_due(text: str, rules: CardRules = DEFAULT_CARD_RULES) -> dict[str, int]:
    """Return the day of the month on which each card is due, by the card's front."""
    return {front: schedule.due.day for front, schedule in schedules(text, rules).items()}


def told(text: str, rules: CardRules = DEFAULT_CARD_RULES) -> list[tuple[str, int]]:
    """Return the code and the line of each problem."""
    _, problems = schedules_in(note_of(text), text, rules)
    return [(problem.code, problem.line) for problem in problems]


def sm2(day: int) -> str:
    """Return a segment of a card that is due on a day of August 2024."""
    return f"!{date(2024, 8, day)},4,250"
