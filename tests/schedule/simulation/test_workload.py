"""The workload of each retention, from a few that are simulated."""

from dataclasses import replace
from itertools import pairwise
from math import sqrt
from statistics import fmean

import pytest

from kb.schedule.options import ScheduleOptions
from kb.schedule.simulation.course import course
from kb.schedule.simulation.workload import RETENTIONS, SIMULATED, Simulator
from tests.schedule.simulation.lives import options, pool, world

DAYS = 60


def settings_for(retention: float) -> ScheduleOptions:
    return options(retention=retention, new_per_day=5)


@pytest.mark.parametrize("anchor", [0.70, 0.865, 0.9, 0.99])
def test_every_retention_has_a_row_and_the_one_that_is_set_its_own(anchor: float) -> None:
    cards = pool(120, new=0.3)
    simulator = Simulator(cards, world(options(), DAYS), settings_for)
    whole = simulator.whole(anchor)
    calls: list[None] = []
    rows = simulator.workloads(anchor, whole, lambda: calls.append(None))
    assert [row.retention for row in rows] == sorted({anchor, *RETENTIONS})
    assert len(calls) == len(SIMULATED)
    (own,) = (row for row in rows if row.retention == anchor)
    assert (own.reviews, own.known_at_end) == (whole.reviews, whole.days[-1].known)


def test_the_rows_are_near_to_what_a_simulation_of_all_cards_gives() -> None:
    cards = pool(2400, new=0.3)
    simulator = Simulator(cards, world(options(), DAYS), settings_for)
    rows = {
        row.retention: row for row in simulator.workloads(0.9, simulator.whole(0.9), lambda: None)
    }
    misses = []
    for retention in (0.72, 0.8, 0.86, 0.92, 0.97):
        every = [course(cards, world(settings_for(retention), DAYS, seed)) for seed in (2, 3)]
        row = rows[retention]
        misses.append(row.reviews / fmean(one.reviews for one in every) - 1)
        assert row.known == pytest.approx(fmean(one.known for one in every), rel=0.01)
    assert sqrt(fmean(miss**2 for miss in misses)) < 0.04


def test_more_retention_is_more_work_and_more_knowledge() -> None:
    simulator = Simulator(pool(900, new=0.3), world(options(), DAYS), settings_for)
    rows = simulator.workloads(0.9, simulator.whole(0.9), lambda: None)
    for before, after in pairwise(rows):
        assert after.known > before.known
    assert rows[-1].reviews > 2 * rows[20].reviews > 2 * rows[0].reviews


def test_a_collection_without_work_has_rows_of_nothing() -> None:
    nothing = replace(pool(60, new=1.0), known=())
    simulator = Simulator(
        nothing, world(options(), 10), lambda retention: options(retention=retention, new_per_day=0)
    )
    rows = simulator.workloads(0.9, simulator.whole(0.9), lambda: None)
    assert {(row.reviews, row.minutes, row.known) for row in rows} == {(0.0, 0.0, 0.0)}


def test_a_single_note_is_simulated_whatever_the_parts() -> None:
    note = pool(6, new=0)
    assert [note.sample(parts).cards for parts in (1, 2, 9)] == [6, 6, 6]
