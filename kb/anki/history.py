"""What Anki knows of each card, as answers that were given and where the card stands.

The rules by which rows of Anki's log count are Anki's own, for FSRS: a row without a button is no
answer, and an answer in a filtered deck that left the schedule alone is none either.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from operator import attrgetter
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
    AnkiCalendar,
    AnkiCard,
    CardPhase,
    Collection,
    FsrsMemory,
    ReviewKind,
    ReviewRow,
)
from kb.schedule.memory import Rating, State

_SECONDS_FROM: Final = 1_000_000_000
"""A due time above it is in seconds, and otherwise in days."""
_MOST_DAYS: Final = 200 * 365
_LONGEST_WAIT: Final = timedelta(days=_MOST_DAYS)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS: Final = 253_000_000_000_000
"""About the year 9987; our calendar ends with 9999."""
_WHEN: Final = attrgetter("id")
_FIRST_EASE: Final = 2.5
_LEAST_EASE_PERMILLE: Final = 1300
"""What is less is a difficulty of FSRS."""
_USUAL_RETENTION: Final = 0.9
_MILLISECOND: Final = timedelta(milliseconds=1)
_PHASES: Final[dict[int, State]] = {
    CardPhase.LEARNING: State.LEARNING,
    CardPhase.REVIEW: State.REVIEW,
    CardPhase.RELEARNING: State.RELEARNING,
}
_BEFORE: Final[dict[int, State]] = {
    ReviewKind.LEARNING: State.LEARNING,
    ReviewKind.REVIEW: State.REVIEW,
    ReviewKind.RELEARNING: State.RELEARNING,
    ReviewKind.FILTERED: State.REVIEW,
}
_RATINGS: Final[dict[int, Rating]] = {rating.value: rating for rating in Rating}
# As its own constructor does, with fewer calls for each of half a million rows.
_as_answer: Final = partial(tuple.__new__, PastAnswer)
# Plain numbers, which half a million rows compare quicker than members.
_LEARNING: Final = int(ReviewKind.LEARNING)
_FILTERED: Final = int(ReviewKind.FILTERED)
_PLAIN: Final = frozenset(map(int, (ReviewKind.LEARNING, ReviewKind.REVIEW, ReviewKind.RELEARNING)))
_MANUAL: Final = int(ReviewKind.MANUAL)
_RESCHEDULED: Final = int(ReviewKind.RESCHEDULED)


def histories(
    collection: Collection,
    is_known: Callable[[AnkiCard, str, Sequence[ReviewRow]], bool] = lambda *_: False,
) -> Iterator[tuple[AnkiCard, History]]:
    """Yield what Anki knows of each card that was answered there, or that has a schedule.

    Args:
        collection: of a package.
        is_known: tells of a card, the key of its history and its rows whether to leave it out.
    """
    guids = {note.id: note.guid for note in collection.notes}
    logs = _by_card(collection.reviews)
    for card in collection.cards:
        rows = logs.get(card.id, ())
        key = f"{guids[card.note]}/{card.ordinal}"
        if is_known(card, key, rows):
            continue
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
                    key=key,
                    events=tuple(events) if answered else (),
                    schedule=schedule,
                    earlier=earlier,
                ),
            )


def are_plain(rows: Sequence[ReviewRow], card: AnkiCard) -> bool:
    """Return whether the events of a card are its rows, since it was new, and none is a reset.

    Of most cards that is so, and takes a tenth of the time of making the events.
    """
    if not rows or card.phase not in _PHASES or rows[0].kind != _LEARNING:
        return False
    learned = False
    for row in rows:
        kind = row.kind
        if kind == _LEARNING and learned:
            return False
        if kind != _LEARNING or row.button == 0:
            learned = True
        if not 0 < row.id < _LATEST_MS or (kind == _MANUAL and row.factor == 0):
            return False
        if not (is_moved(row) or (kind in _PLAIN and row.button in _RATINGS)):
            return False
    return not is_moved(rows[0])


def is_moved(row: ReviewRow) -> bool:
    """Return whether a row gives a due date and is no answer, of those that :func:`are_plain`."""
    return row.button == 0 or row.kind in (_MANUAL, _RESCHEDULED)


def due_after_all(last: ReviewRow, card: AnkiCard, calendar: AnkiCalendar) -> date | None:
    """Return the day on which a card in review is due; None if its last event says it, or nothing.

    Args:
        last: the last row of those that :func:`are_plain`.
        card: of the row.
        calendar: of the collection.

    Raises:
        OverflowError: there is no such day.
    """
    at = _moment(last)
    event: PastEvent | None
    if is_moved(last):
        (event,) = _last_events(PastReschedule(at=at, wait=timedelta(0)), card, calendar)
    else:
        event = _answer(last, at, begun=True)
    if event is None or _tells_due([event], card, calendar):
        return None
    schedule = schedule_of(card, calendar)
    return None if schedule is None else _day(schedule.due, calendar)


def schedule_of(card: AnkiCard, calendar: AnkiCalendar) -> Schedule | None:
    """Return where a card stands; nothing if it is new, or says what cannot be.

    A new card that was given a due date is new: Anki knows nothing of it, either.
    """
    state = _PHASES.get(card.phase)
    if state is None or (card.memory is None and card.reps == card.interval_days == 0):
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


def _due(card: AnkiCard, calendar: AnkiCalendar) -> When:
    """Return when a card is due at home: in a filtered deck, its own due date is only a place."""
    due = _due_number(card)
    if due > _SECONDS_FROM:
        moment = datetime.fromtimestamp(due, UTC)
        in_review = card.phase == CardPhase.REVIEW
        return calendar.day_of(moment) if in_review else moment
    return calendar.day(due)


def _due_number(card: AnkiCard) -> int:
    return card.home_due if card.home_deck and card.home_due else card.due


def _last(card: AnkiCard, calendar: AnkiCalendar, due: When) -> When:
    """Return when a card was answered last, by its interval if it does not say."""
    if card.last_review is not None:
        return datetime.fromtimestamp(card.last_review, UTC)
    day = _day(due, calendar)
    if card.phase == CardPhase.REVIEW:
        day -= timedelta(days=max(card.interval_days, 1))
    if card.modified <= 0:
        return day
    # A card that was given a due date says no interval to it, nor a step on another day.
    modified = datetime.fromtimestamp(card.modified, UTC)
    return day if day < calendar.day_of(modified) else modified


def _memory_of_ease(card: AnkiCard) -> FsrsMemory:
    """Return a memory for a card that SM-2 scheduled."""
    ease = card.ease_permille / 1000 if card.ease_permille > 0 else _FIRST_EASE
    return FsrsMemory(*memory_of_sm2(ease, max(card.interval_days, 1), _USUAL_RETENTION))


def _moment(row: ReviewRow) -> datetime:
    return _EPOCH + timedelta(milliseconds=row.id)


def _by_card(reviews: Iterable[ReviewRow]) -> Mapping[int, Sequence[ReviewRow]]:
    """Return the rows of each card, in the order of time."""
    by_card: defaultdict[int, list[ReviewRow]] = defaultdict(list)
    for row in reviews:
        by_card[row.card].append(row)
    for rows in by_card.values():
        rows.sort(key=_WHEN)
    return by_card


def _events(rows: Sequence[ReviewRow], card: AnkiCard, calendar: AnkiCalendar) -> list[PastEvent]:
    """Return what happened to a card."""
    events: list[PastEvent] = []
    begun = learned = False
    last_answer: datetime | None = None
    for row in rows:
        if not 0 < row.id < _LATEST_MS:
            continue
        at, kind = _moment(row), row.kind
        if kind == _MANUAL and row.factor == 0:
            events.append(PastReset(at=at))
            begun = learned = False
        elif is_moved(row):
            if last_answer is not None and begun:
                wait = _moved(row.interval, at, last_answer, calendar)
                events.append(PastReschedule(at=at, wait=wait))
                learned = True
        elif (answer := _answer(row, at, begun=begun)) is not None:
            if learned and kind == _LEARNING:
                # Older versions made a card new again without a row, and so below.
                if events[-1].at < at - _MILLISECOND:
                    events.append(PastReset(at=at - _MILLISECOND))
                answer = answer._replace(state_before=State.NEW)
            events.append(answer)
            begun, learned, last_answer = True, kind != _LEARNING, at
    if events:
        events[-1:] = _last_events(events[-1], card, calendar)
    return events


def _last_events(last: PastEvent, card: AnkiCard, calendar: AnkiCalendar) -> list[PastEvent]:
    """Return the last event as the card knows it, and what the log does not say came after."""
    if card.phase not in _PHASES and not isinstance(last, PastReset):
        return [last, PastReset(at=last.at + _MILLISECOND)]
    if isinstance(last, PastReschedule):
        return [PastReschedule(at=last.at, wait=_wait_now(last, card, calendar))]
    return [last]


def _answer(row: ReviewRow, at: datetime, *, begun: bool) -> PastAnswer | None:
    """Return an answer; nothing if it was cramming, or is not one that Anki makes."""
    _, _, button, interval, last_interval, factor, duration_ms, kind = row
    before, rating = _BEFORE.get(kind), _RATINGS.get(button)
    if before is None or rating is None or (kind == _FILTERED and factor == 0):
        return None
    if interval > 0:
        after, wait = State.REVIEW, _wait(min(interval, _MOST_DAYS), 0)
    else:
        after = State.LEARNING if before is State.LEARNING else State.RELEARNING
        wait = _wait(0, min(-interval, _MOST_DAYS * 86_400))
    # Only the first answer of a card finds no interval: if that is none in learning, the card was
    # given a due date when it was new.
    if not begun and (before is State.LEARNING or last_interval == 0):
        before = State.NEW
    return _as_answer((at, rating, before, after, wait, duration_ms if duration_ms > 0 else None))


@lru_cache(maxsize=4096)
def _wait(days: int, seconds: int) -> timedelta:
    return timedelta(days=days, seconds=seconds)


def _moved(interval: int, at: datetime, last_answer: datetime, calendar: AnkiCalendar) -> timedelta:
    """Return how long a card had to wait when Anki or the learner moved it.

    Anki counts such an interval from the last answer, and so from before the row.
    """
    passed = calendar.day_of(at) - calendar.day_of(last_answer)
    return _within(timedelta(days=min(max(interval, 0), _MOST_DAYS)) - passed)


def _within(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


def _wait_now(moved: PastReschedule, card: AnkiCard, calendar: AnkiCalendar) -> timedelta:
    """Return how long a card that was moved last has to wait: the card knows better."""
    if card.phase != CardPhase.REVIEW:
        return moved.wait
    try:
        wait = _day(_due(card, calendar), calendar) - calendar.day_of(moved.at)
    except (OverflowError, ValueError, OSError):
        return moved.wait
    return _within(wait)


def _day(when: When, calendar: AnkiCalendar) -> date:
    return calendar.day_of(when) if isinstance(when, datetime) else when


def _earlier(
    rows: Sequence[ReviewRow], events: Sequence[PastEvent], calendar: AnkiCalendar
) -> Schedule | None:
    """Return where a card stood before its first answer, if that was not its first in truth.

    Rows are lost where a collection was moved without them. The interval before the answer, and its
    ease, are what is left of them.
    """
    first = next(event for event in events if isinstance(event, PastAnswer))
    if first.state_before is State.NEW:
        return None
    row = next(row for row in rows if _moment(row) == first.at)
    days = min(max(row.last_interval, 1), _MOST_DAYS)
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


def _tells_due(events: Sequence[PastEvent], card: AnkiCard, calendar: AnkiCalendar) -> bool:
    """Return whether a card in review is due when its last answer says, or a day beside it.

    The day of an answer moves with the time zone in which the collection is read.
    """
    last = events[-1]
    if isinstance(last, PastReset) or card.phase != CardPhase.REVIEW:
        return True
    if isinstance(last, PastAnswer) and last.state_after is not State.REVIEW:
        return False
    due = _due_number(card)
    if due > _SECONDS_FROM:
        return False
    return abs(due - calendar.number(calendar.day_of(last.at)) - last.wait.days) <= 1
