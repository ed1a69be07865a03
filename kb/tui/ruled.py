"""A rule across the screen with words in it: what follows, or what has just been done."""

from textual.content import Content

from kb.app.shown import one_line
from kb.tui.passage import Fitted


class Ruled(Fitted):
    """A horizontal rule, and words that begin it."""

    DEFAULT_CSS = "Ruled { height: 1; }"

    def __init__(self, words: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._words = words

    def show(self, words: str) -> None:
        """Shows other words."""
        self._words = words
        self.refresh(layout=True)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def fitted(self, width: int) -> Content:
        """Returns one line; of words that are too long, the end."""
        words = Content(one_line(self._words))
        if not words:
            return Content.styled("─" * width, "dim")
        room = max(width - 4, 1)
        if words.cell_length > room:
            words = Content("…") + words[-(room - 1) :]
        rest = max(width - words.cell_length - 4, 0)
        return Content.assemble(("── ", "dim"), words, (f" {'─' * rest}", "dim"))
