"""The log of what was answered: it only grows, and all that is known of a card follows from it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, NewType

from kb.schedule.fsrs import Model, WeightsId
from kb.schedule.memory import CardId, Rating, Scheduled, State, state_of

EntryId = NewType("EntryId", str)
"""Names an entry on every device."""
Models = Callable[[WeightsId | None], Model]
"""Gives the model with some weights; none stands for the weights that FSRS begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What all entries say."""

    uid: EntryId
    device: str
    card: CardId
    at: datetime
    """In UTC, to the millisecond. Clocks may go backwards: the order of entries is that in which
    the store learnt of them."""
    utc_offset_minutes: int
    """How far the clock on the learner's wall was ahead."""
    study_day: date
    """As the learner's calendar had it then, wherever that was."""
    before: Scheduled | None
    """What the card was; none if it was new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Entry):
    """An answer."""

    rating: Rating
    after: Scheduled
    """What the answer made of it, under the settings of that day."""
    duration_ms: int | None
    """From showing the card to the rating."""
    elapsed_days: int | None
    """Study days since the answer before; none for a new card."""
    retrievability: float | None
    """The chance of recall that was predicted; none for a new card."""
    weights_id: WeightsId | None
    """The weights it was reckoned with; none for those that FSRS begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Entry):
    """The card became new again; its history remains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Void(Entry):
    """Another entry was taken back; one that voids a void brings back what that had taken."""

    voids: EntryId
    after: Scheduled | None
    """What the card was again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a card's log comes to."""

    scheduled: Scheduled | None
    """None if the card is new."""
    reps: int
    """Answers since it was new."""
    lapses: int
    """How often it was forgotten in review since it was new."""


NEW: Final = Standing(scheduled=None, reps=0, lapses=0)
"""A card that was never answered, or was reset."""


def living(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Returns the reviews and resets that were not taken back, in their order.

    Args:
        entries: in the order of the log, which puts a void after what it voids.
    """
    return tuple(reversed(tuple(_living(reversed(tuple(entries))))))


def _living(newest_first: Iterable[Entry]) -> Iterator[Entry]:
    voided: set[EntryId] = set()
    for entry in newest_first:
        if entry.uid in voided:
            continue
        if isinstance(entry, Void):
            voided.add(entry.voids)
        else:
            yield entry


def replay(entries: Iterable[Entry], models: Models) -> Standing:
    """Returns what the log of one card comes to.

    Stability and difficulty are reckoned anew from the ratings and study days. State, step and due
    were decided under the settings of their day, and are taken as they were then.

    Args:
        entries: all those of one card, in the order of the log.
        models: gives the model of each answer's weights; one that gives the same for all reckons
            every memory anew with it.
    """
    standing = NEW
    for entry in living(entries):
        if isinstance(entry, Review):
            standing = _answered(standing, entry, models(entry.weights_id))
        else:
            standing = NEW
    return standing


def _answered(standing: Standing, review: Review, model: Model) -> Standing:
    memory = standing.scheduled.memory if standing.scheduled else None
    stability, difficulty = model.answered(memory, review.rating, review.study_day)
    lapsed = state_of(memory) is State.REVIEW and not review.rating.recalled
    learnt = replace(
        review.after.memory,
        stability_days=stability,
        difficulty=difficulty,
        last_day=max(review.study_day, memory.last_day) if memory else review.study_day,
    )
    return Standing(
        scheduled=Scheduled(memory=learnt, due=review.after.due),
        reps=standing.reps + 1,
        lapses=standing.lapses + lapsed,
    )


def undone(newest_first: Iterable[Entry], count: int) -> tuple[Entry, ...]:
    """Returns what an undo of ``count`` answers takes back: reviews and resets, newest first.

    Reads no further than it must.

    Args:
        newest_first: the log of all cards.
        count: at least 1.
    """
    found: list[Entry] = []
    for entry in _living(newest_first):
        found.append(entry)
        if len(found) == count:
            break
    return tuple(found)
