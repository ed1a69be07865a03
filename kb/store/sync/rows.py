"""Rows of the log and of decisions as records of a synchronised log, and back.

In plain numbers and texts, as the driver has them: a first synchronisation turns 100,000.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from kb.schedule.log import entry_id
from kb.schedule.memory import State
from kb.store.tables.columns import milliseconds
from kb.sync.lines import (
    AdoptedLine,
    AnswerLine,
    BurialLine,
    CardEntry,
    DecisionLine,
    LogLine,
    PlanLine,
    ProposedLine,
    RescheduleLine,
    ResetLine,
    SameLine,
    StatusLine,
    VoidLine,
    WordingLine,
)

_DAY_MS: Final = 86_400_000
_MINUTE_MS: Final = 60_000
_EPOCH: Final = date(1970, 1, 1).toordinal()
_MOST_UTC: Final = 24 * 60
_MOST_STEPS: Final = 999
_LAST_TICK: Final = milliseconds(datetime(2200, 1, 1, tzinfo=UTC))
_FIRST: Final = milliseconds(datetime.min.replace(tzinfo=UTC))
_LAST: Final = milliseconds(datetime.max.replace(tzinfo=UTC))
_STATES: Final = (State.NEW, State.LEARNING, State.REVIEW, State.RELEARNING)
_NUMBERS: Final = {state.value: number for number, state in enumerate(_STATES)}
_REVIEW: Final = State.REVIEW.value


class LogRow(NamedTuple):
    """A row of the log, without its position, as the driver has it."""

    uid: str
    device: str
    tick: int
    card_id: int
    at: int
    kind: str
    voids: str | None
    rating: int | None
    utc_offset_minutes: int
    study_day: str
    duration_ms: int | None
    elapsed_days: int | None
    retrievability: float | None
    weights_id: int | None
    state_before: str | None
    step_before: int | None
    due_before: int | None
    last_day_before: str | None
    state_after: str | None
    step_after: int | None
    due_after: int | None
    last_day_after: str | None
    stability: float | None
    difficulty: float | None
    reps: int | None
    lapses: int | None


class DecisionRow(NamedTuple):
    """A row of the decisions, without its position, as the driver has it."""

    uid: str
    device: str
    tick: int
    card_id: int
    at: int
    kind: str
    value: str | None
    back: str | None
    until: str | None
    decided_at: int | None


class PlanRow(NamedTuple):
    """A row of the plans, without its position, as the driver has it."""

    uid: str
    device: str
    tick: int
    at: int
    kind: str
    name: str
    until: str | None
    retention: float | None


def record_of_log(row: LogRow, card: str, weights: Mapping[int, str]) -> CardEntry:
    """Return the record of a row of the log.

    Args:
        row: of any kind.
        card: the uid of its card.
        weights: the ids of the weights, by their numbers here.
    """
    day = _number_of(row.study_day)
    shift = day - (row.at + row.utc_offset_minutes * _MINUTE_MS) // _DAY_MS
    clock = row.at - row.tick
    common = row.tick, card
    if row.kind == "reset":
        return ResetLine(*common, row.utc_offset_minutes, shift, clock, row.device)
    if row.kind == "void":
        return VoidLine(*common, row.utc_offset_minutes, shift, row.voids or "", clock, row.device)
    if row.kind == "reschedule":
        wait = (row.due_after or 0) // _DAY_MS - day
        return RescheduleLine(*common, row.utc_offset_minutes, shift, wait, clock, row.device)
    due = row.due_after or 0
    in_days = row.state_after == _REVIEW
    now = _state_number(row.state_after, row.step_after)
    wait = due // _DAY_MS - day if in_days else due - row.at
    if row.kind == "adopted":
        return AdoptedLine(
            *common,
            row.utc_offset_minutes,
            shift,
            now,
            wait,
            row.stability or 0,
            row.difficulty or 0,
            row.reps or 0,
            row.lapses or 0,
            clock,
            row.device,
        )
    late = since = None
    if row.state_before and row.due_before is not None and row.last_day_before:
        since = day - _number_of(row.last_day_before)
        was_in_days = row.state_before == _REVIEW
        late = day - row.due_before // _DAY_MS if was_in_days else row.at - row.due_before
    return AnswerLine(
        *common,
        row.rating or 0,
        row.utc_offset_minutes,
        shift,
        row.duration_ms,
        _state_number(row.state_before, row.step_before),
        late,
        since,
        row.retrievability,
        now,
        wait,
        None if row.weights_id is None else weights[row.weights_id],
        clock,
        row.device,
    )


def log_row(record: LogLine, device: str, card: int, weights: Mapping[str, int]) -> LogRow:
    """Return the row of a record of the log.

    Args:
        record: as it was read.
        device: that of its file.
        card: its card here.
        weights: the numbers of the weights here, by their ids.

    Raises:
        KeyError: its weights are not known here.
        ValueError: it holds what no entry can.
        OverflowError: a number is too large.
    """
    device = record.device or device
    at = _moment(record.tick + record.clock)
    if abs(record.utc) > _MOST_UTC:
        raise ValueError(f"no place is {record.utc} minutes ahead of UTC")
    day = (at + record.utc * _MINUTE_MS) // _DAY_MS + record.day
    study_day = _day_of(day)
    if isinstance(record, AnswerLine):
        state_before, step_before = _state_of(record.was)
        state_after, step_after = _state_of(record.now)
        due_before = last_before = elapsed = None
        if state_before is not None:
            if record.late is None or record.since is None:
                raise ValueError("an answer to a card that was not new says not since when")
            in_days = state_before == _REVIEW
            due_before = _moment((day - record.late) * _DAY_MS if in_days else at - record.late)
            last_before = day - record.since
            elapsed = max(record.since, 0)
        if state_after is None or not 1 <= record.rating <= len(_STATES):
            raise ValueError("an answer leads to nothing")
        if not 0 <= (record.chance or 0) <= 1 or (record.ms or 0) < 0:
            raise ValueError("a chance or a time is not what it can be")
        in_days = state_after == _REVIEW
        return LogRow(
            entry_id(device, record.tick), device, _tick(record.tick), card, at, "review", None,
            record.rating, record.utc, study_day, record.ms, elapsed,
            None if record.chance is None else float(record.chance),
            None if record.weights is None else weights[record.weights],
            state_before, step_before, due_before,
            None if last_before is None else _day_of(last_before),
            state_after, step_after,
            _moment((day + record.wait) * _DAY_MS if in_days else at + record.wait),
            _day_of(day if last_before is None else max(day, last_before)),
            *(None,) * 4,
        )  # fmt: skip
    uid = entry_id(device, record.tick)
    row = LogRow(
        uid, device, _tick(record.tick), card, at, "reset", None, None, record.utc, study_day,
        *(None,) * 16,
    )  # fmt: skip
    if isinstance(record, VoidLine):
        return row._replace(kind="void", voids=record.voids)
    if isinstance(record, RescheduleLine):
        return row._replace(kind="reschedule", due_after=_moment((day + record.wait) * _DAY_MS))
    if isinstance(record, AdoptedLine):
        return _adopted_row(record, row, day)
    return row


def _adopted_row(record: AdoptedLine, row: LogRow, day: int) -> LogRow:
    """Return the row of where a card stood; ``day`` is the study day, in days from 1970."""
    state, step = _state_of(record.now)
    if state is None or record.stability <= 0 or not 1 <= record.difficulty <= 10:
        raise ValueError("a card stands nowhere, or its memory is none")
    if not 0 <= record.lapses <= record.reps:
        raise ValueError("a card was forgotten more often than it was answered")
    in_days = state == _REVIEW
    return row._replace(
        kind="adopted",
        state_after=state,
        step_after=step,
        due_after=_moment((day + record.wait) * _DAY_MS if in_days else row.at + record.wait),
        last_day_after=row.study_day,
        stability=float(record.stability),
        difficulty=float(record.difficulty),
        reps=record.reps,
        lapses=record.lapses,
    )


def record_of_decision(row: DecisionRow, card: str) -> CardEntry:
    """Return the record of a row of the decisions; ``card`` is the uid of its card."""
    clock = row.at - row.tick
    if row.kind == "status":
        value = row.value or ""
        return StatusLine(row.tick, card, value, row.until, row.decided_at, clock, row.device)
    if row.kind == "wording":
        return WordingLine(row.tick, card, row.value, row.back, clock, row.device)
    if row.kind == "burial":
        return BurialLine(row.tick, card, row.until, clock, row.device)
    if row.kind == "proposed":
        note, anchor, line, front = json.loads(row.value or "")
        return ProposedLine(
            row.tick, card, note, anchor, line, front, row.back or "", clock, row.device
        )
    return SameLine(row.tick, card, row.value or "", clock, row.device)


def proposed_value(note: str, anchor: str, line: int, front: str) -> str:
    """Return what a decision keeps of a proposed card, beside its answer."""
    return json.dumps([note, anchor, line, front], ensure_ascii=False, separators=(",", ":"))


def decision_row(record: DecisionLine, device: str, card: int) -> DecisionRow:
    """Return the row of a record of a decision; see :func:`log_row`.

    Raises:
        ValueError: it holds what no decision can.
    """
    device = record.device or device
    value = back = until = decided = None
    if isinstance(record, StatusLine):
        kind, value, until, decided = "status", record.status, record.until, record.decided
        if value not in ("active", "suspended", "rejected", "snoozed", "inbox"):
            raise ValueError(f"{value} is no status")
    elif isinstance(record, WordingLine):
        kind, value, back = "wording", record.front, record.back
    elif isinstance(record, BurialLine):
        kind, until = "burial", record.until
    elif isinstance(record, ProposedLine):
        kind, back = "proposed", record.back
        value = proposed_value(record.note, record.anchor, record.line, record.front)
        if not record.anchor or record.line < 1 or not (record.front.strip() and back.strip()):
            raise ValueError("a proposed card lacks a part")
    else:
        kind, value = "same", record.other
    if until is not None and _day_of(_number_of(until)) != until:
        raise ValueError(f"{until} is no day")
    if decided is not None:
        _moment(decided)
    return DecisionRow(
        entry_id(device, record.tick), device, _tick(record.tick), card,
        _moment(record.tick + record.clock),
        kind, value, back, until, decided,
    )  # fmt: skip


def record_of_plan(row: PlanRow) -> PlanLine:
    """Return the record of a row of the plans."""
    clock = row.at - row.tick
    return PlanLine(row.tick, row.kind, row.name, row.until, row.retention, clock, row.device)


def plan_row(record: PlanLine, device: str) -> PlanRow:
    """Return the row of a record of a plan; see :func:`log_row`.

    Raises:
        ValueError: it holds what no plan can.
    """
    device = record.device or device
    days = [record.name] if record.kind == "break" else []
    days += [] if record.until is None else [record.until]
    if any(_day_of(_number_of(day)) != day for day in days):
        raise ValueError(f"{record.name} or {record.until} is no day")
    retention = None if record.retention is None else float(record.retention)
    if record.kind not in ("break", "exam") or not 0 < (retention or 0.9) < 1:
        raise ValueError(f"{record.kind} with {retention} is no plan")
    return PlanRow(
        entry_id(device, record.tick), device, _tick(record.tick),
        _moment(record.tick + record.clock),
        record.kind, record.name, record.until, retention,
    )  # fmt: skip


def _tick(tick: int) -> int:
    """Return a tick, if there is room for many after it.

    Raises:
        ValueError: it is past the year 2200.
    """
    if not 0 <= tick <= _LAST_TICK:
        raise ValueError(f"{tick} is no tick")
    return tick


def _moment(milliseconds_: int) -> int:
    """Return a moment as it is, if it is one.

    Raises:
        ValueError: it is not in the years from 1 to 9999.
    """
    if not _FIRST <= milliseconds_ <= _LAST:
        raise ValueError(f"{milliseconds_} is no moment")
    return milliseconds_


def _state_number(state: str | None, step: int | None) -> int:
    return _NUMBERS[state or State.NEW.value] + 10 * (step or 0)


@lru_cache(maxsize=256)
def _state_of(number: int) -> tuple[str | None, int | None]:
    step, state = divmod(number, 10)
    if not (0 <= state < len(_STATES) and step >= 0):
        raise ValueError(f"{number} is no state")
    if _STATES[state] is State.NEW:
        return None, None
    return _STATES[state].value, step if _STATES[state].in_steps else None


@lru_cache(maxsize=8192)
def _number_of(day: str) -> int:
    """Return the days from 1970 to a day."""
    return date.fromisoformat(day).toordinal() - _EPOCH


@lru_cache(maxsize=8192)
def _day_of(number: int) -> str:
    """Return the day that is this many days after 1970."""
    return date.fromordinal(number + _EPOCH).isoformat()
