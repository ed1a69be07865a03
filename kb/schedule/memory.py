"""What kb remembers of a card, and when the card is due: the values the whole schedule works on."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import IntEnum, StrEnum
from typing import Final, NewType, Self

CardId = NewType("CardId", int)
"""Identifies a card in this store."""
WeightsId = NewType("WeightsId", int)
"""Identifies a set of weights in this store, and the engine they were used with."""

ENGINE: Final = "FSRS-6 / fsrs 6.3.2"
"""The memory model, and the version of the package ``fsrs`` whose behaviour it has.

A release of ``fsrs`` that gives other memories for the same answers needs another name here:
stores then replay their logs. :func:`kb.schedule.fsrs.unlike_reference` compares.
"""


class Rating(IntEnum):
    """How well the learner recalled the answer, in their own judgment."""

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
        """Whether the learner recalled the answer; Hard means with difficulty."""
        return self is not Rating.AGAIN

    @classmethod
    def read(cls, text: str) -> Self:
        """Parse a rating: its word, or a number from 1 to 4.

        Raises:
            ValueError: ``text`` is neither.
        """
        word = text.strip().casefold()
        for rating in cls:
            if word in (rating.word, str(rating.value)):
                return rating
        raise ValueError("again, hard, good or easy, or a number from 1 to 4")


class State(StrEnum):
    """The state of a card, as in Anki. A new card has no memory."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"

    @property
    def in_steps(self) -> bool:
        """Whether the card is in short steps, and so due at a time of day."""
        return self in (State.LEARNING, State.RELEARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What FSRS knows of a card that was answered at least once."""

    stability_days: float
    """The days in which the chance of recall falls to 0.9; above 0."""
    difficulty: float
    """From 1 to 10."""
    state: State
    """Any but new."""
    step: int | None
    """The learning or relearning step, from 0; none in review."""
    last_day: date
    """The latest study day on which it was answered."""

    def __post_init__(self) -> None:
        if self.state is State.NEW:
            raise ValueError("a new card has no memory")
        if self.state.in_steps != (self.step is not None):
            raise ValueError(f"a card in {self.state} with step {self.step}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a card stands in its schedule: what the log keeps, and no other model changes."""

    state: State
    """Any but new."""
    step: int | None
    """As in :class:`Memory`."""
    due: datetime
    """As in :class:`Scheduled`."""
    last_day: date
    """As in :class:`Memory`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A memory, and when its card is due."""

    memory: Memory
    due: datetime
    """In UTC. A card in steps is due at this time; a card in review on the study day of which
    this is midnight."""

    @property
    def standing(self) -> Standing:
        """What the log keeps of it."""
        memory = self.memory
        return Standing(
            state=memory.state, step=memory.step, due=self.due, last_day=memory.last_day
        )


def due_on(scheduled: Scheduled, day: date) -> Scheduled:
    """Return a card that is due on a study day, and out of its steps; its memory stays."""
    memory = replace(scheduled.memory, state=State.REVIEW, step=None)
    return Scheduled(memory=memory, due=midnight(day))


def state_of(memory: Memory | None) -> State:
    """Return the state of a card with this memory."""
    return State.NEW if memory is None else memory.state


def midnight(day: date) -> datetime:
    """Return midnight UTC, by which a study day is stored and passed to FSRS.

    It names the day; it is not when the day begins.
    """
    return datetime.combine(day, time.min, UTC)
