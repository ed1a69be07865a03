"""The user's editor: how it is found, how it is given a line, and what if it is not there."""

from pathlib import Path

import pytest

from kb.app.notes.editor import (
    EditorError,
    EditorFailedError,
    command_at_line,
    find_editor,
    open_in_editor,
)
from tests.editors import fake_editor


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("vim", ["+7", "/n/a b.md"]),
        ("/usr/bin/vim.basic", ["+7", "/n/a b.md"]),
        ("emacs-29.1", ["+7", "/n/a b.md"]),
        ("kak", ["+7", "/n/a b.md"]),
        ("code", ["--goto", "/n/a b.md:7"]),
        ("code-insiders", ["--goto", "/n/a b.md:7"]),
        ("hx", ["/n/a b.md:7"]),
        ("subl", ["/n/a b.md:7"]),
        ("kate", ["--line", "7", "/n/a b.md"]),
        ("an-editor-of-my-own", ["/n/a b.md"]),
    ],
)
def test_an_editor_gets_the_line_as_it_takes_it(editor: str, words: list[str]) -> None:
    assert command_at_line([editor, "-x"], Path("/n/a b.md"), 7) == [editor, "-x", *words]


@pytest.mark.parametrize("name", ["-rf.md", "+9.md", "--goto"])
def test_no_name_of_a_file_is_taken_for_an_option(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command_at_line(["vi"], Path(name), 1) == ["vi", "+1", f"{tmp_path}/{name}"]


def test_an_editor_behind_another_name_is_known_by_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_editor(tmp_path / "nano")
    (tmp_path / "editor").symlink_to("nano")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_editor({"PATH": str(tmp_path)}) == ["editor"]
    assert command_at_line(["editor"], Path("/n/a.md"), 7) == ["editor", "+7", "/n/a.md"]


def test_visual_wins_over_editor_and_its_words_are_not_for_a_shell(tmp_path: Path) -> None:
    here = fake_editor(tmp_path / "my editor")
    other = fake_editor(tmp_path / "other")
    environ = {"VISUAL": f"'{here}' --wait '$HOME;ls'", "EDITOR": str(other)}
    assert find_editor(environ) == [str(here), "--wait", "$HOME;ls"]
    assert find_editor({**environ, "VISUAL": " "}) == [str(other)]


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({}, "no editor found. Set one, for example with EDITOR=nano."),
        ({"EDITOR": "nowhere -x"}, "EDITOR names the editor nowhere -x, which is not found."),
        ({"VISUAL": "'vi"}, "VISUAL holds 'vi, which is malformed: no closing quotation."),
        ({"EDITOR": "''"}, "EDITOR names the editor '', which is not found."),
    ],
)
def test_no_editor_is_said_in_one_line(environ: dict[str, str], says: str, tmp_path: Path) -> None:
    with pytest.raises(EditorError) as caught:
        find_editor({"PATH": str(tmp_path), **environ})
    assert caught.value.message == says


def test_the_editor_is_run_on_the_file(tmp_path: Path) -> None:
    editor = fake_editor(tmp_path / "vim", adds="\nMore.")
    note = tmp_path / "-a note.md"
    note.write_text("# Note")
    assert open_in_editor(note, 3, {"EDITOR": str(editor)})
    assert note.read_text() == "# Note\nMore."
    assert editor.with_suffix(".seen").read_text().splitlines() == ["+3", str(note)]


def test_a_note_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    editor = fake_editor(tmp_path / "vim")
    with pytest.raises(EditorError, match="does not exist any more"):
        open_in_editor(tmp_path / "gone.md", 1, {"EDITOR": str(editor)})
    assert not editor.with_suffix(".seen").exists()


def test_an_editor_that_does_not_start_is_said_in_one_line(tmp_path: Path) -> None:
    editor = tmp_path / "vim"
    editor.write_bytes(b"\x7fno program")
    editor.chmod(0o755)
    note = tmp_path / "note.md"
    note.write_text("# Note")
    with pytest.raises(EditorError, match=r"cannot start the editor .*: exec format error\.$"):
        open_in_editor(note, 1, {"EDITOR": str(editor)})


def test_a_file_that_the_editor_leaves_as_it_was_is_told_apart(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Note")
    assert not open_in_editor(note, 1, {"EDITOR": str(fake_editor(tmp_path / "vim"))})


def test_an_editor_that_fails_is_said_in_one_line(tmp_path: Path) -> None:
    editor = fake_editor(tmp_path / "vim", code=3)
    note = tmp_path / "note.md"
    note.write_text("# Note")
    with pytest.raises(EditorFailedError, match=r"vim failed: it ended with exit code 3\.$"):
        open_in_editor(note, 1, {"EDITOR": str(editor)})
