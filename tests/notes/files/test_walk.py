import os
from pathlib import Path

import pytest

from kb.notes.files.walk import read_file, walk_folder


def test_only_notes_are_found_and_hidden_folders_left_out(tmp_path: Path) -> None:
    for name in ("a.md", "b/c.MARKDOWN", ".obsidian/d.md", ".trash/e.md", "f.txt", "g.md~"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [file.path for file in walk_folder(tmp_path).files] == ["a.md", "b/c.MARKDOWN"]
    files = walk_folder(tmp_path, extensions=(".txt",)).files
    assert [file.path for file in files] == ["f.txt"]


def test_links_that_lead_out_pipes_and_loops_are_not_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (outside / "secret.md").write_text("x", encoding="utf-8")
    (inside / "a.md").write_text("x", encoding="utf-8")
    (inside / "out.md").symlink_to(outside / "secret.md")
    (inside / "outside").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "gone.md").symlink_to(inside / "nothing.md")
    os.mkfifo(inside / "pipe.md")
    walk = walk_folder(inside)
    assert [file.path for file in walk.files] == ["a.md"]
    assert sorted((problem.path, problem.code) for problem in walk.problems) == [
        ("gone.md", "link-broken"),
        ("out.md", "link-outside"),
        ("outside", "link-outside"),
        ("pipe.md", "not-a-file"),
    ]


def test_a_name_that_is_no_utf8_is_shown_and_read(tmp_path: Path) -> None:
    name = os.fsencode(str(tmp_path)) + b"/caf\xe9.md"
    try:
        with open(name, "wb") as stream:  # noqa: PTH123
            stream.write(b"x")
    except OSError:
        pytest.skip("this file system takes only UTF-8")
    (file,) = walk_folder(tmp_path).files
    assert file.path == "caf%E9.md"
    assert read_file(tmp_path, file.disk_path) == b"x"


def test_a_folder_that_is_not_there_is_no_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        walk_folder(tmp_path / "nothing")


def test_ignore_files_are_read_as_git_reads_them(tmp_path: Path) -> None:
    texts = {
        ".gitignore": "drafts/\n*.tmp.md\n/top.md\ndiary/\n",
        ".kbignore": "!diary/\n",
        "in/.gitignore": "!keep.tmp.md\nlocal.md\n",
    }
    notes = ["drafts/a.md", "b.tmp.md", "top.md", "diary/c.md", "in/top.md", "in/keep.tmp.md"]
    for name in (*texts, *notes, "in/local.md", "local.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(texts.get(name, "x"), encoding="utf-8")
    walk = walk_folder(tmp_path)
    assert [file.path for file in walk.files] == [
        "diary/c.md",
        "in/keep.tmp.md",
        "in/top.md",
        "local.md",
    ]
    (tmp_path / ".gitignore").write_text("broken\\", encoding="utf-8")
    assert [problem.code for problem in walk_folder(tmp_path).problems] == ["ignore-invalid"]


def test_files_that_notes_can_embed_are_met_on_the_way(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    for name in ("a.md", "b/c.PNG", "b/d.pdf", "e.py", ".f/g.png", "h.png/i.md", ".gitignore"):
        (inside / name).parent.mkdir(parents=True, exist_ok=True)
        (inside / name).write_text("*.pdf\n", encoding="utf-8")
    (tmp_path / "out.png").write_text("x", encoding="utf-8")
    (inside / "out.png").symlink_to(tmp_path / "out.png")
    (inside / "inner.png").symlink_to(inside / "b/c.PNG")
    (inside / "gone.png").symlink_to(inside / "nothing.png")
    os.mkfifo(inside / "pipe.png")
    (inside / os.fsdecode(b"\xff.png")).write_text("x", encoding="utf-8")
    walk = walk_folder(inside)
    assert walk.attachments == ("b/c.PNG", "b/d.pdf", "inner.png")
    assert [file.path for file in walk.files] == ["a.md", "h.png/i.md"]
    assert walk.problems == ()
