"""The schedules that other programs keep in a note, each with the card of kb that it is of."""

from collections.abc import Mapping, Sequence
from typing import Final

from kb.adoption.logseq import MARK, schedules_in_properties
from kb.adoption.obsidian_sr import schedules_in_comments, schedules_in_data
from kb.adoption.placed import PlacedSchedule
from kb.cards.generate import placed_cards
from kb.cards.rules import DEFAULT_CARD_RULES, CardRules
from kb.cards.syntax.lines import SCHEDULE, page_of
from kb.notes.note import Note
from kb.notes.problem import Problem

_NO_ENTRIES: Final[Mapping[str, Sequence[object]]] = {}


def schedules_in(
    note: Note,
    text: str,
    rules: CardRules = DEFAULT_CARD_RULES,
    *,
    entries: Mapping[str, Sequence[object]] = _NO_ENTRIES,
) -> tuple[tuple[PlacedSchedule, ...], tuple[Problem, ...]]:
    """Return the schedules in a note with the cards that they are of, and what has no card.

    Both are in the order of lines. Each card has one at most; cards that were never reviewed have
    none. Most notes are told apart from those with schedules at once.

    Args:
        note: the note.
        text: what its file says, for the numbers of lines.
        rules: by which its cards are read.
        entries: what the data file of Obsidian Spaced Repetition has for cards, by the ids of
            blocks; see :func:`kb.adoption.obsidian_sr.card_entries`.
    """
    commented, in_properties = SCHEDULE in note.body, MARK in note.body
    if not (commented or in_properties or (entries and "^sr-" in note.body)):
        return (), ()
    page, cards = page_of(note.body), placed_cards(note, text, rules)
    placed: dict[tuple[str, str], PlacedSchedule] = {}
    problems: list[Problem] = []
    for of_one_program, told in (
        schedules_in_comments(note, text, page, cards, rules) if commented else ((), ()),
        schedules_in_data(note, page, cards, rules, entries) if entries else ((), ()),
        schedules_in_properties(note, text, page, cards) if in_properties else ((), ()),
    ):
        for schedule in of_one_program:
            placed.setdefault((schedule.generator, schedule.anchor), schedule)
        problems += told
    problems.sort(key=lambda problem: problem.line)
    return tuple(sorted(placed.values(), key=lambda each: each.line)), tuple(problems)
