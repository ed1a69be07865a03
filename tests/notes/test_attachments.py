"""Which file a note means."""

import pytest

from kb.notes.attachments import Attachments

FILES = Attachments(
    ["a.png", "img/a.png", "heat/img/a.png", "heat/fire.PNG", "deep/down/b#1.png", "x/é.png"]
)


@pytest.mark.parametrize(
    ("written", "note", "path"),
    [
        ("a.png", "Kiln.md", "a.png"),
        ("a.png", "img/Kiln.md", "img/a.png"),
        ("a.png", "other/Kiln.md", "a.png"),
        ("img/a.png", "Kiln.md", "img/a.png"),
        ("img/a.png", "heat/Kiln.md", "heat/img/a.png"),
        ("img/a.png", "other/Kiln.md", "img/a.png"),
        ("/img/a.png", "heat/Kiln.md", "img/a.png"),
        ("../a.png", "heat/Kiln.md", "a.png"),
        ("./img/a.png", "heat/Kiln.md", "heat/img/a.png"),
        ("./a.png", "heat/Kiln.md", None),
        ("../../a.png", "heat/Kiln.md", None),
        ("../a.png", "Kiln.md", None),
        ("FIRE.png", "Kiln.md", "heat/fire.PNG"),
        ("fire.PNG", "deep/Kiln.md", "heat/fire.PNG"),
        ("b#1.png", "Kiln.md", "deep/down/b#1.png"),
        ("a.png#left", "Kiln.md", "a.png"),
        ("down/b#1.png", "Kiln.md", "deep/down/b#1.png"),
        ("img\\a.png", "Kiln.md", "img/a.png"),
        ("e\u0301.png", "Kiln.md", "x/é.png"),
        ("lost.png", "Kiln.md", None),
        ("", "Kiln.md", None),
        ("/etc/passwd", "Kiln.md", None),
    ],
)
def test_a_file_is_found_as_obsidian_finds_it(written: str, note: str, path: str | None) -> None:
    assert FILES.named(written, note) == path


def test_a_name_below_the_notes_own_folder_wins_over_a_shorter_path() -> None:
    files = Attachments(["z/a.png", "heat/deep/down/a.png"])
    assert files.named("a.png", "heat/Kiln.md") == "heat/deep/down/a.png"
    assert files.named("a.png", "Kiln.md") == "z/a.png"
