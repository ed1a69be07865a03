"""``kb config`` and what it changes."""

import tomllib
from pathlib import Path

import pytest

from tests.cli.running import Kb, on_terminal, unstyled
from tests.editors import fake_editor


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("KB_CONFIG", str(path))
    return path


def test_a_setting_is_set_shown_and_unset(kb: Kb, file: Path) -> None:
    ran = kb("config", "set", "schedule.new_per_day", "10")
    assert (ran.code, ran.out, ran.err) == (0, "", f"Set schedule.new_per_day in {file}.\n")
    assert "schedule.new_per_day = 10  # line 2: new cards a day" in kb("config").out
    assert kb("config", "unset", "schedule.new_per_day").code == 0
    assert "schedule.new_per_day = 20  # default: " in kb("config").out


def test_a_terminal_shows_what_each_setting_means(kb: Kb) -> None:
    code, shown = on_terminal("config", columns=80)
    assert code == 0
    assert "new cards a day" in unstyled(shown)
    assert "default" in unstyled(shown)
    assert "…" not in shown
    assert "schedule.new_per_day = 20  (default)\n  new cards a day\n" in unstyled(shown)
    assert '"==[123;;]answer[;;hint' in unstyled(shown)


def test_a_value_and_a_section_are_printed(kb: Kb) -> None:
    assert kb("config", "get", "schedule.new_per_day").out == "20\n"
    assert kb("config", "schedule.new_per_day").out == "20\n"
    assert kb("config", "new").out == kb("config", "get", "new").out
    assert "new.folder = " in kb("config", "new").out
    assert "schedule." not in kb("config", "new").out
    ran = kb("config", "get", "schedule.new_per_dya")
    assert (ran.code, ran.out) == (2, "")
    assert "Did you mean schedule.new_per_day?" in ran.err


def test_a_wrong_setting_ends_with_2_and_the_nearest(kb: Kb, file: Path) -> None:
    ran = kb("config", "set", "schedule.new_per_dya", "10")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "kb: there is no setting schedule.new_per_dya. Did you mean schedule.new_per_day?\n"
    )


@pytest.mark.parametrize("value", ["-5", "-0.5", "--many"])
def test_a_value_that_begins_with_a_dash_is_for_the_setting_to_refuse(
    kb: Kb, file: Path, value: str
) -> None:
    ran = kb("config", "set", "schedule.new_per_day", value)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "kb: schedule.new_per_day must be a whole number from 0 to 9999. Nothing was changed.\n"
    )
    assert not file.exists()
    assert kb("config", "set", "cards.separator", "--").code == 2  # the end of options
    assert kb("config", "set", "cards.separator", "---", "--quiet").err == ""
    assert 'separator = "---"' in file.read_text()


def test_a_folder_is_no_store(kb: Kb, file: Path, tmp_path: Path) -> None:
    ran = kb("config", "set", "store.path", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"kb: {tmp_path} is a folder. Give store.path a file; nothing was changed.\n"
    )
    assert not file.exists()
    assert kb("config", "set", "store.path", tmp_path / "new.db").code == 0
    assert kb("config", "set", "new.folder", tmp_path).code == 0


@pytest.mark.parametrize(
    ("group", "typo", "meant"), [("config", "sett", "set"), ("folders", "forgt", "forget")]
)
def test_a_mistyped_command_of_a_group_names_the_nearest(
    kb: Kb, group: str, typo: str, meant: str
) -> None:
    ran = kb(group, typo)
    assert ran.code == 2
    assert ran.err == f"kb: there is no command “{typo}”. Did you mean “kb {group} {meant}”?\n"


def test_the_file_is_made_edited_and_checked(
    kb: Kb, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = fake_editor(tmp_path / "editor", adds="rollover_hour = 3\n")
    monkeypatch.setenv("VISUAL", str(editor))
    ran = kb("config", "edit")
    assert (ran.code, ran.err) == (0, f"{file} is valid and sets 1 value.\n")
    assert "# retention = 0.9" in file.read_text()


def test_a_mistake_made_in_the_editor_is_told_with_its_line(
    kb: Kb, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[schedule]\nretension = 1\n")
    monkeypatch.setenv("VISUAL", str(fake_editor(tmp_path / "editor")))
    ran = kb("config", "edit")
    assert ran.code == 2
    assert ran.err.startswith(f"kb: {file}:2: there is no setting schedule.retension.")


def test_the_settings_in_a_pipe_are_toml(kb: Kb, tmp_path: Path) -> None:
    ran = kb("config", "--db", tmp_path / "x.db")
    settings = tomllib.loads(ran.out)
    assert settings["store"]["path"] == str(tmp_path / "x.db")
    assert settings["import"]["extensions"] == [".md", ".markdown"]
    assert settings["notes"]["colours_are_tags"] is True
    assert "# option: " in ran.out
    assert "missing" in ran.err


def test_settings_say_where_they_come_from(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[notes]\nkinds = ['map']\n")
    monkeypatch.setenv("KB_CONFIG", str(file))
    by_name = {each["name"]: each for each in kb("config", "--json").json}
    assert by_name["notes.kinds"] == {
        "name": "notes.kinds",
        "value": ["map"],
        "default": [],
        "origin": "file",
        "line": 2,
        "meaning": by_name["notes.kinds"]["meaning"],
        "vaults": [],
    }
    assert by_name["store.path"]["origin"] == "environment"
    assert by_name["fields.tags"]["origin"] == "default"
    assert kb("config").err == f"Configuration file: {file}\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    plugin = tmp_path / "vault" / ".obsidian" / "plugins" / "obsidian-spaced-repetition"
    plugin.mkdir(parents=True)
    (plugin / "data.json").write_text('{"settings": {"flashcardTags": ["#karten"]}}')
    (tmp_path / "vault" / "Oslo.md").write_text("#karten\n\nCapital of Norway::Oslo\n")
    return tmp_path / "vault"


def test_what_a_vault_sets_is_shown_with_its_file_and_key(kb: Kb, vault: Path) -> None:
    kb("import", vault)
    given = (
        'cards.deck_tags = ["karten"] '
        "(flashcardTags in .obsidian/plugins/obsidian-spaced-repetition/data.json)"
    )
    assert kb("config").out.splitlines()[-1] == f"# In the vault {vault}: {given}"
    _, shown = on_terminal("config", columns=200)
    lines = unstyled(shown).splitlines()
    assert f"  {given}" in [line.rstrip() for line in lines]
    settings = {setting["name"]: setting["vaults"] for setting in kb("config", "--json").json}
    (one,) = settings.pop("cards.deck_tags")
    assert (one["value"], one["vault"], one["key"]) == (["karten"], str(vault), "flashcardTags")
    assert not any(settings.values())


def test_a_store_that_cannot_be_read_leaves_the_settings_readable(
    kb: Kb, vault: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.db").write_text("no database")
    assert kb("config", "--db", tmp_path / "broken.db").code == 0


def test_a_note_says_which_settings_of_its_vault_its_cards_are_read_with(
    kb: Kb, vault: Path
) -> None:
    kb("import", vault)
    file = ".obsidian/plugins/obsidian-spaced-repetition/data.json"
    assert f"Cards are read with cards.deck_tags of {file}" in kb("show", "Oslo").out.splitlines()
    (one,) = kb("show", "Oslo", "--json").json["card_settings"]
    assert (one["name"], one["value"], one["file"]) == ("cards.deck_tags", ["karten"], file)
