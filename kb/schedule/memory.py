"""What is remembered of a card, and when it is due: the values that everything here speaks of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import IntEnum, StrEnum
from typing import NewType, Self

CardId = NewType("CardId", int)
"""Names a card in the store."""


class Rating(IntEnum):
    """How an answer went, in the learner's own judgment."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4

    @property
    def word(self) -> str:
        """``again``, ``hard``, ``good`` or ``easy``."""
        return self.name.lower()

    @property
    def recalled(self) -> bool:
        """Whether the answer was known; Hard was, with trouble."""
        return self is not Rating.AGAIN

    @classmethod
    def read(cls, written: str) -> Self:
        """Returns the rating that a word or a number from 1 to 4 stands for.

        Raises:
            ValueError: it stands for none.
        """
        word = written.strip().casefold()
        for rating in cls:
            if word in (rating.word, str(rating.value)):
                return rating
        raise ValueError("again, hard, good or easy, or a number from 1 to 4")


class State(StrEnum):
    """Where a card stands. A new card is one without memory."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"

    @property
    def in_steps(self) -> bool:
        """Whether the card is on its way through short steps, and due at a moment of a day."""
        return self in (State.LEARNING, State.RELEARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What FSRS knows of a card that was answered at least once."""

    stability_days: float
    """After so many days the chance of recall has fallen to 0.9; above 0."""
    difficulty: float
    """From 1 to 10."""
    state: State
    """Any but new."""
    step: int | None
    """Which learning or relearning step the card waits in, from 0; none in review."""
    last_day: date
    """The latest study day on which it was answered."""

    def __post_init__(self) -> None:
        if self.state is State.NEW:
            raise ValueError("a new card has no memory")
        if self.state.in_steps != (self.step is not None):
            raise ValueError(f"a card in {self.state} with step {self.step}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A memory, and when the card is wanted next."""

    memory: Memory
    due: datetime
    """In UTC. A card in steps is due at this moment; a card in review on the study day of which
    this is midnight."""


def state_of(memory: Memory | None) -> State:
    """Returns the state of a card with this memory."""
    return State.NEW if memory is None else memory.state


def midnight(day: date) -> datetime:
    """Returns the moment by which a study day is stored and handed to FSRS: midnight in UTC.

    It is a name for the day, not when the day begins.
    """
    return datetime.combine(day, time.min, UTC)
