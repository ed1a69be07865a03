"""The list of cards: only those that are visible are loaded and drawn."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from textual.content import Content
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.widget import Widget

from kb.app.card_browser import CardBrowser
from kb.app.cards.browsing import CardOrder, CardRow
from kb.app.sanitize import one_line, plain_line
from kb.schedule.durations import short_duration

_WITH_NOTES: Final = 72
"""Columns from which there is room for the titles of notes."""
_STATUS: Final = 10
_VALUE: Final = 11
_MARKS: Final = 3
_GAP: Final = "  "
_WHEEL: Final = 3
"""Cards that a notch of the mouse's wheel moves."""


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""


def _due(row: CardRow) -> str:
    if row.due and row.in_steps:
        return f"{row.due:%m-%d %H:%M}"
    return _day(row.due)


def _days(row: CardRow) -> str:
    return "" if row.stability is None else short_duration(timedelta(days=row.stability))


_VALUES: Final[dict[CardOrder, tuple[str, Callable[[CardRow], str]]]] = {
    CardOrder.NOTE: ("Due", _due),
    CardOrder.DUE: ("Due", _due),
    CardOrder.ADDED: ("Added", lambda row: _day(row.added)),
    CardOrder.STABILITY: ("Stability", _days),
    CardOrder.DIFFICULTY: (
        "Difficulty",
        lambda row: "" if row.difficulty is None else f"{row.difficulty:.1f}",
    ),
    CardOrder.LAPSES: ("Lapses", lambda row: str(row.lapses)),
    CardOrder.WORTH: ("Worth", lambda row: "" if row.worth is None else f"{row.worth:.2f}"),
}
"""What the last column shows for each order: its heading, and how."""


class CardList(Widget):
    """Cards, one a line: the one under the cursor in reverse, marked ones with a star."""

    DEFAULT_CSS = "CardList { height: 1fr; padding: 0 1; }"

    class Scrolled(Message):
        """The mouse moved the cursor by some cards, or to one that is visible."""

        def __init__(self, *, by: int = 0, row: int | None = None) -> None:
            super().__init__()
            self.by = by
            self.row = row

    def __init__(self, browser: CardBrowser) -> None:
        super().__init__()
        self._browser = browser
        self.at = 0
        """The place of the cursor, from 0."""
        self.top = 0
        """The place of the first visible card."""

    @property
    def rows(self) -> int:
        """How many cards are visible at once."""
        return max(self.content_size.height - 1, 1)

    def go(self, at: int) -> None:
        """Move the cursor to a place, or to the nearest that there is."""
        last = len(self._browser.cards) - 1
        self.at = max(min(at, last), 0)
        lowest = max(len(self._browser.cards) - self.rows, 0)
        self.top = max(min(self.top, self.at, lowest), self.at - self.rows + 1)
        self.refresh()

    def render(self) -> Content:
        """Return the headings, and the visible cards."""
        width = self.content_size.width
        if not self._browser.cards:
            return Content.styled("No cards match.", "dim")
        heading, value = _VALUES[self._browser.order]
        shown = range(self.top, min(self.top + self.rows, len(self._browser.cards)))
        lines = [self._line(width, "", "Card", "Note", "Status", heading).stylize("bold")]
        for at in shown:
            row = self._browser.row(at)
            marked = self._browser.cards[at] in self._browser.marked
            mark = (">" if at == self.at else " ") + ("*" if marked else " ")
            line = (
                self._line(width, mark, plain_line(row.front), row.note, row.status, value(row))
                if row
                else self._line(width, mark, "…", "", "", "")
            )
            style = "bold" if marked else ""
            lines.append(line.stylize("reverse" if at == self.at else style))
        return Content("\n").join(lines)

    def _line(  # one for each column
        self, width: int, mark: str, card: str, note: str, status: str, value: str
    ) -> Content:
        notes = width // 4 if width >= _WITH_NOTES else 0
        fixed = _MARKS + _STATUS + _VALUE + 2 * len(_GAP) + (notes + len(_GAP) if notes else 0)
        cells = [(card, max(width - fixed, 8)), *([(note, notes)] if notes else [])]
        cells += [(status, _STATUS), (value, _VALUE)]
        columns = [
            Content(one_line(text)).truncate(room, ellipsis=True, pad=True) for text, room in cells
        ]
        return Content.assemble(f"{mark:<{_MARKS}}", Content(_GAP).join(columns))

    def on_click(self, event: Click) -> None:
        """Move the cursor to the card that was clicked; twice opens it."""
        at = event.get_content_offset(self)
        if at and at.y and self.top + at.y - 1 < len(self._browser.cards):
            self.post_message(self.Scrolled(row=at.y - 1))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Go on."""
        event.stop()
        self.post_message(self.Scrolled(by=_WHEEL))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Go back."""
        event.stop()
        self.post_message(self.Scrolled(by=-_WHEEL))
