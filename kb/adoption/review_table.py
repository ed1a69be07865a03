"""Answers in the table that FSRS's authors hand around, as the histories of its cards.

See https://github.com/open-spaced-repetition/fsrs-optimizer#review-logs-schema. ``reviews.csv`` of
an export of kb is one, whose ``card_id`` is the uid of a card.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from kb.adoption.history import History, PastAnswer, PastEvent, PastReset, Program
from kb.errors import ExportError
from kb.schedule.fsrs import Model
from kb.schedule.memory import Memory, Rating, State

NEEDED: Final = ("card_id", "review_time", "review_rating")
"""The columns without which a table is none of answers."""
_STATES: Final = tuple(State)
_MILLISECOND: Final = timedelta(milliseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = datetime(1980, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(2200, 1, 1, tzinfo=UTC)
_LONGEST_ID: Final = 200
_LONGEST_DAYS: Final = 36_500
_LONGEST_ANSWER_MS: Final = 24 * 3600 * 1000


class _Row(NamedTuple):
    at: datetime
    rating: Rating
    state: State | None
    """Before the answer; None if the table does not say."""
    duration_ms: int | None


def is_review_table(first_line: str) -> bool:
    """Return whether a file that begins with this line is a table of answers."""
    names = next(csv.reader([first_line.removeprefix("\ufeff")]), [])
    return set(NEEDED) <= {name.strip() for name in names}


def read_review_table(
    lines: Iterable[str], name: str, day_of: Callable[[datetime], date]
) -> list[History]:
    """Return the history of each card, in the order of their ids.

    The table does not say when a card was due. A card in review is taken for due when FSRS, with
    its default weights, expects to recall 90 %; one in steps when it was answered next.

    Args:
        lines: of the file.
        name: of the file, for errors.
        day_of: gives the study day of a moment.

    Raises:
        ExportError: it is no table of answers, or a row says what no answer can.
    """
    reader = csv.DictReader(lines, strict=True)
    rows: defaultdict[str, list[_Row]] = defaultdict(list)
    try:
        columns = [column.strip().removeprefix("\ufeff") for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        if missing := [column for column in NEEDED if column not in columns]:
            raise ExportError(f"cannot read {name}: it has no column {missing[0]}.")
        for values in reader:
            card, row = _row(values)
            rows[card].append(row)
    except (ValueError, csv.Error) as error:
        why = f"line {reader.line_num}: {error}"
        raise ExportError(f"cannot read {name}: {why}.") from error
    model = Model()
    return [
        History(
            program=Program.REVIEWS,
            key=card,
            events=tuple(_events(_in_order(rows[card]), model, day_of)),
        )
        for card in sorted(rows)
    ]


def _row(values: Mapping[str, str | None]) -> tuple[str, _Row]:
    card = (values["card_id"] or "").strip()
    if not 0 < len(card) <= _LONGEST_ID:
        raise ValueError("card_id is empty, or too long")
    state, duration = values.get("review_state") or "", values.get("review_duration") or ""
    return card, _Row(
        at=_moment(values["review_time"] or ""),
        rating=Rating(_number("review_rating", values["review_rating"] or "", 1, 4)),
        state=_STATES[_number("review_state", state, 0, 3)] if state else None,
        duration_ms=_number("review_duration", duration, 0, 2**53) if duration else None,
    )


def _number(name: str, text: str, least: int, most: int) -> int:
    """Return a whole number, which pandas may have written as ``3.0``."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not least <= number <= most or number != int(number):
        raise ValueError(f"{name} is {text[:20]!r}")
    return int(number)


def _moment(text: str) -> datetime:
    """Return a moment: milliseconds since 1970, or as in ISO 8601, with a time zone or in UTC."""
    try:
        moment = _EPOCH + int(text) * _MILLISECOND
    except (ValueError, OverflowError):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f"review_time is {text[:40]!r}") from None
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        moment -= timedelta(microseconds=moment.microsecond % 1000)
    if not _FIRST <= moment <= _LAST:
        raise ValueError(f"review_time is {text[:40]!r}")
    return moment


def _in_order(rows: Iterable[_Row]) -> list[_Row]:
    """Return rows in the order of time, no two at one."""
    ordered: list[_Row] = []
    for row in sorted(rows, key=lambda row: row.at):
        earliest = ordered[-1].at + _MILLISECOND if ordered else row.at
        ordered.append(row._replace(at=max(row.at, earliest)))
    return ordered


def _events(
    rows: Sequence[_Row], model: Model, day_of: Callable[[datetime], date]
) -> Iterator[PastEvent]:
    memory: Memory | None = None
    state = State.NEW
    for row, following in pairwise([*rows, None]):
        if row is None:
            return
        if row.state is State.NEW and memory is not None:
            yield PastReset(at=row.at - _MILLISECOND)
            memory, state = None, State.NEW
        before = row.state if row.state and memory is not None else state
        after = following.state if following and following.state else State.REVIEW
        after = State.REVIEW if after is State.NEW else after
        day = day_of(row.at)
        stability, difficulty = model.answered(memory, row.rating, day)
        memory = Memory(
            stability_days=stability,
            difficulty=difficulty,
            state=after,
            step=0 if after.in_steps else None,
            last_day=day if memory is None else max(day, memory.last_day),
        )
        state = after
        wait = timedelta(days=min(max(round(stability), 1), _LONGEST_DAYS))
        if after.in_steps and following:
            wait = following.at - row.at
        yield PastAnswer(
            at=row.at,
            rating=row.rating,
            state_before=before,
            state_after=after,
            wait=wait,
            # What is not measured is 0, and what is left open overnight says nothing.
            duration_ms=row.duration_ms
            if 0 < (row.duration_ms or 0) <= _LONGEST_ANSWER_MS
            else None,
        )
