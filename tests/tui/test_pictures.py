"""Pictures of cards on terminals that draw them."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PIL import Image
from textual.pilot import Pilot
from textual.widget import Widget

from kb.app.review.session.session import ReviewSession
from kb.tui import pictures
from kb.tui.app import ScreenApp
from kb.tui.pictures import Drawing, Pictures, drawing, read_picture
from kb.tui.review import ReviewScreen
from tests.tui.fake_review import FakeReview, card
from tests.tui.seeing import pressed, seen

if TYPE_CHECKING:
    from textual_image.widget import SixelImage

SIXELS = "\x1bP"
"""How a picture of sixels begins."""


@pytest.fixture
def sixels(monkeypatch: pytest.MonkeyPatch) -> "type[SixelImage]":
    """Gives the widget of terminals that draw sixels, without asking the terminal of the tests."""
    monkeypatch.setattr(sys, "__stdout__", StringIO())
    from textual_image.widget import SixelImage  # which asks when it is imported

    return SixelImage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Gives a folder with a wide and a high picture, and a file that is none."""
    Image.new("RGB", (3000, 200), "red").save(tmp_path / "wide.png")
    Image.new("L", (100, 900)).save(tmp_path / "high.jpg")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return tmp_path


@asynccontextmanager
async def review(session: FakeReview, draw: Drawing | None) -> AsyncIterator[Pilot[None]]:
    """Gives a pilot on the screen of a review."""
    screen = ReviewScreen(cast("ReviewSession", session), session.turn(), draw=draw)
    async with ScreenApp(screen).run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        yield pilot


def drawn(pilot: Pilot[None], part: str) -> list[Widget]:
    """Returns the pictures of a part of the card."""
    return list(pilot.app.screen.query_one(part, Pictures).children)


async def test_a_picture_is_drawn_below_its_text(folder: Path, sixels: "type[SixelImage]") -> None:
    shows = card(1, "What is ![[wide.png]]?", "![](high.jpg)", folder=str(folder), path="n.md")
    async with review(FakeReview((shows, card(2, "And?", "So."))), sixels) as pilot:
        await pilot.pause()
        assert "wide.png" in seen(pilot)
        assert SIXELS in seen(pilot)
        assert not drawn(pilot, "#answer-pictures")  # which would give the answer away
        (wide,) = drawn(pilot, "#prompt-pictures")
        assert wide.outer_size.width == 76  # as wide as there is room
        await pressed(pilot, "space")
        (high,) = drawn(pilot, "#answer-pictures")
        assert high.size.height == 20  # half of the screen
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert (wide.size.width, high.size.height) == (56, 10)
        assert SIXELS not in await pressed(pilot, "3")
        assert not drawn(pilot, "#prompt-pictures")


async def test_what_is_no_picture_or_elsewhere_or_only_linked_is_a_name(
    folder: Path, sixels: "type[SixelImage]"
) -> None:
    front = "![[broken.png]] ![[gone.png]] ![[../wide.png]] [wide](wide.png)"
    inside = folder / "inside"
    inside.mkdir()
    (folder / "broken.png").rename(inside / "broken.png")
    shows = card(1, front, "-", folder=str(inside), path="n.md")
    async with review(FakeReview((shows,)), sixels) as pilot:
        assert "broken.png" in seen(pilot)
        assert not drawn(pilot, "#prompt-pictures")


async def test_a_terminal_that_draws_none_shows_names(folder: Path) -> None:
    shows = card(1, "What is ![[wide.png]]?", "-", folder=str(folder), path="n.md")
    async with review(FakeReview((shows,)), None) as pilot:
        assert "wide.png" in seen(pilot)
        assert "f File" in seen(pilot)
        assert not drawn(pilot, "#prompt-pictures")


def test_a_picture_of_too_many_pixels_is_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = read_picture(folder / "wide.png")
    assert image
    assert image.size == (1600, 107)
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 3000 * 200 - 1)
    assert read_picture(folder / "wide.png") is None


def test_a_picture_is_turned_as_its_camera_was(folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (30, 20)).save(folder / "turned.jpg", exif=exif)
    image = read_picture(folder / "turned.jpg")
    assert image
    assert image.size == (20, 30)


def test_only_a_terminal_that_may_draw_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pictures, "find_spec", asked.append)
    assert drawing({"TERM": "xterm-256color"}) is None
    assert drawing({"TERM": "screen-256color", "KITTY_WINDOW_ID": "1"}) is None
    assert not asked
    assert drawing({"TERM": "xterm-kitty"}) is None  # the extra is not there
    assert asked == ["textual_image"]


def test_keys_that_wait_are_not_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "select", lambda *_: ([0], [], []))
    monkeypatch.setitem(sys.modules, "textual_image.renderable", None)  # an import would fail
    assert drawing({"TERM": "xterm-kitty"}) is None
