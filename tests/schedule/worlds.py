"""What the tests of the schedule share: a learner in Berlin, and what Hypothesis may draw."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from kb.app.review.schedule_settings import schedule_options
from kb.config.settings import Settings
from kb.schedule.days import Calendar
from kb.schedule.fsrs import Model
from kb.schedule.memory import Memory, Rating, Scheduled, State, midnight
from kb.schedule.outcomes import Scheduler

BERLIN: Final = Calendar(zone=ZoneInfo("Europe/Berlin"), rollover_hour=4)
OPTIONS: Final = schedule_options(Settings())
MODEL: Final = Model()
SCHEDULER: Final = Scheduler(model=MODEL, calendar=BERLIN)
TODAY: Final = date(2026, 3, 10)
NOON: Final = datetime(2026, 3, 10, 12, tzinfo=UTC)

ratings = st.sampled_from(Rating)
chances = st.floats(0, 1, exclude_max=True)
stabilities = st.floats(0.001, 36_500)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
moments = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001  # Hypothesis adds the zone
    datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@st.composite
def standings(draw: st.DrawFn) -> Scheduled:
    """Draws a card that was answered before ``TODAY``."""
    state = draw(st.sampled_from([State.LEARNING, State.REVIEW, State.RELEARNING]))
    last = TODAY - timedelta(days=draw(st.integers(0, 800)))
    memory = Memory(
        stability_days=draw(st.floats(0.01, 5000)),
        difficulty=draw(st.floats(1, 10)),
        state=state,
        step=draw(st.integers(0, 2)) if state.in_steps else None,
        last_day=last,
    )
    return Scheduled(memory=memory, due=midnight(last + timedelta(days=draw(st.integers(1, 2000)))))


def reviewed(
    *, stability_days: float = 10.0, difficulty: float = 5.0, ago: int = 10, interval: int = 10
) -> Scheduled:
    """Returns a card in review that was answered ``ago`` days before ``TODAY``."""
    last = TODAY - timedelta(days=ago)
    memory = Memory(
        stability_days=stability_days,
        difficulty=difficulty,
        state=State.REVIEW,
        step=None,
        last_day=last,
    )
    return Scheduled(memory=memory, due=midnight(last + timedelta(days=interval)))


def golden(name: str) -> Any:
    """Returns what other programs said, as ``tests/schedule/golden`` keeps it."""
    path = Path(__file__).parent / "golden" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))
