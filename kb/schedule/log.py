"""The review log, which only grows, and its replay: a card's memory follows from its entries."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, NewType

from kb.schedule.memory import (
    CardId,
    Memory,
    Rating,
    Scheduled,
    Standing,
    State,
    WeightsId,
    due_on,
    state_of,
)

if TYPE_CHECKING:
    from kb.schedule.fsrs import Model  # loads fsrs, 20 ms that storing an entry need not pay

EntryId = NewType("EntryId", str)
"""Identifies an entry on every device."""
ModelOf = Callable[[WeightsId | None], "Model"]
"""Gives the model with some weights; None means the default weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """What all entries have."""

    device: str
    """Which store made it."""
    tick: int
    """The order of the log: milliseconds since 1970, but always later than every entry that the
    device knew. So an order holds that no clock can break (a hybrid logical clock, see
    https://cse.buffalo.edu/tech-reports/2014-04.pdf); entries of one tick are ordered by device."""
    card: CardId
    at: datetime
    """In UTC, to the millisecond, as the device's clock said."""
    utc_offset_minutes: int
    """How far the learner's local time was ahead."""
    study_day: date
    """In the learner's time zone of that day."""

    @property
    def uid(self) -> EntryId:
        """Identifies the entry on every device."""
        return entry_id(self.device, self.tick)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(LogEntry):
    """An answer."""

    rating: Rating
    before: Standing | None
    """Where the card stood when it was shown; none if it was new."""
    after: Standing
    """Where it stood then, under the settings of that day."""
    duration_ms: int | None
    """From showing the card to the rating."""
    elapsed_days: int | None
    """Study days since the previous answer; none for a new card."""
    retrievability: float | None
    """The predicted chance of recall; none for a new card."""
    weights_id: WeightsId | None
    """The weights and the engine that it was computed with; none in stores of before they were
    recorded, which had the default weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(LogEntry):
    """The card became new again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule(LogEntry):
    """The learner chose the study day on which the card is due. Its memory is not measured anew."""

    due_day: date
    """See :func:`kb.schedule.memory.due_on`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Void(LogEntry):
    """Another entry was undone. Voiding a void brings back what that one had undone."""

    voids: EntryId


def entry_id(device: str, tick: int) -> EntryId:
    """Return the id of an entry: a device makes at most one in a tick."""
    return EntryId(f"{device}-{tick}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMemory:
    """What the log of a card leads to."""

    scheduled: Scheduled | None
    """None if the card is new."""
    reps: int
    """Answers since it was new."""
    lapses: int
    """Times it was forgotten in review since it was new."""


UNSEEN: Final = CardMemory(scheduled=None, reps=0, lapses=0)
"""That of a card that was never answered, or was reset."""


def living(entries: Iterable[LogEntry]) -> tuple[LogEntry, ...]:
    """Return the reviews, resets and reschedules that were not undone, in their order.

    Args:
        entries: in the order of the log, which puts a void after what it voids.
    """
    return tuple(reversed(tuple(_living(reversed(tuple(entries))))))


def _living(newest_first: Iterable[LogEntry]) -> Iterator[LogEntry]:
    voided: set[EntryId] = set()
    for entry in newest_first:
        if entry.uid in voided:
            continue
        if isinstance(entry, Void):
            voided.add(entry.voids)
        else:
            yield entry


def replay(entries: Iterable[LogEntry], model_of: ModelOf) -> CardMemory:
    """Return the memory that the log of one card leads to.

    Stability and difficulty are computed again from the ratings and study days. State, step and due
    depend on the settings of their day, and are taken from the entries. If two devices answered
    without knowing of each other, the earlier due date counts.

    Args:
        entries: all those of one card, in the order of the log.
        model_of: gives the model with the weights of each answer.
    """
    card = UNSEEN
    for entry in living(entries):
        if isinstance(entry, Review):
            card = _answered(card, entry, model_of)
        elif isinstance(entry, Reschedule):
            card = _rescheduled(card, entry)
        else:
            card = UNSEEN
    return card


def _rescheduled(card: CardMemory, entry: Reschedule) -> CardMemory:
    """Return the card with another due day; a card whose answers were all undone has none."""
    if card.scheduled is None:
        return card
    return replace(card, scheduled=due_on(card.scheduled, entry.due_day))


def _answered(card: CardMemory, review: Review, model_of: ModelOf) -> CardMemory:
    scheduled = card.scheduled
    memory = scheduled.memory if scheduled else None
    model = model_of(review.weights_id)
    stability, difficulty = model.answered(memory, review.rating, review.study_day)
    lapsed = state_of(memory) is State.REVIEW and not review.rating.recalled
    standing = _standing(scheduled.standing if scheduled else None, review)
    after = Memory(
        stability_days=stability,
        difficulty=difficulty,
        state=standing.state,
        step=standing.step,
        last_day=max(review.study_day, memory.last_day) if memory else review.study_day,
    )
    return CardMemory(
        scheduled=Scheduled(memory=after, due=standing.due),
        reps=card.reps + 1,
        lapses=card.lapses + lapsed,
    )


def _standing(now: Standing | None, review: Review) -> Standing:
    """Return where a card stands after an answer that may not have known where it stood."""
    before = review.before
    if now is None or now == before or now.due >= review.after.due:
        return review.after
    # An answer that was undone since had moved the card away from where it stands now.
    moved_on = before is None or now.due > before.due
    return now if moved_on else review.after


def to_undo(newest_first: Iterable[LogEntry], count: int) -> tuple[LogEntry, ...]:
    """Return the ``count`` latest reviews, resets and reschedules not undone yet, newest first.

    Args:
        newest_first: the log of all cards; it is read no further than necessary.
        count: at least 1.
    """
    return tuple(islice(_living(newest_first), count))


def to_redo(newest_first: Iterable[LogEntry]) -> tuple[Void, ...]:
    """Return the undos since the latest answer, newest first.

    Voiding one brings back what it had undone. An answer after an undo leaves none, even if it was
    undone itself; a reset or a reschedule leaves none of its own card.

    Args:
        newest_first: the log of all cards; it is read no further than necessary.
    """
    undos: dict[EntryId, Void] = {}
    changed: set[CardId] = set()
    for entry in newest_first:
        if isinstance(entry, Review):
            break
        if not isinstance(entry, Void):
            changed.add(entry.card)
        elif entry.uid in undos:  # brought back already, by a void that is no undo
            del undos[entry.uid]
        elif entry.card not in changed:
            undos[entry.voids] = entry
    return tuple(undos.values())
