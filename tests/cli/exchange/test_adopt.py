"""``kb adopt`` as it is typed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cli.main import main

DECK = """#flashcards

What is a heap?::A tree in an array
<!--SR:!2026-06-20,28,250-->

Capital of France:::Paris
<!--SR:!2026-06-24,30,270!2026-06-01,3,210-->
"""
Kb = Callable[..., tuple[str, str]]


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Kb:
    """Types a command beside an imported vault, and returns what it prints and says."""
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "Deck.md").write_text(DECK)
    (tmp_path / "config.toml").touch()
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("KB_NOW", "2026-06-04T10:00:00+00:00")
    monkeypatch.chdir(tmp_path)

    def typed(*words: str, code: int = 0) -> tuple[str, str]:
        capsys.readouterr()
        assert main(list(words)) == code
        printed = capsys.readouterr()
        return printed.out, printed.err

    typed("import", "vault")
    return typed


def dues(kb: Kb) -> list[str | None]:
    return [card["due"] and card["due"][:10] for card in json.loads(kb("cards", "--json")[0])]


def test_it_shows_first_and_takes_over_only_if_told(kb: Kb) -> None:
    printed, said = kb("adopt")
    assert printed.splitlines() == [
        "Obsidian Spaced Repetition: 3 cards.",
        "Deck.md:3\tWhat is a heap?\t2026-06-20\t28.0 days",
        "Deck.md:6\tCapital of France\t2026-06-24\t30.0 days",
        "Deck.md:6\tParis\t2026-06-01\t3.0 days",
    ]
    assert said == "Nothing was taken over. Add --yes to do it.\n"
    assert dues(kb) == [None] * 3
    assert kb("adopt", "--dry-run") == (printed, "")
    printed, said = kb("adopt", "--yes")
    assert said == "Took over the history of 3 cards.\n"
    assert dues(kb) == ["2026-06-20", "2026-06-24", "2026-06-01"]


def test_it_is_undone_as_a_whole_and_changes_nothing_a_second_time(kb: Kb) -> None:
    kb("adopt", "--yes")
    printed, said = kb("adopt", "--yes")
    assert printed.endswith("3 cards: taken over already.\n")
    assert said == ""
    printed, _ = kb("adopt", "--undo")
    assert printed.startswith("Undid what was taken over from Obsidian Spaced Repetition: ")
    assert printed.endswith("(3 entries).\n")
    assert dues(kb) == [None] * 3
    assert kb("adopt", "--undo") == ("", "There is nothing to undo.\n")
    printed, said = kb("adopt", "--yes")
    assert "3 cards: undone before, and come back." in printed
    assert dues(kb) == ["2026-06-20", "2026-06-24", "2026-06-01"]
    kb("doctor")


def test_json_says_the_same(kb: Kb) -> None:
    offer = json.loads(kb("adopt", "--json")[0])
    assert (offer["done"], len(offer["histories"]), offer["problems"]) == (False, 3, [])
    assert offer["histories"][0] | {"folder": ""} == {
        "program": "obsidian-sr",
        "note": "Deck",
        "folder": "",
        "path": "Deck.md",
        "line": 3,
        "card": 1,
        "prompt": "What is a heap?",
        "reception": "new",
        "answers": 0,
        "due": "2026-06-20",
        "stability_days": offer["histories"][0]["stability_days"],
        "difficulty": offer["histories"][0]["difficulty"],
    }
    assert json.loads(kb("adopt", "--yes", "--json")[0])["done"]
    assert json.loads(kb("adopt", "--undo", "--json")[0])["entries"] == 3
    assert json.loads(kb("adopt", "--undo", "--json")[0]) is None


def test_what_contradicts_itself_is_refused(kb: Kb) -> None:
    assert "contradict" in kb("adopt", "--dry-run", "--yes", code=2)[1]
    assert "takes nothing else" in kb("adopt", "vault", "--undo", code=2)[1]
    assert "known folder" in kb("adopt", "/nowhere", code=3)[1]


def test_without_any_schedule_it_says_so(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "vault" / "Deck.md").write_text("# Nothing\n")
    kb("import")
    assert kb("adopt")[0] == "No schedules of other programs were found.\n"
