"""``kb simulate`` at the prompt."""

from pathlib import Path

import pytest

from tests.cli.running import Holding, Kb, on_terminal, unstyled


@pytest.fixture
def deck(holding: Holding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    monkeypatch.setenv("KB_NOW", "2026-03-02T09:00+00:00")
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "vault").mkdir()
    cards = "".join(f"\n\nMetal {number}?::Number {number}" for number in range(8))
    (tmp_path / "vault" / "Metals.md").write_text(f"#flashcards{cards}\n")
    return holding(tmp_path / "vault")


def test_eight_answers_are_simulated_with_the_habits_of_others(deck: Kb) -> None:
    for card in deck("cards", "--json").json:
        assert deck("grade", str(card["id"]), "good").code == 0
    before = deck("cards", "--json").out
    ran = deck("simulate", "--days", "30")
    assert ran.code == 0
    assert ran.out.startswith(
        "30 days from 2026-03-02, with 8 cards, 0 of them new; retention 90%, 20 new a day:\n"
    )
    assert "cards known: 8 now" in ran.out
    assert "90%" in ran.out
    assert "← as set" in ran.out
    assert len(ran.out.splitlines()) == 3 + 2 + 30
    assert ran.err == (
        "Your log has 8 answers: ratings and durations are mostly those of other learners.\n"
    )
    assert deck("cards", "--json").out == before


def test_on_a_narrow_terminal_nothing_of_the_table_is_cut(deck: Kb, tmp_path: Path) -> None:
    assert deck("due").code == 0
    environ = {"KB_DB": str(tmp_path / "kb.db"), "KB_PAGER": "sed 's/^/|/'"}
    code, screen = on_terminal("simulate", "--days", "9", columns=60, **environ)
    lines = unstyled(screen.rpartition("\r")[2]).splitlines()
    paged = [line for line in lines if line.startswith("|")]
    assert code == 0
    assert len(paged) > 30
    assert "…" not in "".join(paged)
    assert any(line.endswith("← as set") for line in paged)


def test_one_retention_has_no_table(deck: Kb) -> None:
    ran = deck("simulate", "--days", "9", "--retention", "0.805", "--reviews-per-day", "3")
    assert "retention 80.5%, 20 new a day, at most 3 reviews a day:" in ran.out
    assert "due reviews that wait at the end: " in ran.out
    assert "Retention" not in ran.out


def test_the_answer_as_json_has_each_day_and_each_retention(deck: Kb) -> None:
    told = deck("simulate", "--days", "5", "--new-per-day", "3", "--json").json
    assert (told["new_per_day"], told["begun"], told["cards"], told["new"]) == (3, 8, 8, 8)
    assert [day["day"] for day in told["course"]] == [f"2026-03-0{day}" for day in range(2, 7)]
    assert set(told["course"][0]) == {"day", "reviews", "minutes", "known"}
    assert [row["retention"] for row in told["workload"]] == [
        percent / 100 for percent in range(70, 100)
    ]


def test_without_cards_it_says_so(holding: Holding, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "Note.md").write_text("Nothing to ask.\n")
    ran = holding(tmp_path / "empty")("simulate")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "There are no active cards to simulate.\n"


@pytest.mark.parametrize(
    "words", [("--retention", "0.5"), ("--days", "0"), ("--new-per-day", "-1")]
)
def test_values_out_of_range_are_refused(deck: Kb, words: tuple[str, str]) -> None:
    assert deck("simulate", *words).code == 2
