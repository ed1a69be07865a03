"""``kb folders``, ``kb folders forget`` and ``kb folders move``."""

from pathlib import Path

from tests.cli.running import Kb


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
