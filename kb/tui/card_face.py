"""A card: its prompt, then its answer, and what was typed beside what is right."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from kb.app.review.typed_answer import Comparison, Part
from kb.app.sanitize import safe
from kb.tui.rule import Ruled
from kb.tui.wrapped_text import Passage

_DIFFERENT: Final = "reverse"


class CardFace(VerticalScroll, can_focus=False):
    """A card as it is asked, and as it is answered. What is long scrolls."""

    DEFAULT_CSS = """
    CardFace { height: 1fr; padding: 1 1 0 1; }
    CardFace Passage { padding: 0 0 1 1; max-width: 100; }
    CardFace Static { padding: 0 0 1 1; max-width: 100; display: none; }
    CardFace #banner { text-style: bold; }
    CardFace #answer-rule, CardFace #answer { display: none; }
    CardFace.-revealed #answer-rule, CardFace.-revealed #answer { display: block; }
    CardFace.-in-place #answer-rule, CardFace.-in-place #answer { display: none; }
    CardFace Static.-filled { display: block; }
    """

    def compose(self) -> ComposeResult:
        """Yields the parts; those that have nothing to show are hidden."""
        yield Static(id="banner")
        yield Passage(id="prompt")
        yield Ruled("Answer", id="answer-rule")
        yield Passage(id="answer")
        yield Static(id="typed")

    def ask(self, prompt: str, *, gaps: bool = False, banner: str = "") -> None:
        """Shows a prompt.

        Args:
            prompt: Markdown.
            gaps: whether ``[...]`` in it stands for what is asked.
            banner: what is to be known beforehand.
        """
        self.remove_class("-revealed", "-in-place")
        self._fill("#banner", Content(safe(banner)))
        self._fill("#typed", Content())
        self.query_one("#prompt", Passage).show(prompt, gaps=gaps)
        self.scroll_home(animate=False)

    def answer(
        self, answer: str, *, in_place: bool = False, comparison: Comparison | None = None
    ) -> None:
        """Shows the answer, in Markdown.

        Args:
            answer: what is right.
            in_place: whether it says the prompt again, with its gaps filled.
            comparison: with what the user typed, if that was asked for.
        """
        self.add_class("-revealed")
        self.set_class(in_place, "-in-place")
        self.query_one("#prompt" if in_place else "#answer", Passage).show(answer)
        self._fill("#typed", _typed(comparison) if comparison else Content())
        if not in_place:
            self.call_after_refresh(self._bring_answer_in)

    def _fill(self, part: str, content: Content) -> None:
        widget = self.query_one(part, Static)
        widget.set_class(bool(content), "-filled")
        widget.update(content)

    def _bring_answer_in(self) -> None:
        """Scrolls so far that the answer, or as much as can be, is in sight."""
        rule, answer = self.query_one("#answer-rule"), self.query_one("#answer")
        top = rule.virtual_region.y - 1
        bottom = answer.virtual_region.bottom
        self.scroll_to(y=max(min(top, bottom - self.content_size.height), 0), animate=False)


def _typed(comparison: Comparison) -> Content:
    """Returns the two texts, one below the other; what differs stands out without a colour."""
    if comparison.alike:
        return Content.assemble(("Yours  ", "dim"), _marked(comparison.typed), "  ✓")
    return Content.assemble(
        ("Yours  ", "dim"),
        _marked(comparison.typed) if comparison.typed else Content.styled("nothing", "dim"),
        "\n",
        ("Right  ", "dim"),
        _marked(comparison.right),
    )


def _marked(parts: tuple[Part, ...]) -> Content:
    return Content.assemble(
        *((safe(part.text), "" if part.matches else _DIFFERENT) for part in parts)
    )
