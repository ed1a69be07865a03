"""The new cards that come first because of an exam."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb.app.review.new_cards import foundation_levels
from kb.config.settings import Settings
from kb.schedule.cards import SeenCard
from kb.schedule.introduction import introduction_order
from kb.schedule.memory import State
from kb.schedule.planning.beginnings import NewCardPlan, study_days
from kb.schedule.planning.plans import Exam, Plans
from kb.schedule.queue import Today
from kb.store.file.store import Transaction
from kb.store.review.plans import planned
from kb.store.review.queue import Scope, count_new, new_notes, notes_with_new, tags_of_notes

_NOTES_AHEAD: Final = 300
"""Of how many notes of an exam the day's new cards are chosen."""
_NOTES_MORE: Final = 30
"""How many more notes are offered than cards are to be begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedNotes:
    """The notes of an exam, in the order in which their new cards are offered."""

    notes: tuple[int, ...]
    most: int
    """How many of their cards are to be begun today."""


async def wanted_notes(
    transaction: Transaction, today: Today, seen: Collection[SeenCard], settings: Settings
) -> tuple[WantedNotes, ...]:
    """Return of which notes new cards have to be begun today, for the next exam first.

    Args:
        transaction: on the store.
        today: the study day.
        seen: the cards that were answered on it.
        settings: the user's.
    """
    plans = await planned(transaction)
    wanted, earlier = [], list[int]()
    for exam in plans.exams:
        if not exam.is_ahead(today.day):
            continue
        spread = await new_card_plan(transaction, exam, plans, today.day, seen=seen)
        if most := spread.today(today.day.toordinal()):
            notes = await _notes_of(transaction, exam, today.day, settings)
            # Cards that are begun for an earlier exam count for this one, too.
            tags = await tags_of_notes(transaction, set(earlier))
            shared = [
                note for note in earlier if exam in plans.exams_of(tags.get(note, ()), today.day)
            ]
            # Each brings a card, but for a few whose siblings are asked today.
            offered = tuple(dict.fromkeys((*notes[: most + _NOTES_MORE], *shared)))
            wanted.append(WantedNotes(notes=offered, most=most))
            earlier += offered
    return tuple(wanted)


async def new_card_plan(
    transaction: Transaction,
    exam: Exam,
    plans: Plans,
    today: date,
    *,
    seen: Collection[SeenCard],
) -> NewCardPlan:
    """Return how the new cards of an exam are spread over the days until then."""
    begun = [card.note for card in seen if card.first is State.NEW]
    tags = await tags_of_notes(transaction, set(begun))
    return NewCardPlan(
        left=await count_new(transaction, Scope(tag=exam.tag), day=exam.day),
        days=study_days(today, exam.day, plans.is_free),
        begun_today=sum(exam in plans.exams_of(tags.get(note, ()), today) for note in begun),
    )


async def _notes_of(
    transaction: Transaction, exam: Exam, day: date, settings: Settings
) -> tuple[int, ...]:
    notes: Sequence[int] = await new_notes(
        transaction, Scope(tag=exam.tag), day=day, limit=_NOTES_AHEAD
    )
    levels, requires = await foundation_levels(transaction, settings)
    required = {note for one in notes for note in requires.get(one, ())}
    unmet = await notes_with_new(transaction, required, day=day)
    return introduction_order(notes, levels, requires, unmet)
