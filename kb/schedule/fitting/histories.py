"""The log as light rows, for what reads the answers of years at once.

They are named tuples, for which the replay of 100,000 answers takes a tenth of the time that it
takes with the entries of :mod:`kb.schedule.log`, which say more.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from kb.schedule.fsrs import Model
from kb.schedule.memory import CardId


class EventKind(StrEnum):
    """What an entry of the log is."""

    REVIEW = "review"
    RESET = "reset"
    RESCHEDULE = "reschedule"
    ADOPTED = "adopted"
    VOID = "void"


class PastEvent(NamedTuple):
    """An entry of the log; see :class:`kb.schedule.log.LogEntry`."""

    card: CardId
    tick: int
    uid: str
    kind: str
    """An :class:`EventKind`."""
    at_ms: int
    """Milliseconds since 1970."""
    day: int
    """The proleptic Gregorian ordinal of the study day; of the last answer, of an adopted one."""
    rating: int
    """From 1 to 4; 0 if it is no answer."""
    voids: str | None
    stability_days: float
    """Of where the card stood in another program; else 0."""
    difficulty: float
    """Likewise."""


Memorised = tuple[float, float]
"""Stability, in days, and difficulty."""


def standing_events(events: Sequence[PastEvent]) -> list[PastEvent]:
    """Return what was not undone, without undos, as :func:`kb.schedule.log.living` does.

    Args:
        events: of one card, in the order of the log.
    """
    if not any(event.kind == EventKind.VOID for event in events):
        return list(events)
    voided: set[str | None] = set()
    stands = []
    for event in reversed(events):
        if event.uid in voided:
            continue
        if event.kind == EventKind.VOID:
            voided.add(event.voids)
        else:
            stands.append(event)
    return stands[::-1]


def memorised(stands: Iterable[PastEvent], model: Model) -> Memorised | None:
    """Return what :func:`kb.schedule.log.replay` gives of a memory that depends on the weights.

    None if the card is new.

    Args:
        stands: those of one card that were not undone, in the order of the log.
        model: with the weights that hold now.
    """
    memory: Memorised | None = None
    last = 0
    for event in stands:
        kind = event.kind
        if kind == EventKind.REVIEW:
            day = event.day
            if memory is None:
                memory, last = model.first(event.rating), day
            else:
                memory = model.next(*memory, event.rating, max(0, day - last))
                last = max(last, day)
        elif kind == EventKind.ADOPTED:
            memory, last = (event.stability_days, event.difficulty), event.day
        elif kind == EventKind.RESET:
            memory = None
    return memory
