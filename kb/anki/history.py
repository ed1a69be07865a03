"""What Anki knows of each card, as answers that were given and where the card stands.

The rules by which rows of Anki's log count are Anki's own, for FSRS: a row without a button is no
answer, and an answer in a filtered deck that left the schedule alone is none either.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Final

from kb.adoption.history import (
    History,
    PastAnswer,
    PastEvent,
    PastReschedule,
    PastReset,
    Program,
    Schedule,
    When,
)
from kb.adoption.sm2 import memory_of_sm2
from kb.anki.collection import (
    Calendar,
    CardPhase,
    CardRow,
    Collection,
    FsrsMemory,
    ReviewKind,
    ReviewRow,
)
from kb.schedule.memory import Rating, State

_SECONDS_FROM: Final = 1_000_000_000
"""A due time above it is in seconds, and otherwise in days."""
_LONGEST_WAIT: Final = timedelta(days=200 * 365)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS: Final = 253_000_000_000_000
"""About the year 9987; our calendar ends with 9999."""
_FIRST_EASE: Final = 2.5
_LEAST_EASE_PERMILLE: Final = 1300
"""What is less is a difficulty of FSRS."""
_USUAL_RETENTION: Final = 0.9
_DAY: Final = timedelta(days=1)
_MILLISECOND: Final = timedelta(milliseconds=1)
_PHASES: Final = {
    CardPhase.LEARNING: State.LEARNING,
    CardPhase.REVIEW: State.REVIEW,
    CardPhase.RELEARNING: State.RELEARNING,
}
_BEFORE: Final = {
    ReviewKind.LEARNING: State.LEARNING,
    ReviewKind.REVIEW: State.REVIEW,
    ReviewKind.RELEARNING: State.RELEARNING,
    ReviewKind.FILTERED: State.REVIEW,
}


def histories(collection: Collection) -> Iterator[tuple[CardRow, History]]:
    """Yield what Anki knows of each card that was answered there, or that has a schedule."""
    guids = {note.id: note.guid for note in collection.notes}
    logs = _by_card(collection.reviews)
    for card in collection.cards:
        rows = logs.get(card.id, ())
        events = _events(rows, card, collection.calendar)
        answered = any(isinstance(event, PastAnswer) for event in events)
        schedule = earlier = None
        if not answered or not _tells_due(events, card, collection.calendar):
            schedule = schedule_of(card, collection.calendar)
        if answered:
            earlier = _earlier(rows, events, collection.calendar)
        if answered or schedule is not None:
            yield (
                card,
                History(
                    program=Program.ANKI,
                    key=f"{guids[card.note]}/{card.ordinal}",
                    events=events if answered else (),
                    schedule=schedule,
                    earlier=earlier,
                ),
            )


def schedule_of(card: CardRow, calendar: Calendar) -> Schedule | None:
    """Return where a card stands; nothing if it is new, or says what cannot be."""
    state = _PHASES.get(_phase(card))
    if state is None:
        return None
    try:
        due = _due(card, calendar)
        last = _last(card, calendar, due)
    except (OverflowError, ValueError, OSError):
        return None
    memory = card.memory or _memory_of_ease(card)
    return Schedule(
        due=due,
        last=last,
        state=state,
        stability_days=memory.stability_days,
        difficulty=memory.difficulty,
        reps=max(card.reps, 1),
        lapses=max(card.lapses, 0),
    )


def _phase(card: CardRow) -> CardPhase:
    try:
        return CardPhase(card.phase)
    except ValueError:
        return CardPhase.NEW


def _due(card: CardRow, calendar: Calendar) -> When:
    """Return when a card is due at home: in a filtered deck, its own due date is only a place."""
    due = card.home_due if card.home_deck and card.home_due else card.due
    if due > _SECONDS_FROM:
        moment = datetime.fromtimestamp(due, UTC)
        in_review = card.phase == CardPhase.REVIEW
        return calendar.day_of(moment) if in_review else moment
    return calendar.day(due)


def _last(card: CardRow, calendar: Calendar, due: When) -> When:
    """Return when a card was answered last, by its interval if it does not say."""
    if card.last_review is not None:
        return datetime.fromtimestamp(card.last_review, UTC)
    day = calendar.day_of(due) if isinstance(due, datetime) else due
    if card.phase != CardPhase.REVIEW:
        return day
    return day - timedelta(days=max(card.interval_days, 1))


def _memory_of_ease(card: CardRow) -> FsrsMemory:
    """Return a memory for a card that SM-2 scheduled."""
    ease = card.ease_permille / 1000 if card.ease_permille > 0 else _FIRST_EASE
    return FsrsMemory(*memory_of_sm2(ease, max(card.interval_days, 1), _USUAL_RETENTION))


def _moment(row: ReviewRow) -> datetime:
    return _EPOCH + timedelta(milliseconds=row.id)


def _by_card(reviews: Iterable[ReviewRow]) -> Mapping[int, Sequence[ReviewRow]]:
    """Return the rows of each card, in the order of time."""
    ordered = sorted(reviews, key=lambda row: (row.card, row.id))
    return {card: list(rows) for card, rows in groupby(ordered, key=lambda row: row.card)}


def _events(rows: Sequence[ReviewRow], card: CardRow, calendar: Calendar) -> list[PastEvent]:
    """Return what happened to a card."""
    events: list[PastEvent] = []
    begun = learned = False
    last_answer: datetime | None = None
    for row in rows:
        if not 0 < row.id < _LATEST_MS:
            continue
        at = _moment(row)
        if row.kind == ReviewKind.MANUAL and row.factor == 0:
            events.append(PastReset(at=at))
            begun = learned = False
        elif row.button == 0 or row.kind in (ReviewKind.MANUAL, ReviewKind.RESCHEDULED):
            if last_answer is not None and begun:
                wait = _moved(row.interval, at, last_answer, calendar)
                events.append(PastReschedule(at=at, wait=wait))
                learned = True
        elif (answer := _answer(row, at, begun=begun)) is not None:
            if learned and row.kind == ReviewKind.LEARNING:
                # Older versions made a card new again without a row, and so below.
                events.append(PastReset(at=at - _MILLISECOND))
                answer = replace(answer, state_before=State.NEW)
            events.append(answer)
            begun, learned, last_answer = True, row.kind != ReviewKind.LEARNING, at
    if events and begun and _phase(card) is CardPhase.NEW:
        events.append(PastReset(at=events[-1].at + _MILLISECOND))
    elif events and isinstance(moved := events[-1], PastReschedule):
        events[-1] = PastReschedule(at=moved.at, wait=_wait_now(moved, card, calendar))
    return events


def _answer(row: ReviewRow, at: datetime, *, begun: bool) -> PastAnswer | None:
    """Return an answer; nothing if it was cramming, or is not one that Anki makes."""
    crammed = row.kind == ReviewKind.FILTERED and row.factor == 0
    if crammed or row.kind not in _BEFORE or not Rating.AGAIN <= row.button <= Rating.EASY:
        return None
    before = _BEFORE[ReviewKind(row.kind)]
    if row.interval > 0:
        after, wait = State.REVIEW, timedelta(days=min(row.interval, _LONGEST_WAIT.days))
    else:
        after = State.LEARNING if before is State.LEARNING else State.RELEARNING
        wait = min(timedelta(seconds=min(-row.interval, 1 << 40)), _LONGEST_WAIT)
    return PastAnswer(
        at=at,
        rating=Rating(row.button),
        state_before=before if begun or before is not State.LEARNING else State.NEW,
        state_after=after,
        wait=wait,
        duration_ms=row.duration_ms if row.duration_ms > 0 else None,
    )


def _moved(interval: int, at: datetime, last_answer: datetime, calendar: Calendar) -> timedelta:
    """Return how long a card had to wait when Anki or the learner moved it.

    Anki counts such an interval from the last answer, and so from before the row.
    """
    passed = calendar.day_of(at) - calendar.day_of(last_answer)
    return _within(timedelta(days=min(interval, _LONGEST_WAIT.days)) - passed)


def _within(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


def _wait_now(moved: PastReschedule, card: CardRow, calendar: Calendar) -> timedelta:
    """Return how long a card that was moved last has to wait: the card knows better."""
    if card.phase != CardPhase.REVIEW:
        return moved.wait
    try:
        wait = _day(_due(card, calendar), calendar) - calendar.day_of(moved.at)
    except (OverflowError, ValueError, OSError):
        return moved.wait
    return _within(wait)


def _day(when: When, calendar: Calendar) -> date:
    return calendar.day_of(when) if isinstance(when, datetime) else when


def _earlier(
    rows: Sequence[ReviewRow], events: Sequence[PastEvent], calendar: Calendar
) -> Schedule | None:
    """Return where a card stood before its first answer, if that was not its first in truth.

    Rows are lost where a collection was moved without them, and where a learner gave a new card
    a due date. The interval before the answer, and its ease, are what is left of them.
    """
    first = next(event for event in events if isinstance(event, PastAnswer))
    if first.state_before is State.NEW:
        return None
    row = next(row for row in rows if _moment(row) == first.at)
    days = min(max(row.last_interval, 1), _LONGEST_WAIT.days)
    ease = row.factor / 1000 if row.factor >= _LEAST_EASE_PERMILLE else _FIRST_EASE
    stability, difficulty = memory_of_sm2(ease, days, _USUAL_RETENTION)
    day = calendar.day_of(first.at)
    return Schedule(
        due=day if first.state_before is State.REVIEW else first.at,
        last=day - timedelta(days=days),
        state=first.state_before,
        stability_days=stability,
        difficulty=difficulty,
        reps=1,
        lapses=0 if first.state_before is State.REVIEW else 1,
    )


def _tells_due(events: Sequence[PastEvent], card: CardRow, calendar: Calendar) -> bool:
    """Return whether a card in review is due when its last answer says, or a day beside it.

    The day of an answer moves with the time zone in which the collection is read.
    """
    last = events[-1]
    if isinstance(last, PastReset) or card.phase != CardPhase.REVIEW:
        return True
    if isinstance(last, PastAnswer) and last.state_after is not State.REVIEW:
        return False
    try:
        due = _day(_due(card, calendar), calendar)
        return abs(due - (calendar.day_of(last.at) + last.wait)) <= _DAY
    except (OverflowError, ValueError, OSError):
        return True
