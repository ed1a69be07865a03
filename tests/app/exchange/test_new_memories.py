"""The memory of a card whose whole log is new is that of a replay."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from kb.adoption.history import History, PastAnswer, PastReschedule, PastReset, Program, Schedule
from kb.app.exchange.history_entries import HistoryWriter, stamp_at
from kb.app.exchange.new_memories import RowReplay
from kb.schedule.days import Calendar
from kb.schedule.fsrs import Model
from kb.schedule.log import LogEntry, replay
from kb.schedule.memory import CardId, Rating, State
from kb.store.cards.cards import MemoryRow
from kb.store.exchange.adoptions import as_entry
from kb.store.sync.rows import LogRow
from kb.store.tables.columns import milliseconds, moment

_CARD = CardId(7)
_MODEL = Model()
_CALENDARS = st.builds(
    Calendar,
    zone=st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")]),
    rollover_hour=st.integers(0, 23),
)
_MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001  # of days
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
_STATES = st.sampled_from([state for state in State if state is not State.NEW])
_DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
_SCHEDULES = st.builds(
    Schedule,
    due=_DAYS | _MOMENTS,
    last=_DAYS | _MOMENTS,
    state=_STATES,
    stability_days=st.floats(0.01, 30_000),
    difficulty=st.floats(1, 10),
    reps=st.integers(0, 50),
    lapses=st.integers(0, 50),
)
_WAITS = st.timedeltas(timedelta(0), timedelta(days=400))
_EVENTS = (
    st.builds(
        PastAnswer,
        at=_MOMENTS,
        rating=st.sampled_from(Rating),
        state_before=st.sampled_from(State),
        state_after=_STATES,
        wait=_WAITS,
    )
    | st.builds(PastReset, at=_MOMENTS)
    | st.builds(PastReschedule, at=_MOMENTS, wait=_WAITS)
)
_ROWS = st.builds(
    LogRow,
    uid=st.uuids().map(str),
    device=st.sampled_from("abc"),
    tick=st.integers(0, 50),
    card_id=st.just(_CARD),
    at=st.just(0),
    kind=st.sampled_from(["review", "review", "review", "reset", "reschedule", "adopted"]),
    voids=st.none(),
    rating=st.integers(1, 4),
    utc_offset_minutes=st.just(0),
    study_day=st.integers(1, 20).map(lambda day: date(2026, 1, day).isoformat()),
    duration_ms=st.none(),
    elapsed_days=st.none(),
    retrievability=st.none(),
    weights_id=st.none(),
    state_before=st.none() | st.just("review"),
    step_before=st.none(),
    due_before=st.integers(20_480, 20_484).map(lambda day: day * 86_400_000),
    last_day_before=st.integers(1, 3).map(lambda day: date(2026, 1, day).isoformat()),
    state_after=st.just("review"),
    step_after=st.none(),
    due_after=st.integers(20_480, 20_484).map(lambda day: day * 86_400_000),
    last_day_after=st.integers(1, 3).map(lambda day: date(2026, 1, day).isoformat()),
    stability=st.floats(0.1, 100),
    difficulty=st.floats(1, 10),
    reps=st.integers(0, 5),
    lapses=st.integers(0, 5),
)


def replayed(rows: list[LogRow]) -> MemoryRow:
    """Return what a replay of entries gives, as a row."""
    entries: list[LogEntry] = sorted(map(as_entry, rows), key=lambda one: (one.tick, one.device))
    card = replay(entries, _MODEL)
    if card.scheduled is None:
        return MemoryRow(None, None, None, None, None, None, card.reps, card.lapses, _CARD)
    memory, due = card.scheduled.memory, card.scheduled.due
    return MemoryRow(
        memory.state.value, memory.step, milliseconds(due), memory.last_day.isoformat(),
        memory.stability_days, memory.difficulty, card.reps, card.lapses, _CARD,
    )  # fmt: skip


@given(st.lists(_EVENTS, max_size=8), st.none() | _SCHEDULES, _CALENDARS)
def test_a_history_leads_to_the_memory_of_its_replay(
    events: list[PastAnswer | PastReset | PastReschedule],
    schedule: Schedule | None,
    calendar: Calendar,
) -> None:
    events = sorted(events, key=lambda event: event.at)
    history = History(program=Program.ANKI, key="a", events=events, schedule=schedule)
    rows = list(HistoryWriter(_CARD, history, (), calendar, None).entries())
    assert RowReplay(_MODEL).memory(_CARD, rows) == replayed(rows)


@given(st.lists(_ROWS, max_size=6, unique_by=lambda row: (row.tick, row.device)))
def test_answers_that_knew_nothing_of_each_other_lead_to_the_memory_of_their_replay(
    rows: list[LogRow],
) -> None:
    assert RowReplay(_MODEL).memory(_CARD, rows) == replayed(rows)


@given(_MOMENTS, _CALENDARS)
def test_a_row_says_when_it_was_as_the_calendar_does(at: datetime, calendar: Calendar) -> None:
    history = History(program=Program.ANKI, key="a", events=(PastReset(at=at),))
    (row,) = HistoryWriter(_CARD, history, (), calendar, None).entries()
    stamp = stamp_at(calendar, at)
    assert (moment(row.at), row.utc_offset_minutes) == (at, stamp["utc_offset_minutes"])
    assert date.fromisoformat(row.study_day) == stamp["study_day"]
