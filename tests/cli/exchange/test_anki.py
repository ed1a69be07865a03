"""``kb anki`` as a command."""

import json
from pathlib import Path

from tests.cli.running import Kb, on_terminal


def test_cards_go_into_a_package(imported: Kb, tmp_path: Path) -> None:
    file = tmp_path / "cards.apkg"
    ran = imported("anki", "export", file)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("Exported 3 cards in 3 notes, 1 deck, with 0 answers and 0 files, to")
    assert file.stat().st_size > 1000
    assert imported("anki", "export", file, "--quiet").err == ""


def test_json_says_what_was_exported(imported: Kb, tmp_path: Path) -> None:
    file = tmp_path / "cards.apkg"
    assert imported(
        "anki", "export", file, "--note", "asyncio", "--deck", "A::B", "--json"
    ).json == {
        "file": str(file),
        "notes": 2,
        "cards": 2,
        "suspended": 0,
        "answers": 0,
        "media": 0,
        "decks": ["A::B"],
        "problems": [],
    }


def test_a_query_selects_cards(imported: Kb, tmp_path: Path) -> None:
    file = tmp_path / "cards.apkg"
    assert imported("anki", "export", file, "-tag:python", "--json").json["cards"] == 1


def test_what_cannot_be_exported_is_told_in_a_line(imported: Kb, tmp_path: Path) -> None:
    file = tmp_path / "cards.apkg"
    ran = imported("anki", "export", file, "--tag", "no-such-tag")
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    assert ran.err.startswith("kb: no note has the tag")
    assert not file.exists()
    file.write_text("mine")
    ran = imported("anki", "export", file, "--json")
    assert (ran.code, ran.json["error"]["code"]) == (2, "usage")
    assert file.read_text() == "mine"
    assert imported("anki", "export", file, "--force").code == 0
    ran = imported("anki", "export", tmp_path / "nowhere" / "cards.apkg")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_missing_picture_is_told_with_its_place(kb: Kb, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    folder.mkdir()
    lines = "\n\n".join(f"See ![[lost{n}.png]]::picture {n}" for n in range(12))
    (folder / "Deck.md").write_text(f"#flashcards\n\n{lines}\n")
    kb("import", folder)
    ran = kb("anki", "export", tmp_path / "cards.apkg")
    assert ran.code == 0
    told = ran.err.splitlines()
    why = "The file “lost0.png” of a card was not in this folder at the last import."
    assert told[0] == f"{folder}/Deck.md:3: warning: {why}"
    assert told[10] == "… and 2 more; --json lists all of them."
    ran = kb("anki", "export", tmp_path / "cards.apkg", "--json")
    assert len(ran.json["problems"]) == 12
    assert json.loads(ran.out)["problems"][0]["line"] == 3


def test_the_group_says_what_it_has(kb: Kb) -> None:
    ran = kb("anki", "--help")
    assert "export" in ran.out
    code, shown = on_terminal("anki", "exprt")
    assert (code, "Did you mean “kb anki export”?" in shown) == (2, True)


def test_a_query_that_finds_nothing_exports_nothing_and_says_so(
    imported: Kb, tmp_path: Path
) -> None:
    file = tmp_path / "cards.apkg"
    for query in ("is:due", "is:suspended"):
        ran = imported("anki", "export", file, query)
        assert (ran.code, ran.err) == (3, "kb: no cards match. “kb cards” lists all cards.\n")
    assert not file.exists()


def test_what_was_exported_is_known_when_it_comes_back(imported: Kb, tmp_path: Path) -> None:
    file = tmp_path / "cards.apkg"
    assert imported("grade", "1", "good").code == 0
    imported("anki", "export", file)
    assert imported("anki", "import", file).out == "Imported 0 answers of 3 cards that kb knows.\n"
    file.write_text("mine")
    ran = imported("anki", "import", file)
    told = "this is no package of Anki. In Anki, “File › Export” makes one."
    assert (ran.code, ran.err) == (2, f"kb: {file}: {told}\n")
