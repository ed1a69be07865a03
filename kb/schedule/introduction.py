"""The order in which notes bring their new cards."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from kb.schedule.options import ScheduleOptions

NOTES_AHEAD: Final = 300
"""Of how many notes, in the order of import, the day's new cards are chosen."""


def introduction_order(
    notes: Iterable[int],
    levels: Mapping[int, int],
    requires: Mapping[int, Collection[int]],
    unmet: Collection[int],
) -> tuple[int, ...]:
    """Return notes in the order in which their new cards are offered: foundations first.

    It is an order, not a gate: a note whose foundations are never learnt comes later, but comes.
    Notes whose foundations were met come first; among them, and among the others, by level.

    Args:
        notes: those with new cards.
        levels: of each note: above all notes that it requires, equal within a cycle.
        requires: the notes that each requires.
        unmet: notes with cards that were never answered.
    """

    def place(note: int) -> tuple[bool, int, int]:
        level = levels.get(note, 0)
        waits = any(
            required in unmet and levels.get(required, 0) != level
            for required in requires.get(note, ())
        )
        return waits, level, note

    return tuple(sorted(notes, key=place))


def fills_day(notes: Iterable[int], presets: Mapping[int, str], settings: ScheduleOptions) -> bool:
    """Return whether notes with new cards are enough for the limit of each preset."""
    counts = Counter(presets[note] for note in notes)
    return all(counts[name] >= settings.preset(name).new_per_day for name in settings.presets)


def first_of_presets(
    notes: Iterable[int], presets: Mapping[int, str], most: int
) -> tuple[int, ...]:
    """Return the first notes of each preset, so that those of one do not crowd out the others."""
    counts: Counter[str] = Counter()
    chosen = []
    for note in notes:
        counts[presets[note]] += 1
        if counts[presets[note]] <= most:
            chosen.append(note)
    return tuple(chosen)
