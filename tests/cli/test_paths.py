"""Paths at which there is no file, and can be none, wherever a path is asked for."""

from pathlib import Path

import pytest

from tests.cli.running import Kb

BAD = "@"
"""Stands for the path."""
STORES: tuple[tuple[str, ...], ...] = (
    ("--db", BAD), ("--db", BAD, "list"), ("--db", BAD, "import", "notes"),
    ("--db", BAD, "import", "--dry-run", "notes"), ("--db", BAD, "doctor"),
    ("--db", BAD, "restore", "copy.db"), ("--db", BAD, "review", "--plain"), ("restore", BAD),
)  # fmt: skip
OTHERS: tuple[tuple[str, ...], ...] = (
    ("import", BAD), ("folders", "forget", BAD), ("folders", "move", BAD, "notes"),
    ("folders", "move", "notes", BAD), ("graph", "-o", BAD), ("show", BAD), ("edit", BAD),
    ("new", "Gear", "--no-edit", "--folder", BAD),
)  # fmt: skip
CONFIGURED: tuple[tuple[str, ...], ...] = (
    ("list",), ("config",), ("config", "set", "schedule.new_per_day", "3"), ("import",),
    ("config", "unset", "schedule.new_per_day"), ("config", "edit"),
)  # fmt: skip
PATHS = ("loop", "loop/in", "x" * 300, "x" * 300 + "/in", "y/" * 3000, "copy.db/in", "folder")
CANNOT_BE = PATHS[:5]


@pytest.fixture
def place(imported: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives the place of a store, with a backup, a folder and links that lead in a circle."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").touch()
    (tmp_path / "loop").symlink_to("back")
    (tmp_path / "back").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    assert imported("backup", "copy.db").code == 0
    return tmp_path


def assert_told(kb: Kb, words: tuple[str, ...], codes: set[int]) -> None:
    """Look that kb refuses in one line."""
    ran = kb(*words)
    assert ran.code in codes, (words, ran)
    assert ran.err.count("\n") == 1, (words, ran)
    assert ran.out == ""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:12])
def test_a_store_that_cannot_be_is_told(
    imported: Kb, place: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (place / "kb.db").read_bytes()
    for words in STORES:
        if path in CANNOT_BE or words != STORES[0]:
            assert_told(imported, tuple(path if w == BAD else w for w in words), {4})
    for words in (("backup",), ("backup", "--list")):
        if path in CANNOT_BE:
            assert_told(imported, ("--db", path, *words), {4})
            assert_told(imported, ("backup", path), {4})
    assert (place / "kb.db").read_bytes() == before
    monkeypatch.setenv("KB_DB", path)
    assert_told(imported, ("list",), {4})


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:12])
def test_any_other_path_that_cannot_be_is_told(
    imported: Kb, place: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in OTHERS:
        if path in CANNOT_BE:
            assert_told(imported, tuple(path if w == BAD else w for w in words), {2, 3})
    if path in CANNOT_BE:
        assert_told(imported, ("import", path, "--watch"), {2})
    monkeypatch.setenv("KB_CONFIG", str(place / path))
    for words in CONFIGURED:
        assert_told(imported, words, {2})


def test_a_circle_of_links_is_called_one(imported: Kb, place: Path) -> None:
    told = "links lead in a circle"
    assert told in imported("list", "--db", "loop").err
    assert told in imported("new", "Gear", "--no-edit", "--folder", "loop").err
    assert told in imported("new", "Gear", "--no-edit", "--folder", "loop/in").err
    (place / ".kb.db.checking").symlink_to("loop")
    ran = imported("restore", "copy.db")
    assert (ran.code, told in ran.err) == (4, True)


@pytest.mark.parametrize("setting", ["store.path", "new.folder", "new.template"])
def test_a_null_in_a_path_of_the_configuration_is_told(
    imported: Kb, place: Path, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, key = setting.split(".")
    (place / "config.toml").write_text(f'[{table}]\n{key} = "a\\u0000b"\n')
    monkeypatch.delenv("KB_DB")
    assert_told(imported, ("list",), {2, 4})
