"""The entries of the log that a history in another program becomes, as rows of the log."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from kb.adoption.history import (
    History,
    PastAnswer,
    PastEvent,
    PastReschedule,
    PastReset,
    Schedule,
    When,
)
from kb.app.exchange.known_histories import SAME_ANSWER, is_move, moved_device, tick_of
from kb.schedule.days import Calendar
from kb.schedule.log import (
    Adopted,
    LogEntry,
    Reschedule,
    Reset,
    Review,
    entry_id,
    foreign_device,
    living,
)
from kb.schedule.memory import CardId, Standing, State, WeightsId
from kb.store.sync.rows import LogRow

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = _EPOCH.date().toordinal()
_LAST_DAY: Final = date.max.toordinal()
_DAY_MS: Final = 86_400_000
_HOUR_MS: Final = 3_600_000
_MILLISECOND: Final = timedelta(milliseconds=1)
_NOON: Final = time(12)
_REVIEW: Final = State.REVIEW.value


class StandingRow(NamedTuple):
    """Where a card stands in its schedule, as the driver of the store has it."""

    state: str
    step: int | None
    due: int
    """In milliseconds since 1970."""
    last_day: str


_NOWHERE: Final = (None,) * 4


# As their own constructors do, with fewer calls for each of half a million answers.
_as_place: Final = partial(tuple.__new__, StandingRow)
_as_row: Final = partial(tuple.__new__, LogRow)


class _Stamp(NamedTuple):
    """When something happened."""

    tick: int
    at: int
    """In milliseconds since 1970."""
    utc_offset_minutes: int
    day: int
    """The proleptic Gregorian ordinal of the study day."""


_as_stamp: Final = partial(tuple.__new__, _Stamp)


class HistoryWriter:
    """Writes the entries of a history, each knowing where the card stood before it."""

    def __init__(
        self,
        card: CardId,
        history: History,
        log: Sequence[LogEntry],
        calendar: Calendar,
        weights: WeightsId | None,
    ) -> None:
        self._card = card
        self._history = history
        self._device = foreign_device(history.program, history.key)
        self._calendar = calendar
        self._weights = weights
        self._theirs = [entry for entry in log if entry.device != self._device]
        """What was not taken over from there, and may have gone there."""
        self._taken = {entry.tick for entry in log if entry.device == self._device}
        """The ticks of what was taken over from there."""
        self._stands = living(log) if log else ()
        self._place: StandingRow | None = None

    def entries(self) -> Iterator[LogRow]:
        """Yield the entries of all that did not come from here."""
        history = self._history
        if history.earlier is not None and not self._knows_before(history.events[0].at):
            yield self._adopted(history.earlier)
        for event in history.events:
            same = self._same(event) if self._theirs else None
            if same is not None:
                self._theirs.remove(same)
                self._place = _after(same, self._place)
            elif (row := self._event(event)) is not None:
                yield row
        if history.events:
            yield from self._moved(history.schedule, history.events[-1].at)
        elif history.schedule is not None:
            yield self._adopted(history.schedule)

    def _knows_before(self, first: datetime) -> bool:
        """Return whether kb knows where the card stood, and so better than what is left there."""
        before = [entry for entry in self._stands if entry.at < first - SAME_ANSWER]
        self._place = None
        for entry in before:
            self._place = _after(entry, self._place)
        return self._place is not None

    def _same(self, event: PastEvent) -> LogEntry | None:
        """Return the entry that this event is, if it went there from here."""
        if tick_of(event.at) in self._taken:
            return None
        near = [
            entry
            for entry in self._theirs
            if abs(entry.at - event.at) <= SAME_ANSWER and _is_alike(entry, event)
        ]
        return min(near, key=lambda entry: abs(entry.at - event.at), default=None)

    def _event(self, event: PastEvent) -> LogRow | None:
        stamp = _stamp(event.at, self._calendar)
        if isinstance(event, PastAnswer):
            return self._answer(event, stamp)
        if isinstance(event, PastReset):
            self._place = None
            return self._row(stamp, "reset")
        if self._place is not None:
            return self._rescheduled(stamp.day + event.wait.days, stamp)
        return None

    def _answer(self, answer: PastAnswer, stamp: _Stamp) -> LogRow:
        at, rating, state_before, state_after, wait, duration_ms = answer
        before = None if state_before is State.NEW else self._place
        tick, at_ms, offset, day = stamp
        device, text = self._device, text_of_day(day)
        elapsed, last = None, text
        if before is not None:
            elapsed = max(0, day - _ordinal(before.last_day))
            last = max(text, before.last_day)
        if state_after is State.REVIEW:
            after = _as_place((_REVIEW, None, _midnight(day + wait.days), last))
        else:
            after = _as_place((state_after.value, 0, _milliseconds(at + wait), last))
        self._place = after
        return _as_row((
            entry_id(device, tick), device, tick, self._card, at_ms, "review", None, int(rating),
            offset, text, duration_ms, elapsed, None, self._weights,
            *(before or _NOWHERE), *after, None, None, None, None,
        ))  # fmt: skip

    def _rescheduled(self, due: int, stamp: _Stamp, device: str | None = None) -> LogRow:
        midnight = _midnight(due)
        if self._place is not None:
            self._place = self._place._replace(state=_REVIEW, step=None, due=midnight)
        return self._row(stamp, "reschedule", device, due_after=midnight)

    def _moved(self, schedule: Schedule | None, after: datetime) -> Iterator[LogRow]:
        """Yield what moves the card to its due day, if that is another than the last answer's.

        If it was moved before since its last answer, the latest move says where it stands here.
        """
        place = self._place
        if place is None or (schedule or place).state != _REVIEW:
            return
        usual = day_of_ms(place.due)
        due = usual if schedule is None else day_in(schedule.due, self._calendar)
        at, device = after + _MILLISECOND, moved_device(self._history, due)
        program, tick = self._history.program, tick_of(after)
        moves = [
            one
            for one in self._theirs
            if isinstance(one, Reschedule) and is_move(one.device, one.tick, program, tick)
        ]
        if moves:
            last = moves[-1]
            if last.due_day == due:
                at, device = last.at, last.device
            else:
                at = last.at + _MILLISECOND
        elif place.state == _REVIEW and due == usual:
            return
        yield self._rescheduled(due.toordinal(), _stamp(at, self._calendar), device)

    def _adopted(self, schedule: Schedule) -> LogRow:
        """Return the entry of a schedule, which is another one if anything in it is."""
        last_day = day_in(schedule.last, self._calendar)
        stamp = _stamp(_moment(schedule.last), self._calendar)._replace(day=last_day.toordinal())
        what = (schedule.due, schedule.stability_days, schedule.difficulty, schedule.state)
        key = "\0".join((self._history.key, *map(str, what)))
        in_steps = schedule.state.in_steps
        due = _moment(schedule.due) if in_steps else day_in(schedule.due, self._calendar)
        self._place = StandingRow(
            schedule.state.value,
            0 if in_steps else None,
            _milliseconds(due) if isinstance(due, datetime) else _midnight(due.toordinal()),
            last_day.isoformat(),
        )
        return self._row(
            stamp,
            "adopted",
            foreign_device(self._history.program, key),
            state_after=self._place.state,
            step_after=self._place.step,
            due_after=self._place.due,
            last_day_after=self._place.last_day,
            stability=schedule.stability_days,
            difficulty=schedule.difficulty,
            reps=max(schedule.reps, schedule.lapses),
            lapses=schedule.lapses,
        )

    def _row(self, stamp: _Stamp, kind: str, device: str | None = None, **fields: Any) -> LogRow:  # noqa: ANN401  # of the row
        """Return a row that is no answer."""
        device = device or self._device
        row = LogRow(
            entry_id(device, stamp.tick), device, stamp.tick, self._card, stamp.at, kind, None,
            None, stamp.utc_offset_minutes, text_of_day(stamp.day), *(None,) * 16,
        )  # fmt: skip
        return row._replace(**fields) if fields else row


def _is_alike(entry: LogEntry, event: PastEvent) -> bool:
    """Return whether an entry says what an event says, apart from when."""
    if isinstance(event, PastAnswer):
        return isinstance(entry, Review) and entry.rating is event.rating
    kind = Reschedule if isinstance(event, PastReschedule) else Reset
    return isinstance(entry, kind)


def _after(entry: LogEntry, place: StandingRow | None) -> StandingRow | None:
    """Return where a card stands after an entry that knew where it stood before."""
    if isinstance(entry, Review | Adopted):
        return _place_of(entry.after)
    if isinstance(entry, Reschedule) and place is not None:
        return place._replace(state=_REVIEW, step=None, due=_midnight(entry.due_day.toordinal()))
    return None


def _place_of(standing: Standing) -> StandingRow:
    due = _milliseconds(standing.due)
    return StandingRow(standing.state.value, standing.step, due, standing.last_day.isoformat())


def day_in(when: When, calendar: Calendar) -> date:
    """Return the study day of a moment; a day is one."""
    return calendar.day_of(when) if isinstance(when, datetime) else when


def _moment(when: When) -> datetime:
    """Return a moment; of a day its noon in UTC, so that it is the same everywhere."""
    return when if isinstance(when, datetime) else datetime.combine(when, _NOON, UTC)


def stamp_at(calendar: Calendar, at: datetime) -> dict[str, Any]:
    """Return the fields that all entries have which are made at a time."""
    return {
        "at": at,
        "utc_offset_minutes": calendar.offset_minutes(at),
        "study_day": calendar.day_of(at),
    }


def _stamp(at: datetime, calendar: Calendar) -> _Stamp:
    """Return what :func:`stamp_at` does, in numbers."""
    ahead_ms, minutes = _ahead(at.astimezone(calendar.zone).utcoffset())
    at_ms, rest = divmod(at - _EPOCH, _MILLISECOND)
    days = (at_ms + ahead_ms - calendar.rollover_hour * _HOUR_MS) // _DAY_MS
    return _as_stamp((tick_of(at) if rest else at_ms, at_ms, minutes, days + _FIRST_DAY))


@lru_cache(maxsize=256)
def _ahead(offset: timedelta | None) -> tuple[int, int]:
    """Return how far local time is ahead of UTC, in milliseconds and in minutes."""
    ahead = offset or timedelta()
    return ahead // _MILLISECOND, round(ahead.total_seconds() / 60)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def _midnight(day: int) -> int:
    """Return midnight UTC of a day, in milliseconds since 1970.

    Raises:
        OverflowError: there is no such day.
    """
    if not 0 < day <= _LAST_DAY:
        raise OverflowError("date value out of range")
    return (day - _FIRST_DAY) * _DAY_MS


def day_of_ms(milliseconds: int) -> date:
    """Return the day, in UTC, of a time in milliseconds since 1970."""
    return date.fromordinal(milliseconds // _DAY_MS + _FIRST_DAY)


@lru_cache(maxsize=65_536)
def text_of_day(day: int) -> str:
    """Return a day by its ordinal, as the store has it."""
    return date.fromordinal(day).isoformat()


@lru_cache(maxsize=65_536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
