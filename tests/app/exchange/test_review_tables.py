"""The table of answers of an export, taken back by itself."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kb.app.exchange.adoption import adopt
from kb.app.exchange.export import export
from kb.app.exchange.review_tables import BoundTable, bound_table
from kb.errors import ExportError
from kb.schedule.memory import Rating
from kb.store.file.store import open_store
from tests.app.days import CALENDAR
from tests.app.sync.acting import answered, card_of
from tests.app.sync.machines import Machine

NOTE = "# Deck\n\n" + "".join(f"Q: Question {n}?\nA: Answer {n}, as written.\n\n" for n in range(4))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Machine]:
    """A machine on which one card was answered twice, and another once."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Deck.md").write_text(NOTE)
    async with open_store(tmp_path / "kb.db") as store:
        machine = Machine(place=tmp_path, store=store)
        await machine.imports()
        shutil.copy(tmp_path / "kb.db", tmp_path / "before.db")
        await answered(machine, "Question 1?", Rating.GOOD)
        await answered(machine, "Question 1?", Rating.EASY)
        await answered(machine, "Question 2?", Rating.EASY)
        await export(store, tmp_path / "export")
        yield machine


async def table(machine: Machine, place: Path) -> BoundTable:
    return await bound_table(machine.store, place / "export" / "reviews.csv", CALENDAR)


async def test_a_store_without_answers_gets_them_back(desk: Machine) -> None:
    async with open_store(desk.place / "before.db") as store:
        other = Machine(place=desk.place, store=store, done=desk.done)
        bound = await table(other, desk.place)
        assert (len(bound.bindings), bound.unknown) == (2, ())
        for _ in range(2):
            await adopt(store, bound.bindings, "reviews.csv", other.moment)
            for front in ("Question 1?", "Question 2?"):
                one, same = await card_of(desk, front), await card_of(other, front)
                assert one.scheduled
                assert same.scheduled
                assert (same.reps, same.lapses) == (one.reps, one.lapses)
                assert same.scheduled.memory.stability_days == pytest.approx(
                    one.scheduled.memory.stability_days
                )
        assert await other.is_sound() == []


async def test_a_store_that_has_the_answers_gets_nothing(desk: Machine) -> None:
    before = await desk.shared()
    await adopt(desk.store, (await table(desk, desk.place)).bindings, "reviews.csv", desk.moment)
    assert await desk.shared() == before


async def test_cards_that_are_not_here_are_told(desk: Machine) -> None:
    file = desk.place / "export" / "reviews.csv"
    file.write_text(file.read_text() + "0123456789abcdef,1700000000000,3,0,0\n")
    assert (await table(desk, desk.place)).unknown == ("0123456789abcdef",)
    with pytest.raises(ExportError, match="no such file"):
        await bound_table(desk.store, desk.place / "nowhere.csv", CALENDAR)
