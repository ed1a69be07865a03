"""How far a sitting is, in one line."""

from dataclasses import dataclass
from typing import Final

from textual.content import Content

from kb.app.review.sitting import Left
from kb.app.sanitize import counted
from kb.schedule.memory import State
from kb.tui.wrapped_text import Fitted

_BAR: Final = 16
"""Columns."""
_WIDE: Final = 76
"""Columns from which there is room for the bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is."""

    answered: int
    left: Left
    state: State | None = None
    """Of the card that is shown, if there is one."""


class ProgressLine(Fitted):
    """What is done and what is left: cards by kind, the kind that is shown underlined, and time."""

    DEFAULT_CSS = "ProgressLine { height: 1; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._progress: Progress | None = None

    def show(self, progress: Progress) -> None:
        """Shows how far it is now."""
        self._progress = progress
        self.refresh(layout=True)

    def fitted(self, width: int) -> Content:
        """Returns as much as there is room for, in one line."""
        progress = self._progress
        if not progress:
            return Content()
        done = f"{progress.answered} done"
        if not progress.left.cards:
            return Content(done)
        kinds, time = _kinds(progress), f" · {_minutes(progress.left.seconds)}"
        line = Content.assemble(done, " · ", kinds, time)
        if width >= _WIDE:
            return Content.assemble(_bar(progress), " ", line)
        for shorter in (line, Content.assemble(kinds, time), kinds):
            if shorter.cell_length <= width:
                return shorter
        return Content(f"{progress.left.cards} left")


def _kinds(progress: Progress) -> Content:
    left = progress.left
    kinds = (
        (left.new, "new", (State.NEW,)),
        (left.learning, "learning", (State.LEARNING, State.RELEARNING)),
        (left.reviews, "to review", (State.REVIEW,)),
    )
    parts: list[Content] = []
    for count, name, states in kinds:
        if count:
            shown = progress.state in states
            parts.append(Content.styled(f"{count} {name}", "underline bold" if shown else ""))
    return Content(", ").join(parts)


def _minutes(seconds: float) -> str:
    return f"about {counted(round(seconds / 60), 'minute')}" if seconds >= 45 else "under a minute"


def _bar(progress: Progress) -> Content:
    whole = progress.answered + progress.left.cards
    filled = round(_BAR * progress.answered / whole) if whole else _BAR
    return Content.assemble(("━" * filled, "bold"), ("─" * (_BAR - filled), "dim"))
