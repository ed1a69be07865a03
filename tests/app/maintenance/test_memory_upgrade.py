"""A store whose memories another engine computed is replayed once, after a backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.selection import CardSelection
from kb.app.maintenance import replay
from kb.app.maintenance.doctor import diagnosis
from kb.app.maintenance.memory_upgrade import upgrade_memories
from kb.app.review.answers import undo
from kb.schedule.memory import ENGINE, Rating
from kb.store.file.backups import backups_folder
from kb.store.file.store import Store
from kb.store.review.weights import recorded_engine
from tests.app.days import answered, at

OTHER = "FSRS-6 / fsrs 6.3.1"


async def cards(store: Store) -> tuple[CardView, ...]:
    return await list_cards(store, CardSelection(), moment=at(3))


async def engine(store: Store) -> str | None:
    async with store.reading() as transaction:
        return await recorded_engine(transaction)


async def log_check(store: Store) -> tuple[bool, str]:
    (check,) = [each for each in (await diagnosis(store, at(400).now)).checks if each.name == "log"]
    return check.ok, check.detail


def made_by_another_engine(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as file, file:
        file.execute("UPDATE weights SET engine = ?", (OTHER,))
        file.execute("UPDATE cards SET stability = stability * 1.7, difficulty = 9.5")
        file.execute("UPDATE cards SET changed = 1, buried_until = '2026-03-09' WHERE id = 1")


@pytest.mark.usefixtures("three")
async def test_a_store_of_another_engine_is_replayed_once(store: Store) -> None:
    assert await engine(store) is None
    await answered(store, 0, {"Say beta": Rating.AGAIN})
    assert await engine(store) == ENGINE
    before = await cards(store)
    made_by_another_engine(store)
    ok, detail = await log_check(store)
    assert not ok
    assert f"the schedule was computed by {OTHER}, but this kb uses {ENGINE}" in detail

    said = await upgrade_memories(store, at(3).now)

    (backup,) = backups_folder(store.path).iterdir()
    assert said == (
        f"The memory model changed ({OTHER} → {ENGINE}): replayed the log, which changed the "
        f"memory of 3 cards; backup at {backup}."
    )
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT DISTINCT difficulty FROM cards").fetchall() == [(9.5,)]
    after = await cards(store)
    assert [(card.due, card.stability, card.difficulty, card.reps) for card in after] == [
        (card.due, card.stability, card.difficulty, card.reps) for card in before
    ]
    # Only the memories are replayed: what else is known of the cards stays.
    assert (after[0].changed, str(after[0].buried_until)) == (True, "2026-03-09")
    assert (await diagnosis(store, at(400).now)).ok
    assert await engine(store) == ENGINE

    assert await upgrade_memories(store, at(3).now) is None
    assert await cards(store) == after
    assert len(list(backups_folder(store.path).iterdir())) == 1


@pytest.mark.usefixtures("three")
async def test_entries_keep_what_they_recorded_and_an_undo_gives_the_memory_of_this_engine(
    store: Store,
) -> None:
    await answered(store, 0)
    await answered(store, 4)
    with closing(sqlite3.connect(store.path)) as file:
        entries = file.execute("SELECT * FROM log ORDER BY position").fetchall()
    made_by_another_engine(store)
    assert await upgrade_memories(store, at(5).now)
    with closing(sqlite3.connect(store.path)) as file:
        assert file.execute("SELECT * FROM log ORDER BY position").fetchall() == entries
    assert (await diagnosis(store, at(400).now)).ok
    assert len(await undo(store, 2, at(5))) == 2
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_an_upgrade_that_is_interrupted_leaves_the_store_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answered(store, 0)
    made_by_another_engine(store)
    before = await cards(store)

    async def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(replay, "record_weights", interrupted)
        with pytest.raises(KeyboardInterrupt):
            await upgrade_memories(store, at(3).now)
    assert (await cards(store), await engine(store)) == (before, OTHER)
    assert await upgrade_memories(store, at(3).now)
    assert (await diagnosis(store, at(400).now)).ok


@pytest.mark.usefixtures("three")
async def test_a_store_without_answers_needs_no_upgrade(store: Store, three: Path) -> None:
    assert await upgrade_memories(store, at(0).now) is None
    assert not backups_folder(store.path).exists()


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("column", ["stability", "difficulty"])
async def test_one_number_that_another_engine_gives_is_enough(store: Store, column: str) -> None:
    await answered(store, 0)
    before = await cards(store)
    with closing(sqlite3.connect(store.path)) as file, file:
        file.execute("UPDATE weights SET engine = ?", (OTHER,))
        file.execute(f"UPDATE cards SET {column} = {column} * 1.1")  # noqa: S608
    assert await upgrade_memories(store, at(3).now)
    assert await cards(store) == before
