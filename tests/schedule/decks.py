"""Cards for the tests of queues and sessions."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from kb.schedule.cards import DueCard, NewCard, SeenCard
from kb.schedule.memory import CardId, State, midnight
from kb.schedule.options import ScheduleOptions
from kb.schedule.pace import Pace
from kb.schedule.queue import Queue, SessionOptions, Today, day_queue
from kb.schedule.session import SessionState, start_session
from tests.schedule.worlds import BERLIN, MODEL, OPTIONS, TODAY

NOW: Final = BERLIN.start_of(TODAY) + timedelta(hours=6)


def due_card(
    number: int,
    *,
    note: int | None = None,
    fact: str = "",
    kind: str = "forward",
    preset: str = "",
    state: State = State.REVIEW,
    overdue: int = 0,
    due: datetime | None = None,
    stability_days: float = 10.0,
    difficulty: float = 5.0,
    ago: int = 10,
) -> DueCard:
    """Returns a card of a note and a fact of its own, unless told otherwise."""
    return DueCard(
        card=CardId(number),
        note=1000 + number if note is None else note,
        fact=fact or f"fact {number}",
        kind=kind,
        preset=preset,
        state=state,
        due=due or (NOW if state.in_steps else midnight(TODAY - timedelta(days=overdue))),
        stability_days=stability_days,
        difficulty=difficulty,
        last_day=TODAY - timedelta(days=ago),
    )


def new_card(number: int, *, note: int | None = None, fact: str = "", preset: str = "") -> NewCard:
    return NewCard(
        card=CardId(number),
        note=1000 + number if note is None else note,
        fact=fact or f"fact {number}",
        kind="forward",
        preset=preset,
    )


def today(settings: ScheduleOptions | None = None, *, seed: int = 1, day: date = TODAY) -> Today:
    return Today(
        day=day,
        seed=seed,
        calendar=BERLIN,
        settings=settings or OPTIONS,
        model=MODEL,
        pace=Pace(),
    )


def queue(
    due: Iterable[DueCard] = (),
    new: Iterable[NewCard] = (),
    seen: Iterable[SeenCard] = (),
    *,
    options: SessionOptions | None = None,
    settings: ScheduleOptions | None = None,
    seed: int = 1,
) -> Queue:
    return day_queue(due, new, seen, today(settings, seed=seed), options or SessionOptions())


def session(
    due: Iterable[DueCard] = (),
    new: Iterable[NewCard] = (),
    *,
    options: SessionOptions | None = None,
    settings: ScheduleOptions | None = None,
) -> SessionState:
    options = options or SessionOptions()
    return start_session(
        queue(due, new, options=options, settings=settings), today(settings), options
    )
