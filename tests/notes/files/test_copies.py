"""Copies that programs make are no notes, and are told once."""

from pathlib import Path

import pytest

from kb.notes.files.copies import copies_among
from kb.notes.files.walk import walk_folder

COPIES = (
    "Alpha.sync-conflict-20240501-120000-ABCDEF7.md",
    "Alpha (Jane's conflicted copy 2024-05-01).md",
    "Alpha (conflicted copy 2024-05-01 123456).md",
    "Alpha (Janes in Konflikt stehende Kopie 2024-05-01).md",
    "Alpha (Copie en conflit de Jane 2024-05-01).md",
    "Alpha (Copia en conflicto de Jane 2024-05-01).md",
    "Alpha (Copia in conflitto di Jane 2024-05-01).md",
    "Alpha (Cópia em conflito de Jane 2024-05-01).md",
    "Alpha (conflicterende kopie van Jane 2024-05-01).md",
    "Alpha (Janes konfliktkopia 2024-05-01).md",
    "Alpha (Janes modstridende kopi 2024-05-01).md",
    "Alpha (Конфликтующая копия Jane 2024-05-01).md",
    "Alpha (Jane の競合コピー 2024-05-01).md",
    "Alpha (Jane 的冲突副本 2024-05-01).md",
    "Alpha (Jane의 충돌된 사본 2024-05-01).md",
    "Alpha_conflict-20240501-120000.md",
    "Alpha (SFConflict jane@example.org 2024-05-01-12-00-00).md",
    "Alpha (Case Conflict 1).md",
    "Alpha[Conflict].md",
    "Alpha-DESKTOP-AB12CD3.md",
    "Alpha-LAPTOP-AB12CD3-2.md",
    "Alpha_BACKUP_1234.md",
    "Alpha_REMOTE_1234.md",
    "Alpha.orig.md",
    "Alpha (1).md",
)
NOTES = (
    "Alpha.md",
    "Conflict resolution.md",
    "Copy on write (COW).md",
    "War (conflict).md",
    "How to copy [a] conflict.md",
    "Meeting (2024-05-01).md",
    "Rome (2).md",
    "Original.md",
    "My-DESKTOP-setup.md",
)


def fill(root: Path, *names: str, text: str = "x") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_known_by_its_name(name: str) -> None:
    assert copies_among(dict.fromkeys((name, "Alpha.md"))) == {name}


def test_no_note_is_taken_for_a_copy(tmp_path: Path) -> None:
    fill(tmp_path, *NOTES)
    walk = walk_folder(tmp_path)
    assert {file.path for file in walk.files} == set(NOTES)
    assert walk.problems == ()


def test_copies_and_folders_of_them_are_left_out_and_told_once(tmp_path: Path) -> None:
    folders = ("$RECYCLE.BIN", "#recycle", "@Recycle", "__MACOSX", "node_modules/a", "logseq/bak")
    inside = [f"{name}/Alpha.md" for name in (*folders, "logseq/version-files", "b/node_modules")]
    hidden = (".trash/a.md", ".Trash-1000/a.md", "._Alpha.md", "logseq/.recycle/a.md")
    fill(tmp_path, *COPIES, *inside, *hidden, "Alpha.md", "bak/a.md", "logseq/pages/a.md")
    walk = walk_folder(tmp_path)
    assert [file.path for file in walk.files] == ["Alpha.md", "bak/a.md", "logseq/pages/a.md"]
    (problem,) = walk.problems
    assert (problem.path, problem.code) == ("#recycle", "copies-left-out")
    assert f"This and {len(COPIES) + len(inside) - 1} more" in problem.message


def test_a_second_file_of_a_name_is_a_copy_only_if_it_is_as_large(tmp_path: Path) -> None:
    fill(tmp_path, "Alpha.md", "Alpha 2.md", "Beta.md", text="the same")
    fill(tmp_path, "Beta 2.md", text="another length")
    fill(tmp_path, "Gamma.md", "Gamma 2.md", text="")
    names = ["Alpha.md", "Beta 2.md", "Beta.md", "Gamma 2.md", "Gamma.md"]
    assert [file.path for file in walk_folder(tmp_path).files] == names
