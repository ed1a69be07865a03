"""The progress of a review, in one line."""

from typing import Final

from textual.content import Content

from kb.app.sanitize import counted
from kb.schedule.memory import State
from kb.schedule.session import Remaining
from kb.tui.wrapped_text import WrappedText

_BAR: Final = 16
"""Columns."""
_WIDE: Final = 76
"""Columns from which there is room for the bar."""


class ProgressLine(WrappedText):
    """Cards done and left, by kind, and the time left; the kind of the current card underlined."""

    DEFAULT_CSS = "ProgressLine { height: 1; padding: 0 1; }"
    _answered = 0
    _left: Remaining | None = None
    _state: State | None = None

    def show(self, answered: int, left: Remaining, state: State | None) -> None:
        """Show the progress; ``state`` is that of the current card, if there is one."""
        self._answered, self._left, self._state = answered, left, state
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
