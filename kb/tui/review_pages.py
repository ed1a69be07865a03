"""The panels of a review, and the summary at its end."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from kb.app.sanitize import one_line, plain_line
from kb.tui.panel import Panel
from kb.tui.wrapped_text import MarkdownText, NoteLines

if TYPE_CHECKING:
    from kb.app.graph.related import RelatedConcept
    from kb.app.review.explain import Explanation, HistoryLine
    from kb.app.review.session.summary import Summary
    from kb.app.review.session.turn import Leech

_REASONS: Final = 2
"""How many reasons to show for each related note."""


class _Reason(Static):
    """What speaks for a related note, below its name, indented on all its lines."""

    DEFAULT_CSS = "_Reason { padding: 0 0 0 2; }"


def why_panel(explanation: "Explanation", *, revealed: bool) -> Panel:
    """Return why a card is shown now, and its history; after the answer, also where it is from."""
    lines = (*explanation.reasons, *([explanation.origin] if revealed else []))
    history = (
        history_lines(explanation.history)
        if explanation.history
        else Content.styled("Not answered yet.", "dim")
    )
    reasons = [Content(one_line(line)) for line in lines]
    return Panel("Why this card, and its history", *reasons, Content(" "), history)


def history_lines(history: "Iterable[HistoryLine]") -> Content:
    """Return a card's history, line by line; at least one answer."""
    history = tuple(history)
    width = max(6, *(len(past.what) for past in history))
    lines = [
        Content.assemble(
            (f"{past.day}  ", "dim"),
            f"{past.what:<{width}}",
            f"  then {past.then}" if past.then else "",
        ).rstrip()
        for past in history
    ]
    return Content("\n").join(lines)


def related_panel(related: "Sequence[RelatedConcept]") -> Panel:
    """Return the notes related to a card's note, with the reasons."""
    if not related:
        return Panel("Related", Content("No related notes yet."))
    parts: list[Content | Widget] = []
    for concept in related:
        where = one_line(concept.path) if concept.path else "not yet written"
        name = Content.styled(one_line(concept.title), "bold")
        parts.append(Content.assemble(name, (f"  {where}", "dim")))
        parts += [_Reason(Content(plain_line(reason.text))) for reason in concept.why[:_REASONS]]
    return Panel("Related", *parts)


def leech_panel(leech: "Leech") -> Panel:
    """Return a card that is forgotten again and again, and what may help to improve it."""
    card = leech.card
    lines = NoteLines()
    lines.show(leech.around, card.line)
    parts: list[Content | Widget] = [
        Content(
            f"You have forgotten this card {leech.lapses} times. Rewording it helps more than "
            "another review."
        ),
        Content.assemble(("e", "bold"), " edits its note, ", ("!", "bold"), " suspends the card."),
        Content(" "),
        MarkdownText(card.front),
        Content(" "),
        MarkdownText(card.back),
        Content.styled(f"\n{one_line(card.path)}:{card.line}", "dim"),
        lines,
    ]
    if leech.confused:
        parts.append(Content.styled("\nEasily confused with", "dim"))
        parts += [
            Content(f"{plain_line(card.front)} → {plain_line(card.back)}")
            for card in leech.confused
        ]
    if leech.history:
        parts += [Content.styled("\nHistory", "dim"), history_lines(leech.history)]
    return Panel("A leech", *parts, closing={"e": "edit", "exclamation_mark": "suspend"})


def summary_page(summary: "Summary") -> Content:
    """Return the results of a review."""
    from kb.app.review.session.summary import summary_lines  # noqa: PLC0415  # not needed for the first card

    first, *rest = summary_lines(summary)
    return Content("\n").join([Content.styled(one_line(first), "bold"), *map(Content, rest)])
