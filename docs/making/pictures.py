"""Draws the pictures of the documentation with the real program, over the sample notes.

``python -m docs.making.pictures [FOLDER]`` draws them into docs/pictures, or elsewhere.
"""

import asyncio
import os
import pty
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from kb.app.cards.selection import CardSelection
from kb.app.importing.run import Target, import_notes
from kb.app.review.session.clock import Clock
from kb.app.review.session.start import start_review
from kb.config.settings import Settings
from kb.schedule.days import Calendar, Moment
from kb.schedule.queue import SessionOptions
from kb.store.file.store import open_store
from kb.tui.app import ScreenApp
from kb.tui.review import ReviewScreen

ROOT: Final = Path(__file__).parents[2]
PLACE: Final = ROOT / "docs" / "pictures"
_COLUMNS: Final = 80
_MOMENT: Final = Moment(
    now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC), calendar=Calendar(zone=UTC, rollover_hour=4)
)
_ANSWERS: Final = ("import notes", "related semaphore --limit 3", "path uvicorn generator")
_REVIEWED: Final = "semaphore"


_FONTS: Final = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
"""Whoever looks at a picture has a font, and need not fetch one."""


def draw(place: Path) -> None:
    """Draws all pictures into the folder ``place``."""
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        drawn = {
            "answers": _answers(Path(folder)),
            "review": asyncio.run(draw_review(Path(folder, "review.db"))),
        }
    for name, svg in drawn.items():
        (place / f"{name}.svg").write_text(_FONTS.sub("", svg), encoding="utf-8")


def _answers(place: Path) -> str:
    """Returns a picture of what commands answer on a terminal."""
    console = Console(record=True, width=_COLUMNS, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  # as long as the process
    for words in _ANSWERS:
        console.print(Text.assemble(("$ ", "dim"), (f"kb {words}", "bold")))
        # How long it took is not the same twice.
        shown = re.sub(r"in \d+\.\d s", "in 0.4 s", _on_terminal(words.split(), place))
        console.print(Text.from_ansi(shown))
    svg = console.export_svg(title="kb", unique_id="kb-answers")
    console.file.close()
    return svg


def _on_terminal(words: list[str], place: Path) -> str:
    """Returns all that a command shows on a terminal."""
    ours, theirs = pty.openpty()
    (place / "config.toml").touch()
    with subprocess.Popen(  # noqa: S603  # this very program
        [sys.executable, "-m", "kb", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,  # a bar is there only if it takes long
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
            "TERM": "xterm-256color",
            "COLUMNS": str(_COLUMNS),
            "KB_DB": str(place / "kb.db"),
            "KB_CONFIG": str(place / "config.toml"),
            "KB_NOW": _MOMENT.now.isoformat(),
        },
    ):
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # the end of a terminal is an error on Linux
            while part := os.read(ours, 65536):
                shown += part
        os.close(ours)
    return shown.decode().replace("\r\n", "\n").rstrip("\n")


async def draw_review(path: Path) -> str:
    """Returns a picture of the screen of a review, with the answer in sight; always the same.

    Args:
        path: where the store is made that is reviewed.
    """
    settings = Settings()
    async with open_store(path) as store:
        await import_notes(store, [Target(path=ROOT / "notes")], settings=settings, now=_MOMENT.now)
    _name_cards(path)
    async with open_store(path) as store:
        clock = Clock(now=lambda: _MOMENT.now, seconds=lambda: 0.0, calendar=_MOMENT.calendar)
        only = CardSelection(note=_REVIEWED)
        review = await start_review(store, clock, settings, SessionOptions(), only=only)
        app = ScreenApp(ReviewScreen(review, await review.show()))
        async with app.run_test(size=(_COLUMNS, 24)) as pilot:
            await pilot.press("space")
            await pilot.pause()
            svg: str = app.export_screenshot(title="kb review")
    return re.sub(r"terminal-\d+", "kb-review", svg)


def _name_cards(path: Path) -> None:
    """Names the cards of a store by their numbers: the spread of intervals follows from the name.

    A store names its cards by chance, and the buttons would say other days in every picture.
    """
    with closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE cards SET uid = printf('%016x', id)")


if __name__ == "__main__":
    draw(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE)
