"""A vault's own settings hold for its notes, and for no others."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.app import vaults
from kb.app.importing.run import Target, import_notes
from kb.app.vaults import Vaults, read_vault
from kb.config.settings import CardSettings, Settings
from kb.store.file.store import Store
from tests.app.conftest import NOW, Import, Write

SPACED = ".obsidian/plugins/obsidian-spaced-repetition/data.json"
ANKI = ".obsidian/plugins/obsidian-to-anki-plugin/data.json"
CARDS = ".obsidian/plugins/flashcards-obsidian/data.json"


async def fronts(store: Store) -> set[str]:
    async with store.reading() as transaction:
        rows = await transaction.exec_driver_sql(
            "SELECT front FROM cards WHERE status != 'retired' AND generator = 'obsidian-sr'"
        )
        return {front for (front,) in rows}


def spaced(**settings: object) -> str:
    return json.dumps({"settings": settings})


async def test_the_settings_of_a_vault_are_used_without_a_setting_of_ours(
    write: Write, imported: Import, store: Store, vault: Path
) -> None:
    write(SPACED, spaced(flashcardTags=["#karten"], singleLineCardSeparator=";;"))
    write("sub/a.md", "#karten\n\nOslo;;Norway\n\nNot::this\n")
    write("b.md", "#flashcards\n\nLima::Peru\n")
    await imported(vault)
    assert await fronts(store) == {"Oslo"}


async def test_they_hold_for_that_vault_alone(
    write: Write, imported: Import, store: Store, vault: Path
) -> None:
    write(f"one/{SPACED}", spaced(singleLineCardSeparator=";;"))
    write(f"two/inner/{SPACED}", spaced(singleLineCardSeparator="=>"))
    write("two/.obsidian/app.json", "{}")
    marks = {"colons": "::", "semicolons": ";;", "arrow": "=>"}
    for place in ("", "one/", "one/deep/", "two/", "two/inner/"):
        lines = (f"{place} {name}{mark}y" for name, mark in marks.items())
        write(f"{place}note.md", "#flashcards\n\n" + "\n\n".join(lines))
    await imported(vault)
    assert await fronts(store) == {
        "colons",
        "one/ semicolons",
        "one/deep/ semicolons",
        "two/ colons",
        "two/inner/ arrow",
    }


async def test_a_folder_inside_a_vault_has_the_vaults_settings(
    write: Write, imported: Import, store: Store, vault: Path
) -> None:
    write(SPACED, spaced(singleLineCardSeparator=";;", noteFoldersToIgnore=["Notes/Old"]))
    write("Notes/a.md", "#flashcards\n\nOslo;;Norway\n")
    write("Notes/Old/b.md", "#flashcards\n\nLima;;Peru\n")
    await imported(vault / "Notes")
    assert await fronts(store) == {"Oslo"}


async def test_a_changed_setting_reads_the_vaults_notes_again(
    write: Write, imported: Import, store: Store, vault: Path
) -> None:
    write("a.md", "#flashcards\n\nOslo;;Norway\n\nLima::Peru\n")
    await imported(vault)
    assert await fronts(store) == {"Lima"}
    write(SPACED, spaced(singleLineCardSeparator=";;"))
    assert (await imported()).notes.changed == 1
    assert await fronts(store) == {"Oslo"}
    assert (await imported()).notes.unchanged == 1


async def test_what_a_plugin_writes_beside_its_settings_reads_nothing_again(
    write: Write, imported: Import, vault: Path
) -> None:
    write("a.md", "Text.\n")
    write(ANKI, json.dumps({"settings": {}, "File Hashes": {"a.md": "1"}}))
    await imported(vault)
    write(ANKI, json.dumps({"settings": {}, "File Hashes": {"a.md": "2"}}))
    assert (await imported()).notes.unchanged == 1


async def test_an_explicit_setting_of_ours_wins(write: Write, store: Store, vault: Path) -> None:
    write(SPACED, spaced(flashcardTags=["#karten"], singleLineCardSeparator=";;"))
    write("a.md", "#flashcards\n\nOslo;;Norway\n")
    ours = Settings(cards=CardSettings(), explicit=frozenset({"cards.deck_tags"}))
    await import_notes(store, [Target(path=vault)], settings=ours, now=NOW)
    assert await fronts(store) == {"Oslo"}


def test_where_a_value_comes_from(write: Write, vault: Path) -> None:
    write(SPACED, spaced(flashcardTags=["#karten"], multilineCardSeparator="?"))
    (setting,) = read_vault(vault, Settings()).settings
    assert (setting.name, setting.value, setting.key) == (
        "cards.deck_tags",
        ("karten",),
        "flashcardTags",
    )
    assert (setting.vault, setting.file) == (str(vault), SPACED)


def test_folders_are_decks_but_the_vault_itself_is_none(write: Write, vault: Path) -> None:
    write(SPACED, spaced(convertFoldersToDecks=True))
    vaults = Vaults(folder=vault, settings=Settings(), inner=("",))
    assert vaults.rules_for("sub/a.md").card_rules.all_notes_are_decks
    assert not vaults.rules_for("a.md").card_rules.all_notes_are_decks


def test_what_a_plugin_leaves_alone_has_its_syntax_switched_off(write: Write, vault: Path) -> None:
    write(SPACED, spaced(noteFoldersToIgnore=["Archive", "**/*.excalidraw.md"]))
    write(ANKI, json.dumps({"settings": {"Defaults": {"Scan Directory": "Study"}}}))
    write("logseq/config.edn", '{:hidden ["/pages/old"]}')
    vaults = Vaults(folder=vault, settings=Settings(), inner=("",))

    def on(path: str) -> tuple[bool, bool, bool]:
        rules = vaults.rules_for(path).card_rules
        return bool(rules.deck_tags), bool(rules.anki_begin), bool(rules.logseq_tag)

    assert on("Study/a.md") == (True, True, True)
    assert on("Archive/a.md") == (False, False, True)
    assert on("Study/deep/b.excalidraw.md") == (False, True, True)
    assert on("pages/old/c.md") == (True, False, False)


@pytest.mark.parametrize(
    ("plugins", "separator"),
    [('["flashcards-obsidian"]', "::"), ('["another"]', ""), (None, "::"), ("{", "::")],
)
def test_flashcards_obsidian_reads_every_note_if_it_is_on(
    plugins: str | None, separator: str, write: Write, vault: Path
) -> None:
    write(CARDS, '{"flashcardsTag": "frage"}')
    if plugins is not None:
        write(".obsidian/community-plugins.json", plugins)
    rules = read_vault(vault, Settings()).rules
    assert rules.card_tag == "frage"
    assert (rules.card_inline_separator, rules.card_line_clozes) == (separator, bool(separator))


def test_flashcards_obsidian_has_defaults_without_a_file(write: Write, vault: Path) -> None:
    write(".obsidian/community-plugins.json", '["flashcards-obsidian"]')
    assert read_vault(vault, Settings()).rules.card_inline_separator == "::"
    write(".obsidian/community-plugins.json", "[]")
    assert read_vault(vault, Settings()).rules.card_inline_separator == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{\n "settings": {', (2, "is not JSON")),
        ("[" * 100_000, (1, "is not JSON")),
        (" " * 8_000_001, (1, "is larger than 8 MB")),
        ('{"settings": {\n "clozePatterns": ["answer"]}}', (2, "“clozePatterns”")),
        ('{"settings": {\n\n "flashcardTags": 7}}', (3, "“flashcardTags”")),
    ],
)
async def test_a_settings_file_that_cannot_be_used_is_one_problem(
    text: str, told: tuple[int, str], write: Write, imported: Import, store: Store, vault: Path
) -> None:
    line, words = told
    write(SPACED, text)
    write("a.md", "#flashcards\n\nOslo::Norway\n")
    (problem,) = (await imported(vault)).problems
    assert (problem.path, problem.line, problem.code) == (SPACED, line, "settings-invalid")
    assert words in problem.message
    assert await fronts(store) == {"Oslo"}
    assert (await imported()).problems == (problem,)
    write(SPACED, "{}")
    assert (await imported()).problems == ()


def test_a_folder_in_place_of_a_settings_file_is_told(write: Write, vault: Path) -> None:
    write(f"{SPACED}/x", "")
    (problem,) = read_vault(vault, Settings()).problems
    assert (problem.path, problem.code) == (SPACED, "settings-invalid")
    assert "kb uses its own value instead" in problem.message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes that have names")
def test_a_pipe_in_place_of_a_settings_file_is_not_waited_for(write: Write, vault: Path) -> None:
    write(CARDS, "{}")
    os.mkfifo(vault / ".obsidian/community-plugins.json")
    script = (
        "import sys, pathlib; from kb.app.vaults import read_vault; "
        "from kb.config.settings import Settings; "
        "print(read_vault(pathlib.Path(sys.argv[1]), Settings()).rules.card_line_clozes)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, vault], check=True, capture_output=True, timeout=60
    )
    assert ran.stdout == b"True\n"


def test_each_folder_is_asked_once_whether_it_is_a_vault(
    write: Write, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("inner/.obsidian/app.json", "{}")
    asked: list[Path] = []

    def is_vault(root: Path) -> bool:
        asked.append(root)
        return root.name == "inner"

    monkeypatch.setattr(vaults, "is_vault", is_vault)
    inside = Vaults(folder=vault, settings=Settings(), inner=("", "inner", "logseq"))
    kinds = {inside.rules_for(f"{folder}/a.md").reader_version for folder in ("x", "y", "logseq/z")}
    assert len(kinds) == 1
    assert inside.of("inner/deep/a.md").root == vault / "inner"
    assert inside.of("x/a.md") is inside.of("y/a.md")
    assert len(asked) == len(set(asked))
