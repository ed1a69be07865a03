"""How much work days brought, and will bring."""

from datetime import timedelta

import pytest

from kb.schedule.load import Due, forecast
from kb.schedule.memory import State
from kb.schedule.pace import Pace
from tests.schedule.worlds import TODAY


def test_what_is_overdue_is_forecast_for_today() -> None:
    due = [
        Due(TODAY - timedelta(days=40), "forward", State.REVIEW, 6),
        Due(TODAY, "forward", State.LEARNING, 2),
        Due(TODAY + timedelta(days=2), "reverse", State.REVIEW, 3),
        Due(TODAY + timedelta(days=9), "reverse", State.REVIEW, 50),
    ]
    days = forecast(due, TODAY, 3, Pace(), retention=1.0)
    assert [(day.day, day.reviews) for day in days] == [
        (TODAY, 8),
        (TODAY + timedelta(days=1), 0),
        (TODAY + timedelta(days=2), 3),
    ]
    assert [day.minutes for day in days] == pytest.approx([84 / 60, 0, 0.5])
