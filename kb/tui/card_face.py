"""A card in a review: its prompt, then its answer, and the user's typed answer compared."""

from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kb.app.review.session.typed_answer import AnswerDiff, DiffPart
from kb.app.sanitize import one_line
from kb.tui.pictures import Drawing, Pictures
from kb.tui.rule import TitledRule
from kb.tui.wrapped_text import MarkdownText


class CardFace(VerticalScroll, can_focus=False):
    """A card; a long one scrolls."""

    DEFAULT_CSS = """
    CardFace { height: 1fr; padding: 1 1 0 1; }
    CardFace MarkdownText { padding: 0 0 1 1; max-width: 100; }
    CardFace Static { padding: 0 0 1 1; max-width: 100; display: none; }
    CardFace #banner { text-style: bold; }
    CardFace #answer-rule, CardFace #answer { display: none; }
    CardFace #answer-pictures { display: none; }
    CardFace.-revealed #answer-rule, CardFace.-revealed #answer { display: block; }
    CardFace.-revealed #answer-pictures { display: block; }
    CardFace.-in-place #answer-rule, CardFace.-in-place #answer { display: none; }
    CardFace Static.-filled { display: block; }
    """

    draws: bool
    """Whether the terminal draws pictures."""

    def __init__(self, draw: Drawing | None = None, *, id: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._draw = draw
        self.draws = draw is not None

    def compose(self) -> ComposeResult:
        """Yield the parts; empty ones are hidden."""
        yield Static(id="banner")
        yield Static(id="context")
        yield MarkdownText(id="prompt")
        yield Pictures(self._draw, id="prompt-pictures")
        yield TitledRule("Answer", id="answer-rule")
        yield MarkdownText(id="answer")
        yield Pictures(self._draw, id="answer-pictures")
        yield Static(id="typed")

    def ask(self, prompt: str, *, gaps: bool = False, banner: str = "", context: str = "") -> None:
        """Show a prompt in Markdown below a banner; ``gaps`` highlights each ``[...]`` in it.

        ``context`` says where in its note the card stands.
        """
        self.remove_class("-revealed", "-in-place")
        self._fill("#banner", Content(banner))
        self._fill("#context", Content.styled(one_line(context), "dim"))
        self._fill("#typed", Content())
        self.query_one("#prompt", MarkdownText).show(prompt, gaps=gaps)
        self.scroll_home(animate=False)

    def answer(
        self, answer: str, *, in_place: bool = False, comparison: AnswerDiff | None = None
    ) -> None:
        """Show the answer in Markdown, and the comparison with a typed one.

        It replaces the prompt if it is ``in_place``, as the filled gaps of a cloze are.
        """
        self.add_class("-revealed")
        self.set_class(in_place, "-in-place")
        self.query_one("#prompt" if in_place else "#answer", MarkdownText).show(answer)
        self._fill("#typed", _typed(comparison) if comparison else Content())
        if not in_place:
            self.call_after_refresh(self._scroll_to_answer)

    async def picture(self, of_prompt: Sequence[Path], of_answer: Sequence[Path] = ()) -> None:
        """Show the pictures of the prompt, and those that only the answer has, if any are drawn."""
        await self.query_one("#prompt-pictures", Pictures).show(of_prompt)
        await self.query_one("#answer-pictures", Pictures).show(of_answer)
        if self.has_class("-revealed") and not self.has_class("-in-place"):
            self.call_after_refresh(self._scroll_to_answer)

    def _fill(self, part: str, content: Content) -> None:
        widget = self.query_one(part, Static)
        widget.set_class(bool(content), "-filled")
        widget.update(content)

    def _scroll_to_answer(self) -> None:
        """Scroll until the answer, or as much of it as fits, is visible."""
        rule, last = self.query_one("#answer-rule"), self.query_one("#answer-pictures")
        top = rule.virtual_region.y - 1
        bottom = last.virtual_region.bottom
        self.scroll_to(y=max(min(top, bottom - self.content_size.height), 0), animate=False)


def _typed(comparison: AnswerDiff) -> Content:
    """Return the typed and the right answer, one above the other; differences are in reverse."""
    yours, right = Content.styled("Yours  ", "dim"), Content.styled("Right  ", "dim")
    if comparison.alike:
        return yours + _marked(comparison.typed) + "  ✓"
    typed = _marked(comparison.typed) or Content.styled("nothing", "dim")
    return Content("\n").join([yours + typed, right + _marked(comparison.right)])


def _marked(parts: tuple[DiffPart, ...]) -> Content:
    return Content.assemble(*((part.text, "" if part.matches else "reverse") for part in parts))
