"""A rule across the screen with words in it: what follows, or what has just been done."""

from textual.content import Content

from kb.app.sanitize import one_line
from kb.tui.wrapped_text import Fitted


class Ruled(Fitted):
    """A horizontal rule, and words that begin it."""

    DEFAULT_CSS = "Ruled { height: auto; }"

    def __init__(self, words: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._words = words
        self._is_place = False

    def show(self, words: str) -> None:
        """Shows other words, on as many lines as they need."""
        self._words, self._is_place = words, False
        self.refresh(layout=True)

    def show_place(self, place: str) -> None:
        """Shows a file and a line of it, on one line; of a long one the end, which tells most."""
        self._words, self._is_place = place, True
        self.refresh(layout=True)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def fitted(self, width: int) -> Content:
        """Returns the words, and the rule that goes on behind them."""
        words = Content(one_line(self._words))
        if not words:
            return Content.styled("─" * width, "dim")
        room = max(width - 4, 1)
        if words.cell_length <= room:
            lines = [words]
        elif self._is_place:
            lines = [Content("…") + words[-(room - 1) :]]
        else:
            lines = words.wrap(room)
        return Content("\n").join(
            self._ruled(line, width) if at == 0 else Content("   ") + line
            for at, line in enumerate(lines)
        )

    def _ruled(self, words: Content, width: int) -> Content:
        rest = max(width - words.cell_length - 4, 0)
        return Content.assemble(("── ", "dim"), words, (f" {'─' * rest}", "dim"))
