"""``kb`` alone, for somebody new and for everybody else; and what an empty answer says."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Kb, on_terminal


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns an empty folder that is the working directory and the user's home."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(place))
    return place


def test_who_has_imported_nothing_is_told_how(kb: Kb, nowhere: Path, tmp_path: Path) -> None:
    ran = kb()
    assert (ran.code, ran.err) == (0, "")
    assert "Nothing is imported yet." in ran.out
    assert "  kb import ~/notes" in ran.out
    assert not (tmp_path / "kb.db").exists()


def test_the_vaults_that_obsidian_knows_are_offered(kb: Kb, nowhere: Path) -> None:
    (nowhere / "My Vault").mkdir()
    listed = nowhere / ".config" / "obsidian" / "obsidian.json"
    listed.parent.mkdir(parents=True)
    vaults = {"a": {"path": str(nowhere / "My Vault")}, "b": {"path": "/gone"}}
    listed.write_text(json.dumps({"vaults": vaults}))
    assert "  kb import ~/My\\ Vault" in kb().out
    assert "/gone" not in kb().out
    assert kb("import").err == (
        "kb: no folder is imported yet. Run kb import FOLDER, for example: kb import ~/My\\ Vault\n"
    )
    listed.write_text("[]")
    assert kb("import").err.endswith("for example: kb import ~/notes\n")


def test_the_folder_one_stands_in_is_offered_if_it_holds_notes(
    kb: Kb, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = nowhere / "zettel"
    place.mkdir()
    (place / "one.md").write_text("One.")
    monkeypatch.chdir(place)
    assert "  kb import .  " in kb().out


def test_what_waits_today_leads_to_the_review_and_the_inbox(imported: Kb) -> None:
    ran = imported()
    assert ran.out.startswith("Today: ")
    assert " new, about 1 minute.\n" in ran.out
    assert "  kb review  " in ran.out
    assert "3 notes in 1 folder" in ran.out


def test_when_all_is_done_the_next_card_is_announced(imported: Kb) -> None:
    for card in imported("cards", "--status", "active", "--json").json:
        assert imported("grade", str(card["id"]), "easy").code == 0
    imported("inbox", "--accept-all")
    for card in imported("cards", "--status", "active", "--json").json:
        if card["state"] == "new":
            assert imported("grade", str(card["id"]), "easy").code == 0
    ran = imported()
    assert ran.out.startswith("Done for today. The next card is due on ")
    assert "  kb missing  " in ran.out


def test_notes_without_cards_lead_to_what_gives_one(kb: Kb, tmp_path: Path) -> None:
    root = tmp_path / "bare"
    root.mkdir()
    assert kb("import", root).code == 0
    assert kb().out.startswith("No notes found in the imported folder.")
    for words in (["review", "--plain"], ["list"], ["search", "x"], ["cards"], ["inbox"], ["tags"]):
        ran = kb(*words)
        assert (ran.code, ran.out) == (0, "")
        assert ran.err.startswith("No notes found in the imported folder. “kb folders” ")
        assert ran.err.count("\n") == 1
    assert "there are no notes yet" in kb("show", "x").err
    (tmp_path / "other").mkdir()
    assert kb("import", tmp_path / "other").code == 0
    assert kb().out.startswith("No notes found in the imported folders.")
    assert kb("due").err.startswith("No notes found in the imported folders.")
    (root / "bare.md").write_text("Nothing to see.")
    assert kb("import").code == 0
    assert kb().out.startswith("Your notes have no cards yet.")
    assert "Q: …" in kb().out


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["list", "--tag", "x"],
        ["search", "x"],
        ["tags"],
        ["missing"],
        ["cards"],
        ["inbox"],
        ["folders"],
        ["show", "x"],
        ["related", "x"],
        ["review", "--plain"],
        ["review", "--plain", "--tag", "x"],
    ],
)
def test_every_empty_answer_of_an_empty_store_says_how_to_fill_it(kb: Kb, words: list[str]) -> None:
    ran = kb(*words)
    assert ran.out == ""
    assert "kb import FOLDER" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["list", "--tag", "python", "--orphans"], "Every note is connected to another."),
        (["cards", "--generator", "Cloze"], "Your notes have no cards from the generator “Cloze”."),
        (["cards", "--status", "suspended"], "No cards match."),
        (["search", "concurent"], "No note has the word “concurent”. Did you mean “concurrent”?"),
        (["search", "loop", "tag:pyhton"], "No note has the tag #pyhton. Did you mean #Python?"),
        (["search", "lonely", "concurrent"], "no note has all of them"),
        (["search", "xyzzy"], "No note has the word “xyzzy”. Try another word."),
    ],
)
def test_an_empty_answer_says_why_and_what_to_try(
    imported: Kb, words: list[str], says: str
) -> None:
    ran = imported(*words)
    assert (ran.code, ran.out) == (0, "")
    assert says in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [["list"], ["cards"], ["inbox"], ["due"], ["review", "--plain"], ["suspend"], ["cards", "x"]],
)
def test_a_mistyped_tag_names_the_nearest(imported: Kb, words: list[str]) -> None:
    ran = imported(*words, "--tag", "#pyhton")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == "kb: no note has the tag #pyhton. Did you mean #Python?\n"


def test_a_mistyped_folder_names_the_one_beside_it(kb: Kb, folder: Path) -> None:
    ran = kb("import", folder.with_name("ntoes"))
    assert (ran.code, ran.err) == (
        2,
        f"kb: {folder.with_name('ntoes')} does not exist. Did you mean {folder}?\n",
    )
    assert "Neither does" in kb("import", folder.with_name("a") / "b").err


def test_an_import_on_a_terminal_says_what_comes_next(kb: Kb, folder: Path) -> None:
    code, shown = on_terminal("import", str(folder))
    assert code == 0
    assert "Next: “kb review”" in shown
    assert "kb review" not in on_terminal("import", str(folder))[1]
