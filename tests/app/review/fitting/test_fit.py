"""``kb fit``: weights from the log, only where they foretell better."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from kb.app.maintenance.doctor import diagnosis
from kb.app.memory_models import memory_models
from kb.app.review.answers import redo, undo
from kb.app.review.fitting.fit import FitOptions, chosen_weights, fit, undo_fit
from kb.app.review.grade import grade
from kb.config.settings import Settings
from kb.schedule.days import Moment
from kb.schedule.fsrs import DEFAULT_WEIGHTS
from kb.schedule.memory import CardId, Rating, WeightsId
from kb.store.file.store import Store
from kb.store.review.weights import OwnWeights
from kb.store.tables.predicates import RESCHEDULES
from tests.app.conftest import Import, Write
from tests.app.contents import dump
from tests.app.days import START
from tests.app.review.studying import all_cards, questions, studied

SETTINGS = Settings()
CARDS = 90
SHOWN = "SELECT id, state, step, due, stability, difficulty, last_day, reps, lapses FROM cards"


@pytest.fixture
async def cards(store: Store, imported: Import, write: Write, vault: Path) -> list[CardId]:
    write("Deck.md", questions(CARDS))
    await imported(vault, now=START)
    return await all_cards(store)


async def shown(store: Store) -> list[tuple[object, ...]]:
    async with store.reading() as transaction:
        return [tuple(row) for row in await transaction.execute(text(SHOWN))]


async def is_sound(store: Store, moment: Moment) -> bool:
    found = await diagnosis(store, moment.now)
    return all(check.ok for check in found.checks if check.name != "backups")


async def test_weights_that_foretell_better_are_used_and_can_be_undone(
    store: Store, cards: list[CardId]
) -> None:
    moment = await studied(store, cards)
    before, rows = await shown(store), await dump(store)
    report = await fit(store, SETTINGS, moment, FitOptions())
    assert report.accepted, report.reason
    assert report.before
    assert report.after
    assert report.after.log_loss < report.before.log_loss
    assert report.after.rmse_bins < report.before.rmse_bins
    assert report.judged_on * 4 <= report.fitted_on <= report.judged_on * 4 + 4
    assert report.memories == CARDS
    async with store.reading() as transaction:
        assert (await memory_models(transaction)).current.weights == report.weights
    after = await shown(store)
    assert [row[:4] + row[6:] for row in after] == [row[:4] + row[6:] for row in before]
    assert await is_sound(store, moment)
    undone = await undo_fit(store, moment)
    assert (undone.undone, undone.default, undone.rescheduled) == (True, True, 0)
    assert await shown(store) == before
    changed = await dump(store)
    assert len(changed.pop("weights")) == len(rows.pop("weights")) + 2
    assert changed == rows
    assert await is_sound(store, moment)
    assert not (await undo_fit(store, moment)).undone


async def test_due_days_change_only_where_the_user_says_so_and_go_back(
    store: Store, cards: list[CardId]
) -> None:
    moment = await studied(store, cards)
    before, rows = await shown(store), await dump(store)
    told = await fit(store, SETTINGS, moment, FitOptions(reschedule=True, dry_run=True))
    assert await dump(store) == rows
    report = await fit(store, SETTINGS, moment, FitOptions(reschedule=True))
    assert report.due == told.due
    assert report.due
    assert report.rescheduled
    after = await shown(store)
    moved = [one[0] for one, other in zip(before, after, strict=True) if one[3] != other[3]]
    assert len(moved) >= report.due.cards > CARDS // 4
    assert report.due.earlier > report.due.later
    assert await is_sound(store, moment)
    async with store.reading() as transaction:
        assert await transaction.scalar(select(func.count()).where(RESCHEDULES)) == 0
    # It is a fit's: neither undone nor redone card by card.
    (undone,) = await undo(store, 1, moment)
    assert type(undone.entry).__name__ == "Review"
    assert len(await redo(store, 1, moment)) == 1
    undone_fit = await undo_fit(store, moment)
    assert undone_fit.rescheduled == report.due.cards
    assert await redo(store, 1, moment) == ()
    assert await shown(store) == before
    assert await is_sound(store, moment)


async def test_a_card_answered_since_stays_due_as_its_answer_said(
    store: Store, cards: list[CardId]
) -> None:
    moment = await studied(store, cards)
    report = await fit(store, SETTINGS, moment, FitOptions(reschedule=True))
    assert report.due
    async with store.reading() as transaction:
        moved = await transaction.scalar(
            text("SELECT card_id FROM log WHERE kind = 'reschedule' ORDER BY card_id LIMIT 1")
        )
    later = Moment(now=moment.now + timedelta(hours=1), calendar=moment.calendar)
    graded = await grade(store, str(moved), Rating.EASY, moment=later, settings=SETTINGS)
    assert (await undo_fit(store, later)).rescheduled == report.due.cards - 1
    (row,) = [row for row in await shown(store) if row[0] == moved]
    assert datetime.fromtimestamp(int(str(row[3])) / 1000, UTC).date() == graded.due.date()
    assert await is_sound(store, later)


async def test_a_second_fit_to_the_same_answers_changes_nothing(
    store: Store, cards: list[CardId]
) -> None:
    moment = await studied(store, cards)
    await fit(store, SETTINGS, moment, FitOptions())
    rows = await dump(store)
    report = await fit(store, SETTINGS, moment, FitOptions())
    assert not report.accepted
    assert report.reason == "The fitted weights foretell no better."
    assert await dump(store) == rows


async def test_due_days_can_follow_a_fit_later(store: Store, cards: list[CardId]) -> None:
    moment = await studied(store, cards)
    before = await shown(store)
    first = await fit(store, SETTINGS, moment, FitOptions())
    later = await fit(store, SETTINGS, moment, FitOptions(reschedule=True))
    assert (later.accepted, later.rescheduled, later.memories) == (False, True, 0)
    assert later.due == first.due
    assert await is_sound(store, moment)
    assert later.due
    assert (await undo_fit(store, moment)).rescheduled == later.due.cards
    assert await shown(store) == before


@pytest.mark.parametrize(
    ("few", "learner", "reason"),
    [
        (3, {"days": 20}, "answers to fit to, and fitting needs 400."),
        (CARDS, {"jumps": True}, "The clock was wrong, or jumped: "),
    ],
)
async def test_answers_that_tell_too_little_change_nothing(
    store: Store, cards: list[CardId], few: int, learner: dict[str, Any], reason: str
) -> None:
    moment = await studied(store, cards[:few], **learner)
    rows = await dump(store)
    report = await fit(store, SETTINGS, moment, FitOptions(reschedule=True))
    assert not report.accepted
    assert reason in (report.reason or "")
    assert await dump(store) == rows


def test_an_undo_goes_back_by_one_fit_each_time() -> None:
    first, second = ((weight, *DEFAULT_WEIGHTS[1:]) for weight in (0.3, 0.4))
    own = [
        OwnWeights(WeightsId(number), START, parameters)
        for number, parameters in enumerate(
            (DEFAULT_WEIGHTS, first, first, second, first, second, first, DEFAULT_WEIGHTS)
        )
    ]
    depth = [[one.parameters for one in chosen_weights(own[:count])] for count in range(9)]
    both = [DEFAULT_WEIGHTS, first]
    assert depth == [
        [DEFAULT_WEIGHTS],
        [DEFAULT_WEIGHTS],
        both,
        both,
        [*both, second],
        both,
        [*both, second],
        both,
        [DEFAULT_WEIGHTS],
    ]
    assert [row.weights for row in chosen_weights(own[:3])[-1].rows] == [1, 2]
