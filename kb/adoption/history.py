"""The history of a card in another program: its answers there, or only where it stands.

What there may be half a million of is a named tuple, which is quick to make.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from kb.schedule.memory import Rating, State


class Program(StrEnum):
    """Where a history comes from. The value stands in the log, so it never changes."""

    ANKI = "anki"
    OBSIDIAN_SR = "obsidian-sr"
    LOGSEQ = "logseq"
    HASHCARDS = "hashcards"
    REVIEWS = "reviews"
    """A table of answers, of whatever program."""

    @property
    def name_for_people(self) -> str:
        """Its name as people write it."""
        return _TITLES[self]


_TITLES: Final = {
    Program.ANKI: "Anki",
    Program.OBSIDIAN_SR: "Obsidian Spaced Repetition",
    Program.LOGSEQ: "Logseq",
    Program.HASHCARDS: "hashcards",
    Program.REVIEWS: "a table of reviews",
}


When = date | datetime
"""A study day where the program says no more; otherwise a moment, aware, in UTC."""


class PastAnswer(NamedTuple):
    """An answer that was given in another program."""

    at: datetime
    """In UTC, to the millisecond; no two of one card are equal."""
    rating: Rating
    state_before: State
    state_after: State
    """Any but new."""
    wait: timedelta
    """From the answer until the card was due: whole study days if it is in review then."""
    duration_ms: int | None = None


class PastReset(NamedTuple):
    """The card was made new again in the other program."""

    at: datetime


class PastReschedule(NamedTuple):
    """The learner chose in the other program when the card is due."""

    at: datetime
    wait: timedelta
    """Whole study days."""


PastEvent = PastAnswer | PastReset | PastReschedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Where a card stands in another program that keeps no answers."""

    due: When
    last: When
    """When it was answered last."""
    state: State
    """Any but new."""
    stability_days: float
    """Above 0."""
    difficulty: float
    """From 1 to 10."""
    reps: int
    lapses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What another program knows of one card. It has events, or a schedule, or both.

    A schedule beside events tells where the card stands after the last of them.
    """

    program: Program
    key: str
    """Names the card in that program, the same whenever and wherever it is read."""
    events: Sequence[PastEvent] = ()
    """In the order of time."""
    schedule: Schedule | None = None
    earlier: Schedule | None = None
    """Where it stood before the first event, if it had been answered before and that is lost."""
