"""Which notes' new cards a day begins with: foundations first."""

from collections import Counter
from typing import Final

from kb.app.review.foundations import foundation_levels
from kb.app.review.presets import presets_of
from kb.config import Settings
from kb.graph.resolve import NoteId
from kb.schedule.introduction import introduction_order
from kb.schedule.queue import Today
from kb.store.file.store import Transaction
from kb.store.review import queue as waiting
from kb.store.review.queue import Scope

_NOTES_AHEAD: Final = 300
"""Notes, in the order in which they were imported, among which the day's new cards are chosen."""


async def notes_to_learn(
    transaction: Transaction, today: Today, scope: Scope, settings: Settings
) -> tuple[int, ...]:
    """Returns notes with new cards, in the order in which these are offered."""
    if all(today.settings.preset(name).new_per_day == 0 for name in today.settings.presets):
        return ()
    levels, requires = await foundation_levels(transaction, settings)
    first = await _new_notes(transaction, today, scope)
    needed = {note for each in first for note in requires.get(each, ())}
    unmet = await waiting.notes_with_new(transaction, needed, day=today.day)
    return introduction_order(first, levels, requires, unmet)


async def _new_notes(transaction: Transaction, today: Today, scope: Scope) -> tuple[NoteId, ...]:
    """Returns the notes with new cards among which the day's are chosen.

    Where tags have limits of their own, the notes of one must not stand in the way of others.
    """
    first = await waiting.new_notes(transaction, scope, day=today.day, limit=_NOTES_AHEAD)
    plan = today.settings
    if not plan.by_tag or len(first) < _NOTES_AHEAD:
        return first
    presets = await presets_of(transaction, first, plan)
    found = Counter(presets.values())
    if all(found[name] >= plan.preset(name).new_per_day for name in plan.presets):
        return first
    every = await waiting.new_notes(transaction, scope, day=today.day)
    presets = await presets_of(transaction, every, plan)
    left = dict.fromkeys(plan.presets, _NOTES_AHEAD)
    chosen = []
    for note in every:
        if left[presets[note]] > 0:
            left[presets[note]] -= 1
            chosen.append(note)
    return tuple(chosen)
