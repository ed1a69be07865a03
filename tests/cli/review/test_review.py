"""``kb review --plain``, and the commands around it."""

import io
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from kb.store.file.store import Store, open_store
from tests.cli.running import Holding, Kb, on_terminal

NOTE = """\
#flashcards

Symbol of tin?::Sn

Symbol of iron?::Fe
"""
DAY = "2026-03-02T09:00+00:00"
NOTHING_TO_REDO = "There is nothing to redo. Only what was undone since the last answer can be.\n"


@pytest.fixture
def deck(holding: Holding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Returns ``kb`` on a fixed day, with two cards."""
    monkeypatch.setenv("KB_NOW", DAY)
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Metals.md").write_text(NOTE)
    return holding(tmp_path / "vault")


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def states(kb: Kb) -> list[str]:
    return [card["state"] for card in kb("cards", "--json").json]


def test_enter_shows_the_answer_and_a_number_rates_it(
    deck: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "\n4\n\n4\n")
    ran = deck("review", "--plain")
    assert ran.code == 0
    assert "Prompt: Symbol of tin?" in ran.out
    assert "Answer: Sn\n1 again 1m  2 hard 5.5m  3 good 10m  4 easy " in ran.out
    assert "2 cards in under a minute." in ran.out
    assert states(deck) == ["review", "review"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", ["new", "new"]),
        ("q\n", ["new", "new"]),
        ("\nq\n", ["new", "new"]),
        ("3\n", ["new", "new"]),
        ("\n7\n", ["new", "new"]),
        ("\n7\n3\n", ["learning", "new"]),
        ("7\n\n3\n", ["learning", "new"]),
        ("\n3\n", ["learning", "new"]),
        ("\n3\nu\n", ["new", "new"]),
        ("\nagain\n", ["learning", "new"]),
        ("b\n\n4\n", ["new", "review"]),
        ("u\n", ["new", "new"]),
    ],
)
def test_keys_do_what_they_say_and_the_end_of_input_loses_nothing(
    deck: Kb, monkeypatch: pytest.MonkeyPatch, keys: str, expected: list[str]
) -> None:
    typed(monkeypatch, keys)
    assert deck("review", "--plain").code == 0
    assert states(deck) == expected
    assert deck("doctor").code == 0


@pytest.mark.parametrize(
    ("key", "said"), [("!", "No longer suspended: “"), ("b", "No longer buried: “")]
)
def test_undo_takes_the_last_key_back_line_by_line(
    deck: Kb, monkeypatch: pytest.MonkeyPatch, key: str, said: str
) -> None:
    typed(monkeypatch, f"\n4\nu\n{key}\nu\nq\n")
    ran = deck("review", "--plain")
    assert f"{said}Symbol of " in ran.err
    assert ran.out.count("Prompt: Symbol of tin?") == 3  # asked, back after 4, and back again
    typed(monkeypatch, "")
    assert ": 0 learning, 0 to review, 2 new" in deck("review", "--plain").err


def test_a_folder_that_is_elsewhere_is_told_before_the_first_card(
    deck: Kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "vault").rename(tmp_path / "elsewhere")
    typed(monkeypatch, "")
    ran = deck("review", "--plain")
    assert (ran.code, "Prompt: Symbol of tin?" in ran.out) == (0, True)
    told = f"{tmp_path / 'vault'} cannot be read: no such file or directory."
    assert ran.err.startswith(told)
    assert f"“kb folders move {tmp_path / 'vault'} NEW”" in ran.err.split("\n")[0]
    assert told in deck().out


def test_a_folder_that_is_empty_all_at_once_is_told_before_the_first_card(
    deck: Kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(20):
        (tmp_path / "vault" / f"{number}.md").write_text(f"# Note {number}\n")
    assert deck("import").code == 0
    for file in (tmp_path / "vault").iterdir():
        file.unlink()
    typed(monkeypatch, "")
    ran = deck("review", "--plain")
    assert ran.err.startswith(f"21 of 21 notes have disappeared from {tmp_path / 'vault'}")
    assert "Prompt: Symbol of tin?" in ran.out


def test_a_suspended_card_is_gone_from_the_session(
    deck: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "!\n!\n")
    deck("review", "--plain")
    assert {card["status"] for card in deck("cards", "--json").json} == {"suspended"}


def test_a_new_note_is_there_without_an_import_of_its_own(
    deck: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vault" / "More.md").write_text("#flashcards\n\nSymbol of gold?::Au\n")
    typed(monkeypatch, "q\n")
    assert "2 cards" in deck("review", "--plain", "--no-import").err
    typed(monkeypatch, "q\n")
    ran = deck("review", "--plain")
    assert "Notes changed: 1 card added" in ran.err
    assert "3 cards" in ran.err


def test_a_folder_that_is_gone_keeps_nobody_from_reviewing(
    deck: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vault").rename(tmp_path / "away")
    typed(monkeypatch, "\n3\n")
    assert deck("review", "--plain").code == 0
    assert states(deck) == ["learning", "new"]


@pytest.mark.parametrize(
    ("options", "cards"),
    [
        (["--limit", "1"], "1 card:"),
        (["--note", "metals"], "2 cards:"),
        (["--tag", "flashcards"], "2 cards:"),
        (["--minutes", "15", "--order", "easy"], "2 cards:"),
    ],
)
def test_options_narrow_the_session(
    deck: Kb, monkeypatch: pytest.MonkeyPatch, options: list[str], cards: str
) -> None:
    typed(monkeypatch, "")
    assert cards in deck("review", "--plain", *options).err


def test_an_empty_day_says_when_the_next_card_comes(
    deck: Kb, kb: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "\n4\n\n4\n")
    deck("review", "--plain")
    assert "Nothing is due now. The next card is due on " in deck("review", "--plain").err
    ran = deck("review", "--plain", "--tag", "stone")
    assert (ran.code, ran.out) == (3, "")
    assert "no note has the tag #stone." in ran.err


@pytest.mark.parametrize("command", ["review", "inbox"])
def test_a_store_is_opened_once_where_nothing_is_to_do(
    kb: Kb, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    opened: list[Path] = []

    def opening(path: Path, **options: Any) -> AbstractAsyncContextManager[Store]:
        opened.append(path)
        return open_store(path, **options)

    monkeypatch.setattr("kb.store.file.store.open_store", opening)
    assert "Nothing is imported yet." in kb(command, "--plain").err
    assert len(opened) == 1


def test_an_unknown_note_exits_with_3(deck: Kb) -> None:
    ran = deck("review", "--plain", "--note", "Metalls")
    assert (ran.code, ran.out) == (3, "")
    assert "“Metals”" in ran.err


def test_grade_says_what_came_of_it(deck: Kb) -> None:
    assert deck("grade", "1", "good").out == "Card 1: good, due in 10m (2026-03-02 09:10).\n"
    told = deck("grade", "1", "3", "--ms", "4200", "--json").json
    assert told.keys() >= {"card", "rating", "due", "interval_days", "stability", "difficulty"}
    assert (told["card"], told["rating"], told["reps"]) == (1, 3, 2)
    assert told["due"].endswith("T04:00:00+00:00")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["grade", "1", "5"], 2, "again, hard, good or easy"),
        (["grade", "9", "good"], 3, "there is no card 9"),
        (["grade", "1"], 2, "RATING"),
        (["grade", "1", "good", "--ms", "-1"], 2, "--ms"),
        (["undo", "0"], 2, "1"),
        (["bury"], 2, "which cards?"),
        (["reset", "9"], 3, "there is no card 9"),
        (["review", "--minutes", "0"], 2, "--minutes"),
        (["due", "--days", "0"], 2, "--days"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line(
    deck: Kb, words: list[str], code: int, says: str
) -> None:
    ran = deck(*words)
    assert ran.code == code
    assert says in ran.err
    assert ran.err.count("\n") == 1


def test_undo_takes_back_as_many_as_it_is_told(deck: Kb) -> None:
    for rating in ("good", "easy", "again"):
        deck("grade", "1", rating)
    assert deck("undo", "2").out.splitlines() == [
        "Undid “again” of 2026-03-02, card 1: Symbol of tin?",
        "Undid “easy” of 2026-03-02, card 1: Symbol of tin?",
    ]
    assert states(deck) == ["learning", "new"]
    assert len(deck("undo", "9").out.splitlines()) == 1
    assert deck("undo").err == "There is nothing to undo.\n"


def test_undo_is_redone(deck: Kb) -> None:
    deck("grade", "1", "good")
    deck("grade", "1", "easy")
    deck("undo", "2")
    assert deck("undo", "--redo", "5").out.splitlines() == [
        "Redid “good” of 2026-03-02, card 1: Symbol of tin?",
        "Redid “easy” of 2026-03-02, card 1: Symbol of tin?",
    ]
    assert deck("undo", "--redo").err == NOTHING_TO_REDO
    assert states(deck) == ["review", "new"]
    assert deck("doctor").code == 0


def test_a_redone_answer_counts_as_if_it_had_never_been_undone(deck: Kb) -> None:
    deck("grade", "1", "good")
    deck("grade", "2", "easy")
    counted = [deck("stats", "--json").json, deck("cards", "rated:1", "--json").json]
    for _ in range(2):
        deck("undo", "2")
        assert deck("cards", "rated:1", "--json").json == []
        deck("undo", "--redo", "2")
        assert [deck("stats", "--json").json, deck("cards", "rated:1", "--json").json] == counted


def test_a_corrected_answer_is_not_redone(deck: Kb) -> None:
    deck("grade", "1", "hard")
    deck("undo")
    deck("grade", "1", "good")
    deck("undo")
    assert deck("undo", "--redo", "9").out.splitlines() == [
        "Redid “good” of 2026-03-02, card 1: Symbol of tin?"
    ]
    assert deck("undo", "--redo").err == NOTHING_TO_REDO


def test_an_undo_says_how_to_take_it_back_and_asks_before_several(deck: Kb) -> None:
    for rating in ("good", "easy"):
        deck("grade", "1", rating)
    code, told = on_terminal("undo", "2", typed="n\n")
    assert "This undoes the last 2 answers of today. Go on? [y/N]:" in told
    assert (code, states(deck)) == (0, ["review", "new"])
    assert deck("undo", "9").err == "“kb undo 2 --redo” takes this back.\n"
    assert states(deck) == ["new", "new"]
    deck("grade", "2", "easy")
    assert deck("undo").err == "“kb undo --redo” takes this back.\n"
    assert deck("undo", "--redo").code == 0
    assert states(deck) == ["new", "review"]


def test_a_reset_leaves_the_way_back_of_other_cards_open(deck: Kb) -> None:
    deck("grade", "1", "good")
    deck("grade", "2", "easy")
    deck("undo")
    deck("reset", "1")
    assert deck("undo", "--redo", "9").out == (
        "Redid “easy” of 2026-03-02, card 2: Symbol of iron?\n"
    )
    assert states(deck) == ["new", "review"]
    deck("undo")
    deck("undo")
    assert deck("undo", "--redo", "2").out.splitlines() == [
        "Redid “easy” of 2026-03-02, card 2: Symbol of iron?",
        "Redid “reset” of 2026-03-02, card 1: Symbol of tin?",
    ]
    deck("undo")
    deck("grade", "1", "good")
    assert deck("undo", "--redo").err == NOTHING_TO_REDO
    assert deck("doctor").code == 0


def test_an_answer_of_another_day_is_undone_only_if_that_is_said(
    deck: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck("grade", "1", "easy")
    monkeypatch.setenv("KB_NOW", DAY.replace("03-02", "03-05"))
    ran = deck("undo")
    said = "kb: this would undo an answer of 2026-03-02. Add --yes to undo it all the same.\n"
    assert (ran.code, ran.err) == (2, said)
    code, told = on_terminal("undo", typed="n\n")
    assert "This undoes an answer of 2026-03-02. Go on? [y/N]:" in told
    assert (code, states(deck)) == (0, ["review", "new"])
    deck("grade", "2", "easy")
    assert "answers back to 2026-03-02" in deck("undo", "2").err
    assert deck("undo").code == 0
    assert deck("undo", "--yes").out.startswith("Undid “easy” of 2026-03-02")
    assert states(deck) == ["new", "new"]


def test_a_reset_card_is_new_and_its_history_remains(deck: Kb) -> None:
    deck("grade", "1", "easy")
    assert deck("reset", "1").err == "Reset 1 card.\n"
    assert states(deck) == ["new", "new"]
    assert deck("stats", "--json").json["reviews"] == 1
    assert "“reset”" in deck("undo").out
    assert states(deck) == ["review", "new"]


def test_cards_that_wait_because_their_note_brings_three_a_day_are_told(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_NOW", DAY)
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "vault").mkdir()
    numerals = "eins zwei drei vier fünf sechs sieben acht neun".split()
    cards = "\n".join(f"Q: German for {at}?\nA: {word}\n" for at, word in enumerate(numerals, 1))
    (tmp_path / "vault" / "Numerals.md").write_text(f"# Numerals\n\n{cards}", encoding="utf-8")
    assert kb("import", tmp_path / "vault").code == 0
    said = "6 more new cards follow on later days: at most 3 per note a day.\n"
    assert kb().out.startswith(f"Today: 3 new, about 1 minute.\n{said}\n")
    assert kb("due").out.splitlines(keepends=True)[1] == said
    assert kb("due", "--json").json["new_held"] == 6
    for card in ("1", "2", "3"):
        assert kb("grade", card, "easy").code == 0
    assert f"\n{said}" in kb().out


def test_a_session_that_is_left_early_says_what_is_left(
    deck: Kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deck("grade", "1", "again")
    monkeypatch.setenv("KB_NOW", DAY.replace("09:00", "09:05"))
    typed(monkeypatch, "q\n")
    ran = deck("review", "--plain")
    assert ran.err.endswith(
        "Left for today: 1 learning, 0 to review, 1 new. “kb review” goes on.\n"
    )
    assert "The next card is due" not in ran.err
    (tmp_path / "config.toml").write_text('[schedule]\nlearning_steps = ["1m", "1h"]\n')
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    typed(monkeypatch, "\n3\n\n4\n")
    ran = deck("review", "--plain")
    assert ran.err.endswith("The next card is due at 10:05.\n")


def test_what_is_over_the_limit_of_the_day_is_told_with_the_way_on(
    deck: Kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text("[schedule]\nnew_per_day = 1\n")
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    deck("grade", "1", "easy")
    said = "1 new card waits for later days; “kb review --new 1” learns 1 now."
    assert deck().out.startswith("Done for today. The next card is due on ")
    assert said in deck().out
    assert said in deck("review", "--plain").err
    deck("grade", "2", "easy")
    assert "for later days" not in deck().out


def test_a_summary_tells_answers_from_cards(deck: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "\n1\n\n4\n\n4\n")
    assert "2 cards, 3 answers in under a minute." in deck("review", "--plain").out


def test_due_explains_the_difference_to_the_bar_of_the_day(
    kb: Kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KB_NOW", DAY)
    monkeypatch.setenv("TZ", "UTC")
    for name, text in {"a": "Tin:::Sn\n\nIron:::Fe\n", "b": "Gold?::Au\n"}.items():
        (tmp_path / "vault" / name).mkdir(parents=True)
        (tmp_path / "vault" / name / "M.md").write_text(f"#flashcards\n\n{text}")
    assert kb("import", tmp_path / "vault").code == 0
    for card in kb("cards", "--json").json:
        kb("grade", str(card["id"]), "easy")
    monkeypatch.setenv("KB_NOW", "2026-03-20T09:00+00:00")
    lines = kb("due", "--days", "1").out.splitlines()
    assert lines[0].startswith("Today, 2026-03-20: 0 learning, 3 to review, 0 new")
    assert lines[1] == (
        "2 more due cards wait for another day: a card that asks for the same is asked."
    )
    assert lines[2].split()[:3] == ["Fri", "2026-03-20", "5"]
    assert kb("due", "--days", "1", "--folder", "b").out.splitlines()[1].split()[2] == "1"
    assert kb().out.startswith("Today: 3 cards due, about 1 minute.\n")


def test_due_counts_today_and_draws_the_days_to_come(
    deck: Kb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert deck("due").out.startswith("Today, 2026-03-02: 0 learning, 0 to review, 2 new")
    deck("grade", "1", "easy")
    monkeypatch.setenv("KB_NOW", "2026-03-20T09:00+00:00")
    found = deck("due", "--days", "3", "--json").json
    assert found.keys() == {
        *("day", "learning", "review", "new", "new_held", "siblings_held", "limits_held"),
        *("minutes", "forecast"),
    }
    assert (found["day"], found["review"], found["new"]) == ("2026-03-20", 1, 1)
    assert [day["day"] for day in found["forecast"]] == ["2026-03-20", "2026-03-21", "2026-03-22"]
    due, *bars = deck("due").out.splitlines()
    assert due == "Today, 2026-03-20: 0 learning, 1 to review, 1 new, about 1 minute."
    assert bars[0].count("█") == 40
    _, screen = on_terminal("due", columns=60, typed="", KB_DB=str(tmp_path / "kb.db"))
    wide = [len(line) for line in screen.splitlines() if "█" in line]
    assert wide[0] < 60  # on one line with its day
    assert all("2026" in line for line in screen.splitlines() if "█" in line)


def test_stats_count_one_review_and_name_the_months(deck: Kb) -> None:
    deck("grade", "1", "easy")
    shown = deck("stats").out
    assert "Last year: 1 review in 0 minutes on 1 day; at most 1 a day (█). Half a year:\n" in shown
    months = shown.split("Half a year:\n")[1].splitlines()[0]
    assert months == " " * 15 + "Oct     Nov     Dec       Jan     Feb     Mar"
    assert shown.split("Half a year:\n")[1].splitlines()[1].endswith(" █")  # below Mar
    assert "  Metals: 100%, 1 of 2, card 1 (100%)\n" in shown


def test_stats_have_the_promised_fields_and_say_where_data_is_thin(deck: Kb) -> None:
    assert "kb review" in deck("stats").err
    deck("grade", "1", "good")
    found = deck("stats", "--json").json
    promised = {"reviews", "true_retention", "calibration", "log_loss", "days", "concepts"}
    promised |= {"forgetting"}
    assert found.keys() >= promised
    assert found["true_retention"].keys() >= {"young", "mature", "n"}
    assert found["true_retention"]["young"] is None
    assert found["concepts"][0].keys() >= {"title", "coverage", "recall_now", "weakest"}
    told = deck("stats").out
    assert "not enough data" in told
    assert "  Metals: 100%, 1 of 2, card 1 (100%)\n" in told


def test_cramming_says_that_nothing_is_scheduled(deck: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "\n1\n\n4\n\n3\n")
    ran = deck("review", "--plain", "--cram", "tin or iron")
    assert ran.err.startswith("Practice: your answers schedule nothing.\n2 cards: ")
    assert "1 again 1m  2 hard 10m  3 good done  4 easy done" in ran.out
    assert (
        "2 cards, 3 answers in under a minute.\nYou practised: nothing was scheduled, and"
        in ran.out
    )
    assert states(deck) == ["new", "new"]
    assert deck("undo").err == "There is nothing to undo.\n"


def test_answers_of_a_cram_count_if_asked_for(deck: Kb, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "\n4\n\n4\n")
    ran = deck("review", "--plain", "--cram", "--count")
    assert "Practi" not in ran.err + ran.out
    assert states(deck) == ["review", "review"]
    assert deck("review", "--plain").err.startswith("Nothing is due now.")
    typed(monkeypatch, "")
    assert "2 cards: 0 learning, 2 to review" in deck("review", "--plain", "--cram").err
    typed(monkeypatch, "\n3\n\n3\n")
    practised = deck("review", "--plain", "--cram").out
    assert "Recalled 2 of 2 (100%).\n" in practised  # nothing is predicted of what is not due
    monkeypatch.setenv("KB_NOW", "2026-03-03T09:00+00:00")
    typed(monkeypatch, "")
    assert "2 cards: 0 learning, 2 to review" in deck("review", "--plain", "--ahead", "365").err


def test_the_first_review_of_a_day_tells_of_the_inbox(
    holding: Holding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = "Tags: #metal\n\nDefinition: Tin is a soft metal that keeps iron from rusting.\n\n"
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Tin.md").write_text(note + "Q: Symbol?\nA: Sn\n")
    kb = holding(tmp_path / "vault")
    reminder = "\n1 proposed card waits in the inbox: “kb inbox”.\n"
    told = []
    for at, keys in (
        ("2026-03-02T09:00", "q\n"),  # nothing was answered
        ("2026-03-02T09:10", "\n4\nq\n"),
        ("2026-03-02T09:20", "\n4\nq\n"),
        ("2026-04-02T09:00", "\n4\nq\n"),
        ("2026-04-02T09:10", "\n4\nq\n"),
    ):
        monkeypatch.setenv("KB_NOW", f"{at}+00:00")
        typed(monkeypatch, keys)
        told.append(reminder in kb("review", "--plain").out)
    assert told == [False, True, False, True, False]


def test_a_review_of_suspended_cards_says_that_they_are(deck: Kb) -> None:
    nothing = "No active card matches. “kb inbox” shows proposed cards.\n"
    assert deck("review", "is:suspended").err == nothing
    deck("suspend", "1")
    assert deck("review", "is:suspended").err == (
        "The 1 card that matches is suspended. “kb unsuspend” returns it to review.\n"
    )
    deck("suspend", "2")
    assert deck("review", "--cram").err == (
        "The 2 cards that match are suspended. “kb unsuspend” returns them to review.\n"
    )


def test_a_cram_of_no_card_says_why(deck: Kb) -> None:
    assert deck("review", "--cram", "gold").err == (
        "No active card matches. “kb inbox” shows proposed cards.\n"
    )


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--count"], "only answers of --cram can be told to count"),
        (["--cram", "--ahead", "3"], "Leave out --ahead and --new"),
        (["--cram", "--new", "0"], "Leave out --ahead and --new"),
    ],
)
def test_options_that_deny_each_other_are_refused(deck: Kb, options: list[str], why: str) -> None:
    ran = deck("review", "--plain", *options)
    assert ran.code == 2
    assert why in ran.err


def test_the_session_learns_as_many_new_cards_as_asked_for(
    deck: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "")
    assert "1 card: 0 learning, 0 to review, 1 new" in deck("review", "--plain", "--new", "1").err
    assert deck("review", "--plain", "--new", "0").code == 0
