"""The lines above and below a card in a review: the progress, and the four ratings."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from textual.content import Content
from textual.events import Click

from kb.app.sanitize import counted
from kb.schedule.durations import wait_text
from kb.schedule.memory import Rating, State
from kb.schedule.session import Remaining
from kb.tui.wrapped_text import WrappedText

_BAR: Final = 16
"""Columns."""
_WIDE: Final = 76
"""Columns from which there is room for the bar."""
_COLOURS: Final = {
    Rating.AGAIN: "ansi_red",
    Rating.HARD: "ansi_yellow",
    Rating.GOOD: "ansi_green",
    Rating.EASY: "ansi_cyan",
}
_GAP: Final = 1
"""Columns between two ratings."""


class ProgressLine(WrappedText):
    """Cards done and left, by kind, and the time left; the kind of the current card underlined."""

    DEFAULT_CSS = "ProgressLine { height: 1; padding: 0 1; }"
    _answered = 0
    _left: Remaining | None = None
    _state: State | None = None
    _practice = False

    def show(
        self, answered: int, left: Remaining, state: State | None, *, practice: bool = False
    ) -> None:
        """Show the progress; ``state`` is that of the current card, if there is one.

        ``practice`` says that nothing is scheduled.
        """
        self._answered, self._left, self._state = answered, left, state
        self._practice = practice
        self.refresh(layout=True)

    def wrapped(self, width: int) -> Content:
        """Return as much as one line has room for."""
        left = self._left
        if not left:
            return Content()
        done = f"{self._answered} done"
        if not left.cards:
            return Content(done)
        minutes = counted(round(left.seconds / 60), "minute")
        time = f" · about {minutes}" if left.seconds >= 45 else " · under a minute"
        if self._practice:
            time = " · nothing is scheduled"
        kinds = self._kinds(left)
        line = Content.assemble(done, " · ", kinds, time)
        if width >= _WIDE:
            filled = round(_BAR * self._answered / (self._answered + left.cards))
            return Content.assemble(
                ("━" * filled, "bold"), ("─" * (_BAR - filled), "dim"), " ", line
            )
        for shorter in (line, Content.assemble(kinds, time), kinds):
            if shorter.cell_length <= width:
                return shorter
        return Content(f"{left.cards} left")

    def _kinds(self, left: Remaining) -> Content:
        kinds = (
            (left.new, "new", (State.NEW,)),
            (left.learning, "learning", (State.LEARNING, State.RELEARNING)),
            (left.reviews, "to review", (State.REVIEW,)),
        )
        return Content(", ").join(
            Content.styled(f"{count} {name}", "underline bold" if self._state in states else "")
            for count, name, states in kinds
            if count
        )


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
        waits = [Content(wait_text(wait).center(cell)) for wait in self._waits]
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
