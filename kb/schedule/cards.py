"""The cards of a session, as light rows: a day may have tens of thousands.

They are named tuples because creating one costs a quarter of what a frozen dataclass does.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from kb.schedule.memory import CardId, State


class DueCard(NamedTuple):
    """A card with a memory that may be due today."""

    card: CardId
    note: int
    fact: str
    """Cards of one note with an equal fact ask for the same thing: they are siblings."""
    kind: str
    """The direction it asks in; people answer them at different speeds."""
    preset: str
    """The name of its preset; see :meth:`kb.schedule.options.ScheduleOptions.preset`."""
    state: State
    due: datetime
    stability_days: float
    difficulty: float
    last_day: date
    tempo: float = 1.0
    """How its answers' durations compare with those of other cards of its kind, as a factor."""


class NewCard(NamedTuple):
    """A card that was never answered."""

    card: CardId
    note: int
    fact: str
    kind: str
    preset: str
    written: bool = False
    """Whether it was written by hand."""


class SeenCard(NamedTuple):
    """A card that was answered on this study day."""

    card: CardId
    note: int
    fact: str
    preset: str
    first: State
    """Its state before the first answer of the day that was not undone."""


Card = DueCard | NewCard


class Order(StrEnum):
    """The order of reviews."""

    GAIN = "gain"
    """First what adds most to what will be known over a year, for the time it takes."""
    DUE = "due"
    """Most overdue first."""
    RANDOM = "random"
    EASY = "easy"
    """Best remembered first."""
