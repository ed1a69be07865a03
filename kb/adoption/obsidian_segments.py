"""The schedules of Obsidian Spaced Repetition, as it writes them.

In a comment there is one segment for each card: ``!2024-08-16,51,230``, which is when it is due,
the interval in days and the ease in percent; or ``!fsrs,…`` with a memory of FSRS. A card that was
never reviewed has a placeholder.

Source: the plugin's ``src/utils/comment-parser.ts`` and ``src/scheduling``, version 1.15.4.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from math import isfinite, log2
from typing import Final

from kb.adoption.history import Schedule, When
from kb.adoption.sm2 import memory_of_sm2
from kb.schedule.memory import State

COMMENT: Final = re.compile(r"<!--SR:(?P<segments>.+?)-->")
NEVER: Final = date(2000, 1, 1)
"""Stands in the place of the day on which a card that was never reviewed is due."""
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})")
_IN_WORDS: Final = re.compile(
    r"[A-Za-z]{3,9} (?P<month>[A-Za-z]{3})[a-z]* (?P<day>\d{1,2}) (?P<year>\d{4})"
)
_FSRS: Final = "fsrs"
_ALGORITHM: Final = "FSRS"
_FIELDS: Final = 10
"""Of a segment of FSRS."""
_STATES: Final = (State.NEW, State.LEARNING, State.REVIEW, State.RELEARNING)
_LONGEST: Final = 100
"""Characters of a field."""
_MOST: Final = 1_000_000
_LONGEST_INTERVAL_DAYS: Final = 36_500


class UnreadableScheduleError(ValueError):
    """What stands in a schedule's place is none."""


def segments_of(comment: str) -> tuple[str, ...]:
    """Return the segments of a comment, one for each card in the plugin's order."""
    return tuple(filter(None, map(str.strip, comment.split("!"))))


def schedule_of(segment: str) -> Schedule | None:
    """Return what a segment says; nothing if the card was never reviewed.

    Raises:
        UnreadableScheduleError: it says something else.
    """
    fields = segment.split(",")
    if fields[0] == _FSRS:
        return _of_fsrs(fields[1:])
    if len(fields) < 3:
        raise UnreadableScheduleError(segment)
    return of_sm2(fields[0], _number(fields[1]), _number(fields[2]))


def of_sm2(due: str, interval_days: float, ease_percent: float) -> Schedule | None:
    """Return the schedule of a card, or of a whole note, by the plugin's variant of SM-2.

    The repetitions, which it does not keep, are as many as the plugin itself assumes when it goes
    over to FSRS.

    Raises:
        UnreadableScheduleError: ``due`` is no date, or a number is out of bounds.
    """
    day = _day(due)
    if day == NEVER:
        return None
    interval = max(1.0, interval_days)
    if not (interval <= _LONGEST_INTERVAL_DAYS and 0 < ease_percent <= _MOST):
        raise UnreadableScheduleError(f"{due},{interval_days},{ease_percent}")
    stability, difficulty = memory_of_sm2(ease_percent / 100, interval)
    return Schedule(
        due=day,
        last=_earlier(day, round(interval)),
        state=State.REVIEW,
        stability_days=stability,
        difficulty=difficulty,
        reps=max(1, round(log2(interval + 1))),
        lapses=0,
    )


def of_entry(entry: object) -> Schedule | None:
    """Return what an entry of the plugin's data file says; nothing if never reviewed.

    Raises:
        UnreadableScheduleError: it says something else.
    """
    if entry is None:
        return None
    data = entry.get("scheduleData") if isinstance(entry, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(data, Mapping):
        raise UnreadableScheduleError(str(entry)[:_LONGEST])
    if entry.get("algorithm") == _ALGORITHM:
        keys = ("dueDate", "interval", "stability", "difficulty", "state", "reps", "lapses")
        return _of_fsrs([str(data.get(key)) for key in (*keys, "learningSteps", "lastReview")])
    interval, ease = (_number(str(data.get(key))) for key in ("interval", "ease"))
    return of_sm2(str(data.get("dueDate")), interval, ease)


def _of_fsrs(fields: Sequence[str]) -> Schedule | None:
    if len(fields) + 1 < _FIELDS:
        raise UnreadableScheduleError(",".join(fields))
    due_text, *texts, last_text = fields[: _FIELDS - 1]
    interval, stability, difficulty, state_number, reps, lapses, _ = map(_number, texts)
    if state_number not in range(len(_STATES)):
        raise UnreadableScheduleError(",".join(fields))
    state = _STATES[int(state_number)]
    if state is State.NEW or due_text == "-":
        return None
    due = _moment(due_text)
    if not (0 < stability <= _MOST and 1 <= difficulty <= 10 and 0 <= interval <= _MOST):
        raise UnreadableScheduleError(",".join(fields))
    last = _earlier(due, interval) if last_text == "-" else _moment(last_text)
    return Schedule(
        due=due,
        last=last,
        state=state,
        stability_days=stability,
        difficulty=difficulty,
        reps=max(1, int(reps)),
        lapses=int(lapses),
    )


def _earlier(moment: When, days: float) -> When:
    try:
        return moment - timedelta(days=days)
    except OverflowError:
        raise UnreadableScheduleError(f"{days} days before {moment}") from None


def _day(text: str) -> date:
    text = text.strip()[:_LONGEST]
    for form in (_YEAR_FIRST, _DAY_FIRST, _IN_WORDS):
        match = form.fullmatch(text)
        if match is not None:
            word = match["month"].casefold()
            month = _MONTHS.index(word) + 1 if word in _MONTHS else 0
            try:
                return date(int(match["year"]), month or int(word), int(match["day"]))
            except ValueError:
                break
    raise UnreadableScheduleError(text)


def _moment(text: str) -> When:
    try:
        moment = datetime.fromisoformat(text.strip()[:_LONGEST])
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnreadableScheduleError(text) from None


def _number(text: str) -> float:
    """Return a number that is finite, and not below 0."""
    try:
        number = float(text[:_LONGEST])
    except ValueError:
        raise UnreadableScheduleError(text) from None
    if not (isfinite(number) and 0 <= number <= _MOST):
        raise UnreadableScheduleError(text)
    return number
