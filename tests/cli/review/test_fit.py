"""``kb fit`` at the prompt."""

from collections.abc import Callable
from importlib import machinery
from pathlib import Path
from typing import Any

import pytest

from kb.app.review.fitting import fit as fitting
from kb.app.review.fitting.report import FitReport, FitUndone, Moved, Score, Tenth
from tests.cli.running import Holding, Kb


def score(loss: float) -> Score:
    row = Tenth(predicted=0.8, actual=0.75, n=20)
    return Score(
        log_loss=loss, rmse_bins=loss / 10, predicted=0.9, recalled=0.85, calibration=(row,)
    )


ACCEPTED = FitReport(
    accepted=True,
    reason=None,
    answers=1000,
    amiss=2,
    unknown=0,
    fitted_on=640,
    judged_on=160,
    before=score(0.5),
    after=score(0.4),
    weights=(0.5,) * 21,
    memories=90,
    due=Moved(cards=30, earlier=20, later=10, median_days=3.5, most_days=40),
)


@pytest.fixture
def deck(holding: Holding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    monkeypatch.setenv("KB_NOW", "2026-03-02T09:00+00:00")
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Metals.md").write_text("#flashcards\n\nSymbol of tin?::Sn\n")
    return holding(tmp_path / "vault")


def answers(result: object) -> Callable[..., Any]:
    async def use(*_: object, **__: object) -> object:
        return result

    return use


def test_eight_answers_are_too_few_and_change_nothing(deck: Kb) -> None:
    (card,) = deck("cards", "--json").json
    for _ in range(8):
        assert deck("grade", str(card["id"]), "good").code == 0
    before = deck("cards", "--json").out
    ran = deck("fit")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "There are 8 answers to fit to, and fitting needs 400. Nothing was changed.\n"
    )
    told = deck("fit", "--json").json
    assert (told["accepted"], told["answers"], told["weights"]) == (False, 8, None)
    assert deck("cards", "--json").out == before
    assert deck("fit", "--undo").err == "There is no fit to undo: the default weights hold.\n"
    assert deck("fit", "--undo", "--json").json["undone"] is False
    assert deck("doctor").code == 0


def test_what_a_fit_has_done_is_said(deck: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "fit", answers(ACCEPTED))
    ran = deck("fit")
    assert ran.out == (
        "Fitted to 640 answers, to foretell the 160 after them:\n"
        "  log loss: 0.5000 before, 0.4000 after; less is better\n"
        "  RMSE (bins): 0.0500 before, 0.0400 after; less is better\n"
        "  recalled: 85.0%; foretold 90.0% before, 90.0% after\n"
        "  calibration before: 80% → 75%\n"
        "  calibration after: 80% → 75%\n"
    )
    assert ran.err == (
        "Left out: 2 answers cannot be placed in time, as a clock was wrong.\n"
        "The memory of 90 cards changed, and no due day; --reschedule changes that of 30 cards, "
        "20 earlier and 10 later, by 3.5 days in the median and 40 at most.\n"
        "“kb fit --undo” goes back.\n"
    )


def test_what_an_undo_has_done_is_said(deck: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    undone = FitUndone(undone=True, default=True, memories=90, rescheduled=30)
    monkeypatch.setattr(fitting, "undo_fit", answers(undone))
    assert deck("fit", "--undo").err == (
        "The default weights hold again: the memory of 90 cards changed; 30 due days went back.\n"
    )


def test_an_undo_takes_nothing_else(deck: Kb) -> None:
    ran = deck("fit", "--undo", "--reschedule")
    assert (ran.code, ran.out) == (2, "")
    assert "--undo undoes the last fit, and takes nothing else." in ran.err


def test_without_the_extra_it_says_how_to_get_it(deck: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    find = machinery.PathFinder.find_spec

    def blind(name: str, *rest: Any) -> Any:
        return None if name == "fsrs_rs_python" else find(name, *rest)

    monkeypatch.setattr("kb.schedule.fitting.optimizer.find_spec", blind)
    ran = deck("fit")
    assert (ran.code, ran.out) == (2, "")
    assert "needs the extra kb[fit], which is not installed" in ran.err
