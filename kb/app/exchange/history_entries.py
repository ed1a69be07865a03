"""The entries of the log that a history in another program becomes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from kb.adoption.history import (
    History,
    PastAnswer,
    PastEvent,
    PastReschedule,
    PastReset,
    Schedule,
    When,
)
from kb.app.exchange.known_histories import SAME_ANSWER, moved_device, tick_of
from kb.schedule.days import Calendar, elapsed_days
from kb.schedule.log import Adopted, LogEntry, Reschedule, Reset, Review, foreign_device, living
from kb.schedule.memory import CardId, Standing, State, WeightsId, midnight

_MILLISECOND: Final = timedelta(milliseconds=1)
_NOON: Final = time(12)


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
        self._stands = living(log)
        self._standing: Standing | None = None

    def entries(self) -> Iterator[LogEntry]:
        """Yield the entries of all that did not come from here."""
        history = self._history
        if history.earlier is not None and not self._knows_before(history.events[0].at):
            yield self._adopted(history.earlier)
        for event in history.events:
            same = self._same(event)
            if same is None:
                yield from self._event(event)
            else:
                self._theirs.remove(same)
                self._standing = _after(same, self._standing)
        if history.schedule is not None:
            if history.events:
                yield from self._moved(history.schedule, history.events[-1].at)
            else:
                yield self._adopted(history.schedule)

    def _knows_before(self, first: datetime) -> bool:
        """Return whether kb knows where the card stood, and so better than what is left there."""
        before = [entry for entry in self._stands if entry.at < first - SAME_ANSWER]
        self._standing = None
        for entry in before:
            self._standing = _after(entry, self._standing)
        return self._standing is not None

    def _same(self, event: PastEvent) -> LogEntry | None:
        """Return the entry that this event is, if it went there from here."""
        near = [
            entry
            for entry in self._theirs
            if abs(entry.at - event.at) <= SAME_ANSWER and _is_alike(entry, event)
        ]
        return min(near, key=lambda entry: abs(entry.at - event.at), default=None)

    def _event(self, event: PastEvent) -> Iterator[LogEntry]:
        stamp = self._stamp(event.at)
        day: date = stamp["study_day"]
        if isinstance(event, PastAnswer):
            yield self._answer(event, day, stamp)
        elif isinstance(event, PastReset):
            self._standing = None
            yield Reset(**stamp)
        elif self._standing is not None:
            yield self._rescheduled(day + event.wait, stamp)

    def _answer(self, answer: PastAnswer, day: date, stamp: dict[str, Any]) -> Review:
        before = None if answer.state_before is State.NEW else self._standing
        last = before.last_day if before else day
        in_steps = answer.state_after.in_steps
        due = answer.at + answer.wait if in_steps else midnight(day + answer.wait)
        after = Standing(
            state=answer.state_after,
            step=0 if in_steps else None,
            due=due,
            last_day=max(day, last),
        )
        self._standing = after
        return Review(
            **stamp,
            rating=answer.rating,
            before=before,
            after=after,
            duration_ms=answer.duration_ms,
            elapsed_days=elapsed_days(last, day) if before else None,
            retrievability=None,
            weights_id=self._weights,
        )

    def _rescheduled(self, due: date, stamp: dict[str, Any]) -> Reschedule:
        if self._standing is not None:
            self._standing = replace(
                self._standing, state=State.REVIEW, step=None, due=midnight(due)
            )
        return Reschedule(**stamp, due_day=due)

    def _moved(self, schedule: Schedule, after: datetime) -> Iterator[Reschedule]:
        """Yield what moves the card to its due day, if that is another than the last answer's."""
        standing = self._standing
        if standing is None or schedule.state is not State.REVIEW:
            return
        due = day_in(schedule.due, self._calendar)
        if standing.state is State.REVIEW and standing.due.date() == due:
            return
        stamp = self._stamp(after + _MILLISECOND)
        stamp["device"] = moved_device(self._history, due)
        yield self._rescheduled(due, stamp)

    def _adopted(self, schedule: Schedule) -> Adopted:
        """Return the entry of a schedule, which is another one if anything in it is."""
        last_day = day_in(schedule.last, self._calendar)
        stamp = self._stamp(_moment(schedule.last))
        stamp["study_day"] = last_day
        what = (schedule.due, schedule.stability_days, schedule.difficulty, schedule.state)
        key = "\0".join((self._history.key, *map(str, what)))
        stamp["device"] = foreign_device(self._history.program, key)
        in_steps = schedule.state.in_steps
        self._standing = Standing(
            state=schedule.state,
            step=0 if in_steps else None,
            due=_moment(schedule.due)
            if in_steps
            else midnight(day_in(schedule.due, self._calendar)),
            last_day=last_day,
        )
        return Adopted(
            **stamp,
            after=self._standing,
            stability_days=schedule.stability_days,
            difficulty=schedule.difficulty,
            reps=max(schedule.reps, schedule.lapses),
            lapses=schedule.lapses,
        )

    def _stamp(self, at: datetime) -> dict[str, Any]:
        tick = tick_of(at)
        common = stamp_at(self._calendar, at)
        return {"device": self._device, "tick": tick, "card": self._card, **common}


def _is_alike(entry: LogEntry, event: PastEvent) -> bool:
    """Return whether an entry says what an event says, apart from when."""
    if isinstance(event, PastAnswer):
        return isinstance(entry, Review) and entry.rating is event.rating
    kind = Reschedule if isinstance(event, PastReschedule) else Reset
    return isinstance(entry, kind)


def _after(entry: LogEntry, standing: Standing | None) -> Standing | None:
    """Return where a card stands after an entry that knew where it stood before."""
    if isinstance(entry, Review | Adopted):
        return entry.after
    if isinstance(entry, Reschedule) and standing is not None:
        return replace(standing, state=State.REVIEW, step=None, due=midnight(entry.due_day))
    return None


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
