"""The rows that a session is made of: light, for there may be tens of thousands on a day.

They are named tuples because making one costs a quarter of what a frozen dataclass does.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from kb.schedule.memory import CardId, State


class DueCard(NamedTuple):
    """A card with a memory that may be wanted today."""

    card: CardId
    note: int
    fact: str
    """Cards of one note with an equal fact ask for the same thing: they are siblings."""
    kind: str
    """Which way it asks; people answer the ways at different speeds."""
    preset: str
    """By what name its settings go; see :meth:`kb.schedule.settings.ScheduleSettings.preset`."""
    state: State
    due: datetime
    stability_days: float
    difficulty: float
    last_day: date
    tempo: float = 1.0
    """How many times as long its answers take as those to other cards of its kind."""


class NewCard(NamedTuple):
    """A card that was never answered."""

    card: CardId
    note: int
    fact: str
    kind: str
    preset: str


class SeenCard(NamedTuple):
    """A card that was answered on this study day, whatever became of it."""

    card: CardId
    note: int
    fact: str
    preset: str
    first: State
    """What it was before its first answer of the day that was not taken back."""


Card = DueCard | NewCard


class Order(StrEnum):
    """In which order reviews come."""

    GAIN = "gain"
    """What adds most to what will be known over a year, for the time it takes."""
    DUE = "due"
    """What is due longest."""
    RANDOM = "random"
    EASY = "easy"
    """What is remembered best."""
