"""``kb plan`` at the prompt."""

from pathlib import Path

import pytest

from tests.cli.running import Holding, Kb

LAW = "Tags: #law\n\n" + "".join(f"Q: Article {n}?\nA: It says {n}.\n\n" for n in range(12))


@pytest.fixture
def deck(holding: Holding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Twelve cards of a tag, of which six were answered today."""
    monkeypatch.setenv("KB_NOW", "2026-03-02T09:00+00:00")
    monkeypatch.setenv("TZ", "UTC")
    config = tmp_path / "config.toml"
    config.touch()
    monkeypatch.setenv("KB_CONFIG", str(config))
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Law.md").write_text(LAW)
    kb = holding(tmp_path / "vault")
    for card in kb("cards", "--json").json[:6]:
        assert kb("grade", str(card["id"]), "easy").code == 0
    return kb


def test_without_plans_the_weeks_are_shown_and_how_to_plan(deck: Kb) -> None:
    ran = deck("plan", "--days", "14")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert len(lines) == 14
    assert lines[0] == "Mon 2026-03-02      0"
    assert sum(int(line.split()[2]) for line in lines) == 6
    assert ran.err.startswith("Nothing is planned.")


def test_a_break_is_planned_shown_and_removed(deck: Kb) -> None:
    ran = deck("plan", "break", "2026-03-09", "2026-03-10")
    assert ran.code == 0
    assert ran.out.startswith("Break 2026-03-09 – 2026-03-10: ")
    assert "wait for its end." in ran.out
    assert "--reschedule” moves those that can go." in ran.err
    planned = "The break is planned. “kb plan break 2026-03-09 --remove” takes it back.\n"
    assert ran.err.endswith(planned)
    moved = deck("plan", "break", "2026-03-09", "2026-03-10", "--reschedule")
    assert moved.err.startswith("Moved ")
    count = int(moved.err.split()[1])
    assert f"“kb undo {count}” takes this back." in moved.err
    shown = deck("plan", "--days", "9").out.splitlines()
    assert [line.split()[2:] for line in shown if "break" in line] == [["0", "break"]] * 2
    assert shown[-1] == "Break 2026-03-09 – 2026-03-10: no card is due in it."
    assert deck("undo", str(count)).out.count("Undid “reschedule”") == count
    gone = deck("plan", "break", "2026-03-09", "--remove")
    assert (gone.out, gone.err) == (
        "",
        "The break that begins on 2026-03-09 is no longer planned.\n",
    )
    assert deck("plan", "--json").json["breaks"] == []


def test_those_that_cannot_leave_a_break_are_told_with_what_is_forgotten(deck: Kb) -> None:
    ran = deck("plan", "break", "2026-03-04", "2026-03-25")
    first, second = ran.out.splitlines()
    assert first == (
        "Break 2026-03-04 – 2026-03-25: 6 cards due in it. 0 can go before it, 0 after it, "
        "6 wait for its end."
    )
    assert second.startswith("  Of those that wait, ")
    assert ran.err == ("The break is planned. “kb plan break 2026-03-04 --remove” takes it back.\n")


def test_an_exam_is_planned_shown_and_removed(deck: Kb) -> None:
    ran = deck("plan", "exam", "#law", "2026-03-08", "--retention", "0.95")
    assert ran.out.splitlines()[0] == (
        "Exam of #law on 2026-03-08, in 6 study days: 6 of 12 cards new, 2 to begin a day."
    )
    assert "that morning: 11 (94%)" in ran.out
    assert ran.err == "The exam is planned. “kb plan exam law --remove” takes it back.\n"
    again = "kb plan exam law 2026-03-08 --retention 0.95 --reschedule"
    assert f"due too late for it; “{again}” moves them." in ran.out
    moved = deck(*again.split()[1:])
    assert "takes this back." in moved.err
    shown = deck("plan", "--days", "8").out.splitlines()
    assert shown[6].endswith("exam of #law")
    assert deck("plan", "--json").json["exams"][0]["retention"] == 0.95
    due = [card["due"][:10] for card in deck("cards", "--json").json if card.get("due")]
    assert max(due) <= "2026-03-08"
    gone = deck("plan", "exam", "law", "--remove")
    assert gone.err == "The exam of #law is no longer planned.\n"
    assert deck("plan", "--json").json["exams"] == []


def test_a_document_asked_for_too_early_is_refused_as_one(deck: Kb) -> None:
    ran = deck("plan", "--json", "exam", "law", "2026-03-08")
    assert ran.code == 2
    assert ran.json["error"]["message"] == (
        "--json before “exam” is for “kb plan” alone. Put what is for “kb plan exam” after that."
    )
    assert deck("plan", "--json").json["exams"] == []


def test_easy_days_are_marked(deck: Kb) -> None:
    assert deck("config", "set", "schedule.easy_days", "saturday:0.5", "sunday:0").code == 0
    lines = deck("plan", "--days", "7").out.splitlines()
    assert lines[5].endswith("easy day (50%)")
    assert lines[6].endswith("easy day")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("break", "2026-02-01"), 2, "2026-02-01 is over"),
        (("break", "2026-04-02", "2026-04-01"), 2, "before it begins on 2026-04-02"),
        (("break", "tomorrow"), 2, "“tomorrow” is no day. Write it as 2026-12-24."),
        (("break", "20260401"), 2, "“20260401” is no day"),
        (("break", "2026-04-01", "--remove"), 3, "no break begins on 2026-04-01. Planned: none."),
        (("break", "2026-04-01", "--remove", "--reschedule"), 2, "takes no --reschedule"),
        (("exam", "law"), 2, "when is the exam?"),
        (("--days", "9", "break", "2026-04-01"), 2, "--days before “break” is for “kb plan” alone"),
        (("exam", "law", "2026-03-02"), 2, "not still to come"),
        (("exam", "law", "2099-01-01"), 2, "more than ten years away"),
        (("exam", "lwa", "2026-04-01"), 3, "no note has the tag #lwa. Did you mean #law?"),
        (("exam", "law", "2026-04-01", "--retention", "0.2"), 2, "0.7"),
        (("exam", "law", "--remove"), 3, "no exam is planned for #law. Planned: none."),
        (("exam", "law", "2026-04-01", "--remove"), 2, "--remove takes the tag"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    deck: Kb, words: tuple[str, ...], code: int, says: str
) -> None:
    ran = deck("plan", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("kb: ")
    assert says in ran.err
    assert ran.err.count("\n") == 1
    plan = deck("plan", "--json").json
    assert (plan["breaks"], plan["exams"]) == ([], [])


def test_the_answers_are_json_too(deck: Kb) -> None:
    off = deck("plan", "break", "2026-03-09", "--json").json
    assert (off["first"], off["last"], off["moved"]) == ("2026-03-09", "2026-03-09", 0)
    exam = deck("plan", "exam", "law", "2026-04-01", "--json").json
    assert (exam["tag"], exam["cards"], exam["new"], exam["new_left_out"]) == ("law", 12, 6, 0)
    plan = deck("plan", "--days", "3", "--json").json
    assert len(plan["days"]) == 3
    assert plan["days"][0].keys() >= {"day", "reviews", "reviews_with_breaks", "in_break", "new"}
    assert [each["cards"] for each in plan["exams"]] == [12]
    gone = deck("plan", "exam", "law", "--remove", "--json").json
    assert gone == {"kind": "exam", "name": "law"}


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "exam", "law", "2026-04-01", "--retention", "nan"),
        ("simulate", "--retention", "nan"),
        ("review", "--minutes", "nan"),
    ],
)
def test_what_is_no_number_is_refused(deck: Kb, words: tuple[str, ...]) -> None:
    ran = deck(*words)
    assert ran.code == 2
    assert "“nan” is no number" in ran.err


def test_why_new_cards_are_left_out_is_told(deck: Kb) -> None:
    deck("config", "set", "schedule.new_per_day", "2")
    told = deck("plan", "exam", "law", "2026-03-04").out
    assert "4 new cards left out: 2 a day are allowed for all exams" in told
    deck("plan", "break", "2026-03-02", "2026-03-04")
    told = deck("plan", "exam", "law", "2026-03-04").out
    assert "6 new cards left out: there is no day to begin them." in told
