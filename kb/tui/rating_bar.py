"""The four ratings of a card, each with its next interval."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from textual.content import Content
from textual.events import Click

from kb.schedule.durations import short_duration
from kb.schedule.memory import Rating
from kb.tui.wrapped_text import WrappedText

_COLOURS: Final = {
    Rating.AGAIN: "ansi_red",
    Rating.HARD: "ansi_yellow",
    Rating.GOOD: "ansi_green",
    Rating.EASY: "ansi_cyan",
}
_GAP: Final = 1
"""Columns between two ratings."""


class RatingBar(WrappedText):
    """The ratings, or a hint while the answer is hidden."""

    DEFAULT_CSS = "RatingBar { height: 2; padding: 0 1; }"
    _waits: tuple[timedelta, ...] = ()
    _hint = ""

    def hint(self, text: str) -> None:
        """Show a text in place of the ratings."""
        self._hint, self._waits = text, ()
        self.refresh(layout=True)

    def offer(self, waits: Sequence[timedelta]) -> None:
        """Show the ratings with their intervals, from Again to Easy."""
        self._waits = tuple(waits)
        self.refresh(layout=True)

    def wrapped(self, width: int) -> Content:
        """Return two lines: the names, and their intervals below."""
        if not self._waits:
            return Content.assemble((self._hint.center(width).rstrip(), "bold"), "\n")
        cell = (width + _GAP) // len(Rating) - _GAP
        names = [
            Content.styled(
                f"{rating.value} {rating.word.capitalize()}".center(cell),
                f"reverse bold {_COLOURS[rating]}",
            )
            for rating in Rating
        ]
        waits = [Content(short_duration(wait).center(cell)) for wait in self._waits]
        gap = Content(" " * _GAP)
        return Content("\n").join([gap.join(names), gap.join(waits)])

    async def on_click(self, event: Click) -> None:
        """Rate the card, or show the answer."""
        at = event.get_content_offset(self)
        if not at:
            return
        if not self._waits:
            await self.screen.run_action("screen.go_on")
            return
        cell = (self.content_size.width + _GAP) // len(Rating)
        if at.x < cell * len(Rating):
            await self.screen.run_action(f"screen.rate({at.x // cell + 1})")
