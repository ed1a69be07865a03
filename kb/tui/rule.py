"""A horizontal rule that begins with text: a title, or a message about the last key."""

from textual.content import Content

from kb.app.sanitize import one_line
from kb.tui.wrapped_text import WrappedText


class TitledRule(WrappedText):
    """A horizontal rule that begins with text."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._text = text
        self._is_place = False

    def show(self, text: str) -> None:
        """Show another text, on as many lines as it needs."""
        self._text, self._is_place = text, False
        self.refresh(layout=True)

    def show_place(self, place: str) -> None:
        """Show a file and a line on one line; a long path is cut at its beginning."""
        self._text, self._is_place = place, True
        self.refresh(layout=True)

    def wrapped(self, width: int) -> Content:
        """Return the text, followed by the rule."""
        text = Content(one_line(self._text))
        if not text:
            return Content.styled("─" * width, "dim")
        room = max(width - 4, 1)
        if text.cell_length <= room:
            lines = [text]
        elif self._is_place:
            lines = [Content("…") + text[-(room - 1) :]]
        else:
            lines = text.wrap(room)
        first, *rest = lines
        rule = "─" * max(width - first.cell_length - 4, 0)
        first = Content.assemble(("── ", "dim"), first, (f" {rule}", "dim"))
        return Content("\n").join([first, *(Content("   ") + line for line in rest)])
