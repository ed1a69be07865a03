"""The four ratings, each with what it comes to."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from textual.content import Content
from textual.events import Click

from kb.schedule.durations import short
from kb.schedule.memory import Rating
from kb.tui.wrapped_text import Fitted

_COLOURS: Final = {
    Rating.AGAIN: "ansi_red",
    Rating.HARD: "ansi_yellow",
    Rating.GOOD: "ansi_green",
    Rating.EASY: "ansi_cyan",
}
_BETWEEN: Final = 1
"""Columns between two ratings."""


class RatingBar(Fitted):
    """A place for the ratings; before the answer is shown, it says how to come by that."""

    DEFAULT_CSS = "RatingBar { height: 2; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._waits: tuple[timedelta, ...] = ()
        self._hint = ""

    def hint(self, words: str) -> None:
        """Shows words in place of the ratings."""
        self._hint, self._waits = words, ()
        self.refresh(layout=True)

    def offer(self, waits: Sequence[timedelta]) -> None:
        """Shows the ratings, each with how long the card waits then; from Again to Easy."""
        self._waits = tuple(waits)
        self.refresh(layout=True)

    def fitted(self, width: int) -> Content:
        """Returns two lines: names, and below each its interval."""
        if not self._waits:
            return Content.assemble((self._hint.center(width).rstrip(), "bold"), "\n")
        cell = (width + _BETWEEN) // len(Rating) - _BETWEEN
        names = [
            Content.styled(
                f"{rating.value} {rating.word.capitalize()}".center(cell),
                f"reverse bold {_COLOURS[rating]}",
            )
            for rating in Rating
        ]
        waits = [Content(short(wait).center(cell)) for wait in self._waits]
        gap = Content(" " * _BETWEEN)
        return Content("\n").join([gap.join(names), gap.join(waits)])

    async def on_click(self, event: Click) -> None:
        """Rates, or shows the answer."""
        at = event.get_content_offset(self)
        if not at:
            return
        if not self._waits:
            await self.screen.run_action("screen.go_on")
            return
        cell = (self.content_size.width + _BETWEEN) // len(Rating)
        if at.x < cell * len(Rating):
            await self.screen.run_action(f"screen.rate({at.x // cell + 1})")
