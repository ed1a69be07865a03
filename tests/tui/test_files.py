"""The key that opens the files of a card."""

import time
from pathlib import Path

import pytest

from tests.tui.fake_review import FakeReview, card
from tests.tui.seeing import pressed, seen
from tests.tui.test_review import review


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Gives the file in which the system's program writes what it opens."""
    programs, note = tmp_path / "bin", tmp_path / "opened"
    programs.mkdir()
    for name in ("xdg-open", "open"):
        (programs / name).write_text(f'#!/bin/sh\necho "$1" >> "{note}"\n')
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    for name in ("a.png", "b.mp3"):
        (tmp_path / name).write_text(name)
    return note


def until_written(file: Path) -> str:
    """Returns what a program that was started writes in a file."""
    for _ in range(200):
        if file.exists() and file.read_text():
            break
        time.sleep(0.05)
    return file.read_text()


async def test_a_card_without_files_has_no_key_for_them() -> None:
    async with review(FakeReview()) as pilot:
        assert "f File" not in seen(pilot)
        assert "The card shows no file." in await pressed(pilot, "f")


async def test_a_file_of_the_prompt_is_opened(tmp_path: Path, opened: Path) -> None:
    shows = card(1, "What is ![[a.png]]?", "![[b.mp3]]", folder=str(tmp_path), path="n.md")
    async with review(FakeReview((shows,))) as pilot:
        assert "f File" in seen(pilot)
        assert "Opened a.png." in await pressed(pilot, "f")
        assert until_written(opened) == f"{tmp_path}/a.png\n"


async def test_of_several_files_one_is_chosen(tmp_path: Path, opened: Path) -> None:
    shows = card(1, "![[gone.png]]", "![](b.mp3)", folder=str(tmp_path), path="n.md")
    async with review(FakeReview((shows,))) as pilot:
        await pressed(pilot, "space")
        asked = await pressed(pilot, "f")
        assert "1  gone.png (missing)" in asked
        assert "2  b.mp3" in asked
        assert "gone.png is not in" in await pressed(pilot, "1")
        await pressed(pilot, "f")
        assert "Opened b.mp3." in await pressed(pilot, "2")
        assert until_written(opened) == f"{tmp_path}/b.mp3\n"
        await pressed(pilot, "f")
        assert "Which file?" not in await pressed(pilot, "escape")


async def test_a_missing_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_text("a")
    monkeypatch.setenv("PATH", str(tmp_path))
    shows = card(1, "![[a.png]]", "b", folder=str(tmp_path), path="n.md")
    async with review(FakeReview((shows,))) as pilot:
        assert "no program that opens files is found" in await pressed(pilot, "f")
