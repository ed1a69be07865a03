"""Machines with weights of their own for the memory model."""

from random import Random

import pytest

from kb.app.memory_models import memory_models
from kb.app.review.fitting.fit import replay_all
from kb.schedule.fsrs import DEFAULT_WEIGHTS, Model
from kb.schedule.memory import ENGINE, Rating
from kb.store.review.histories import histories
from kb.store.review.weights import choose_weights
from kb.sync.folder import log_files, read_from
from kb.sync.lines import MemoryLine
from tests.app.sync.acting import answered, card_of, due, in_turn
from tests.app.sync.conftest import MakeMachine
from tests.app.sync.machines import Machine

FITTED = (0.3, 1.0, 5.0, *DEFAULT_WEIGHTS[3:])


async def uses(machine: Machine, weights: tuple[float, ...]) -> None:
    """Makes a machine use weights, as a fit does."""
    async with machine.store.writing() as transaction:
        await choose_weights(transaction, weights, machine.moment.now)
        await replay_all(transaction, Model(weights), await histories(transaction))


async def stability(machine: Machine, front: str) -> float:
    card = await card_of(machine, front)
    assert card.scheduled
    return card.scheduled.memory.stability_days


async def test_entries_are_shared_and_weights_are_each_machines_own(machine: MakeMachine) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await answered(desk, "Question 0?", Rating.GOOD)
    await uses(desk, FITTED)
    await answered(desk, "Question 1?", Rating.GOOD)
    await answered(phone, "Question 2?", Rating.GOOD)
    await in_turn(desk, phone)
    for front in ("Question 0?", "Question 1?", "Question 2?"):
        assert await stability(desk, front) == FITTED[2]
        assert await stability(phone, front) == DEFAULT_WEIGHTS[2]
        assert await due(desk, front) == await due(phone, front)
    assert await desk.is_sound() == []
    assert await phone.is_sound() == []
    # With the same weights, the same entries give the same store.
    await uses(phone, FITTED)
    assert await desk.shared() == await phone.shared()
    assert await phone.is_sound() == []


async def test_a_memory_told_by_a_machine_with_other_weights_is_computed_anew(
    machine: MakeMachine,
) -> None:
    desk, phone = await machine("desk"), await machine("phone")
    await uses(desk, FITTED)
    await answered(desk, "Question 0?", Rating.GOOD)
    await desk.syncs()
    await desk.syncs(compact=True)
    async with desk.store.reading() as transaction:
        name = (await memory_models(transaction)).name
    assert name.startswith(f"{ENGINE} with ")
    told = [
        record
        for file in log_files(desk.folder)
        for record in read_from(desk.folder, file, 0).records
        if isinstance(record, MemoryLine)
    ]
    assert [(line.engine, line.stability) for line in told] == [(name, FITTED[2])]
    await phone.syncs()
    assert await stability(phone, "Question 0?") == DEFAULT_WEIGHTS[2]
    assert await phone.is_sound() == []


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_was_done_other_weights_give_the_memories_that_a_doctor_computes(
    machine: MakeMachine, seed: int
) -> None:
    desk, chance = await machine("desk"), Random(seed)  # noqa: S311  # not for secrets
    for _ in range(60):
        await desk.acts(chance)
    before = await desk.shared()
    await uses(desk, FITTED)
    assert await desk.is_sound() == []
    changed = await desk.shared()
    await uses(desk, DEFAULT_WEIGHTS)
    assert await desk.is_sound() == []
    assert await desk.shared() == before
    assert changed != before
