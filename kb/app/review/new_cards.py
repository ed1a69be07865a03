"""The notes whose new cards a day begins with: foundations first."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from kb.app.review.schedule_settings import presets_of
from kb.config.settings import Settings
from kb.graph.concepts import Concept
from kb.graph.order import foundations_first, requirement_labels
from kb.graph.resolve import NoteId
from kb.schedule.introduction import (
    NOTES_AHEAD,
    fills_day,
    first_of_presets,
    introduction_order,
)
from kb.schedule.queue import Today
from kb.store.file.store import Transaction
from kb.store.graph.edges import edges_related_by
from kb.store.review.queue import Scope, new_notes, notes_with_new


async def notes_to_learn(
    transaction: Transaction,
    today: Today,
    scope: Scope,
    settings: Settings,
    *,
    asked: int | None = None,
) -> tuple[int, ...]:
    """Return notes with new cards, in the order in which their cards are offered.

    ``asked`` is how many new cards the learner asked for, whatever the limit of the day.
    """
    if asked == 0:
        return ()
    limits = (today.settings.preset(name).new_per_day for name in today.settings.presets)
    if asked is None and not any(limits):
        return ()
    levels, requires = await foundation_levels(transaction, settings)
    notes = await _candidates(transaction, today, scope, max(NOTES_AHEAD, asked or 0))
    required = {note for candidate in notes for note in requires.get(candidate, ())}
    unmet = await notes_with_new(transaction, required, day=today.day)
    return introduction_order(notes, levels, requires, unmet)


async def foundation_levels(
    transaction: Transaction, settings: Settings
) -> tuple[Mapping[int, int], Mapping[int, Collection[int]]]:
    """Return the level of each note, and the notes that each requires.

    A note that requires none has level 0, as have all that are not in the mapping; others are one
    above the highest that they require. Notes that require each other in a cycle share a level.
    """
    labels = requirement_labels(settings.fields.requires)
    requires: dict[Concept, list[Concept]] = defaultdict(list)
    for edge in await edges_related_by(transaction, labels):
        requires[edge.source].append(edge.target)
    concepts = {*requires, *(concept for targets in requires.values() for concept in targets)}
    levels: dict[Concept, int] = {}
    for group in foundations_first(sorted(concepts, key=str), requires):
        below = [
            levels[required]
            for concept in group
            for required in requires.get(concept, ())
            if required not in group
        ]
        levels |= dict.fromkeys(group, 1 + max(below, default=-1))
    return (
        {concept: level for concept, level in levels.items() if isinstance(concept, int)},
        {
            concept: [required for required in targets if isinstance(required, int)]
            for concept, targets in requires.items()
            if isinstance(concept, int)
        },
    )


async def _candidates(
    transaction: Transaction, today: Today, scope: Scope, most: int
) -> tuple[NoteId, ...]:
    """Return the notes with new cards of which the day's are chosen.

    Where tags have limits of their own, the notes of one must not crowd out those of others.
    """
    first = await new_notes(transaction, scope, day=today.day, limit=most)
    options = today.settings
    if not options.by_tag or len(first) < most:
        return first
    if fills_day(first, await presets_of(transaction, first, options), options):
        return first
    every = await new_notes(transaction, scope, day=today.day)
    presets = await presets_of(transaction, every, options)
    return tuple(map(NoteId, first_of_presets(every, presets, most)))
