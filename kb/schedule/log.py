"""The review log, which only grows, and its replay: a card's memory follows from its entries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import blake2b
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
_FOREIGN: Final = ":"
"""In the name of a device that is no store, but a card in another program."""


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

    @property
    def program(self) -> str | None:
        """The other program in which it was made; none if that is kb."""
        return program_of(self.device)


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
    """The weights and the engine that the prediction was computed with; none in stores of before
    they were recorded, which had the default weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(LogEntry):
    """The card became new again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule(LogEntry):
    """The learner chose the study day on which the card is due. Its memory is not measured anew."""

    due_day: date
    """See :func:`kb.schedule.memory.due_on`."""
    weights_id: WeightsId | None = None
    """The fit that chose the day; none if the learner did. ``kb undo`` leaves it to
    ``kb fit --undo``, which takes back all of a fit at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted(LogEntry):
    """Where the card stood in another program, of whose answers nothing more is known.

    It replaces what came before. The memory is never computed anew.
    """

    after: Standing
    stability_days: float
    """As in :class:`Memory`."""
    difficulty: float
    """From 1 to 10."""
    reps: int
    """Answers in that program since the card was new."""
    lapses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Void(LogEntry):
    """Another entry was undone. Voiding a void brings back what that one had undone."""

    voids: EntryId
    weights_id: WeightsId | None = None
    """With which a fit was undone, of whose entries this is one; else none."""


def entry_id(device: str, tick: int) -> EntryId:
    """Return the id of an entry: a device makes at most one in a tick."""
    return EntryId(f"{device}-{tick}")


def program_of(device: str) -> str | None:
    """Return the other program of which a device is a card; none if it is a store."""
    program, mark, _ = device.partition(_FOREIGN)
    return program if mark else None


def foreign_device(program: str, key: str) -> str:
    """Return the device of entries about a card that were made in another program.

    Each card is a device of its own, whose ticks are the milliseconds of its answers. So an answer
    has the same uid in every store that takes it over, however often.

    Args:
        program: as a word.
        key: names the card in that program.
    """
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{program}{_FOREIGN}{digest}"


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
    """Return the entries that were not undone, without undos, in their order.

    Args:
        entries: in the order of the log, which puts a void after what it voids.
    """
    return tuple(reversed(tuple(_living(reversed(tuple(entries))))))


def _living(newest_first: Iterable[LogEntry]) -> Iterator[LogEntry]:
    voided: set[EntryId] = set()
    for entry in newest_first:
        if voided and entry.uid in voided:
            continue
        if isinstance(entry, Void):
            voided.add(entry.voids)
        else:
            yield entry


def replay(entries: Iterable[LogEntry], model: "Model") -> CardMemory:
    """Return the memory that the log of one card leads to.

    Stability and difficulty are computed again from the ratings and study days. State, step and due
    depend on the settings of their day, and are taken from the entries. If two devices answered
    without knowing of each other, the earlier due date counts. The weights that an answer was given
    with tell what was predicted then; the memory follows from those that hold now.

    Args:
        entries: all those of one card, in the order of the log.
        model: with the weights that hold now.
    """
    card = UNSEEN
    for _, card in replayed(living(entries), model):  # noqa: B007  # the last one counts
        pass
    return card


def replayed(stands: Iterable[LogEntry], model: "Model") -> Iterator[tuple[LogEntry, CardMemory]]:
    """Yield each entry of one card with the memory that it leads to.

    Args:
        stands: those that were not undone, in the order of the log.
        model: as of :func:`replay`.
    """
    card = UNSEEN
    for entry in stands:
        if isinstance(entry, Review):
            card = _answered(card, entry, model)
        elif isinstance(entry, Reschedule):
            card = _rescheduled(card, entry)
        elif isinstance(entry, Adopted):
            card = _adopted(entry)
        else:
            card = UNSEEN
        yield entry, card


def _adopted(entry: Adopted) -> CardMemory:
    standing = entry.after
    memory = Memory(
        stability_days=entry.stability_days,
        difficulty=entry.difficulty,
        state=standing.state,
        step=standing.step,
        last_day=standing.last_day,
    )
    return CardMemory(
        scheduled=Scheduled(memory=memory, due=standing.due), reps=entry.reps, lapses=entry.lapses
    )


def _rescheduled(card: CardMemory, entry: Reschedule) -> CardMemory:
    """Return the card with another due day; a card whose answers were all undone has none."""
    if card.scheduled is None:
        return card
    return replace(card, scheduled=due_on(card.scheduled, entry.due_day))


def _answered(card: CardMemory, review: Review, model: "Model") -> CardMemory:
    scheduled = card.scheduled
    memory = scheduled.memory if scheduled else None
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

    What was made in another program, or by a fit, is not among them.

    Args:
        newest_first: the log of all cards; it is read no further than necessary.
        count: at least 1.
    """
    own = (
        entry for entry in _living(newest_first) if entry.program is None and not _is_of_fit(entry)
    )
    return tuple(islice(own, count))


def _is_of_fit(entry: LogEntry) -> bool:
    """Return whether it moved the due day of a card with a fit, or took that back."""
    return isinstance(entry, Reschedule | Void) and entry.weights_id is not None


def to_redo(newest_first: Iterable[LogEntry]) -> tuple[Void, ...]:
    """Return the undos since the latest answer, newest first.

    Voiding one brings back what it had undone. An answer after an undo leaves none, even if it was
    undone itself; a reset or a reschedule leaves none of its own card. Undos of what was made in
    another program, or by a fit, are not among them.

    Args:
        newest_first: the log of all cards; it is read no further than necessary.
    """
    undos: dict[EntryId, Void] = {}
    changed: set[CardId] = set()
    for entry in newest_first:
        if entry.program is not None or _is_of_fit(entry):
            continue
        if isinstance(entry, Review):
            break
        if not isinstance(entry, Void):
            changed.add(entry.card)
        elif entry.uid in undos:  # brought back already, by a void that is no undo
            del undos[entry.uid]
        elif entry.card not in changed:
            undos[entry.voids] = entry
    return tuple(undo for undo in undos.values() if _FOREIGN not in undo.voids)
