"""``kb tags``, ``kb folders`` and ``kb config``."""

import tomllib
from pathlib import Path

import pytest

from tests.cli.running import Kb, on_terminal, unstyled


def test_tags_are_counted_most_used_first(imported: Kb) -> None:
    assert imported("tags").out == "Concurrency  2\nPython  1\n"
    assert imported("tags", "--json").json == [
        {"tag": "Concurrency", "notes": 2},
        {"tag": "Python", "notes": 1},
    ]


def test_no_tags_say_what_to_do(kb: Kb) -> None:
    assert "kb import" in kb("tags").err
    assert kb("tags", "--json").json == []


@pytest.mark.parametrize("command", ["tags", "folders", "list", "config"])
def test_quiet_leaves_no_hints(kb: Kb, command: str) -> None:
    assert kb(command, "--quiet").err == ""


def test_folders_are_listed(imported: Kb, folder: Path) -> None:
    assert imported("folders").out == f"{folder}  3  .md .markdown\n"
    assert imported("folders", "--json").json == [
        {"folder": str(folder), "ext": [".md", ".markdown"], "notes": 3, "reachable": True}
    ]


def test_no_folders_say_what_to_do(kb: Kb) -> None:
    assert "kb import FOLDER" in kb("folders").err


def test_a_folder_that_is_not_there_is_marked(imported: Kb, folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    assert imported("folders").out.endswith("  cannot be read\n")
    assert imported("folders", "--json").json[0]["reachable"] is False


def test_a_folder_is_forgotten_and_comes_back(imported: Kb, folder: Path) -> None:
    ran = imported("folders", "forget", folder)
    assert (ran.code, ran.out) == (0, "")
    assert str(folder) in ran.err
    assert imported("folders", "--json").json == []
    assert imported("list", "--json").json == []
    assert imported("import", folder).code == 0
    assert len(imported("list", "--json").json) == 3


def test_a_moved_folder_is_followed(imported: Kb, folder: Path) -> None:
    to = folder.with_name("elsewhere")
    folder.rename(to)
    assert imported("folders", "move", folder, to, "--quiet").err == ""
    assert imported("folders", "--json").json[0]["folder"] == str(to)
    assert "3 unchanged" in imported("import").out


def test_an_unknown_folder_ends_with_3(imported: Kb, tmp_path: Path) -> None:
    assert imported("folders", "forget", tmp_path / "nowhere").code == 3


def test_folders_say_as_json_what_was_forgotten_and_moved(imported: Kb, folder: Path) -> None:
    to = folder.with_name("elsewhere")
    folder.rename(to)
    moved = imported("folders", "move", folder, to, "--json").json
    assert (moved["folder"], moved["notes"]) == (str(to), 3)
    assert imported("folders", "forget", to, "--json").json["folder"] == str(to)


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
    }
    assert by_name["store.path"]["origin"] == "environment"
    assert by_name["fields.tags"]["origin"] == "default"
    assert kb("config").err == f"Configuration file: {file}\n"


@pytest.mark.parametrize("command", ["tags", "folders", "config"])
@pytest.mark.parametrize("columns", [60, 80])
def test_tables_fit_the_terminal(imported: Kb, command: str, columns: int) -> None:
    code, shown = on_terminal(command, "--quiet", columns=columns)
    assert code == 0
    assert all(len(line) <= columns for line in unstyled(shown).splitlines())
