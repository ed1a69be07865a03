"""A server that shows statistics while other machines' answers arrive."""

from datetime import timedelta
from random import Random

import pytest

from kb.app.review.statistics.past_days import PastDays
from kb.app.review.statistics.statistics import statistics
from tests.app.sync.acting import in_turn
from tests.app.sync.conftest import MakeMachine


@pytest.mark.parametrize("seed", range(4))
async def test_what_is_kept_of_past_days_is_as_if_read_anew(
    machine: MakeMachine, seed: int
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    chance, kept = Random(seed), PastDays()  # noqa: S311  # not for secrets
    reviews = []
    for day in range(6):
        for one in (desk, phone):
            one.clock = timedelta(days=day)
            for _ in range(5):
                await one.acts(chance)
        if day % 2:
            await in_turn(desk, phone)
        moment = desk.moment
        shown = await statistics(desk.store, moment, kept)
        assert shown == await statistics(desk.store, moment)
        reviews.append(shown.reviews)
    assert reviews[-1] > reviews[0]
