"""What a review has to read besides the cards."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widget import Widget

from kb.app.sanitize import one_line, plain
from kb.tui.panel import Panel
from kb.tui.wrapped_text import Lines, NoteLines, Passage

if TYPE_CHECKING:
    from kb.app.graph.related import RelatedConcept
    from kb.app.review.explain import Explanation, PastAnswer
    from kb.app.review.summary import Summary
    from kb.app.review.turn import Leech

_REASONS: Final = 2
"""Of each related note."""


def why_panel(explanation: "Explanation", *, revealed: bool) -> Panel:
    """Returns why a card comes now, and its history; where it is from, once that is no hint."""
    told = (*explanation.reasons, *([explanation.origin] if revealed else []))
    reasons = [Content(one_line(reason)) for reason in told]
    return Panel("Why this card, and its history", *reasons, Content(" "), *_history(explanation))


def _history(explanation: "Explanation") -> list[Content]:
    if not explanation.history:
        return [Content.styled("It has not been answered yet.", "dim")]
    return [_answers(explanation.history)]


def _answers(history: "Iterable[PastAnswer]") -> Content:
    lines = [
        Content.assemble(
            (f"{past.day}  ", "dim"), f"{past.what:<6}", f"  then {past.then}" if past.then else ""
        ).rstrip()
        for past in history
    ]
    return Content("\n").join(lines)


def related_panel(related: "Sequence[RelatedConcept]") -> Panel:
    """Returns what is related with a card's note, each with its reasons."""
    if not related:
        return Panel("Related", Content("Nothing is related with this note yet."))
    parts = []
    for concept in related:
        where = one_line(concept.path) if concept.path else "not yet written"
        reasons = [Content(f"\n  {plain(reason.text)}") for reason in concept.why[:_REASONS]]
        name = Content.styled(one_line(concept.title), "bold")
        parts.append(Content.assemble(name, (f"  {where}", "dim"), *reasons))
    return Panel("Related", *parts)


def leech_panel(leech: "Leech") -> Panel:
    """Returns a card that is forgotten again and again, with all that may help to mend it."""
    card = leech.card
    lines = NoteLines()
    around = leech.around
    lines.show(Lines(first=around.first, marked=card.line, texts=around.lines))
    parts: list[Content | Widget] = [
        Content(
            f"You have forgotten this card {leech.lapses} times. Another wording helps more than "
            "another review."
        ),
        Content.assemble(
            ("e", "bold"), " opens its note, ", ("!", "bold"), " sets the card aside."
        ),
        Content(" "),
        Passage(card.front),
        Content(" "),
        Passage(card.back),
        Content.styled(f"\n{one_line(card.path)}:{card.line}", "dim"),
        lines,
    ]
    if leech.confused:
        parts.append(Content.styled("\nMay be taken for", "dim"))
        parts += [
            Content(f"{plain(other.front)} → {plain(other.back)}") for other in leech.confused
        ]
    if leech.history:
        parts += [Content.styled("\nHistory", "dim"), _answers(leech.history)]
    return Panel("A leech", *parts, closing={"e": "edit", "exclamation_mark": "suspend"})


def summary_page(summary: "Summary") -> Content:
    """Returns what a sitting came to."""
    from kb.app.review.summary import told  # noqa: PLC0415  # at the end, not before the first card

    first, *rest = told(summary)
    return Content("\n").join([Content.styled(one_line(first), "bold"), *map(Content, rest)])
