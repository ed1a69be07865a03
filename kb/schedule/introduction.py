"""In which order notes are met: foundations first.

An order, and no gate: a note whose foundations are never learnt comes later than others, and comes.
"""

from collections.abc import Collection, Iterable, Mapping


def introduction_order(
    notes: Iterable[int],
    levels: Mapping[int, int],
    requires: Mapping[int, Collection[int]],
    unmet: Collection[int],
) -> tuple[int, ...]:
    """Returns the notes in the order in which their new cards are offered.

    Those whose foundations are known come first; among them, and among the others, by level.

    Args:
        notes: that have new cards.
        levels: of each note; above all that it requires, and the same within a circle.
        requires: what each should come after.
        unmet: notes with cards that were never answered.
    """

    def place(note: int) -> tuple[bool, int, int]:
        own = levels.get(note, 0)
        waits = any(
            needed in unmet and levels.get(needed, 0) != own for needed in requires.get(note, ())
        )
        return waits, own, note

    return tuple(sorted(notes, key=place))
