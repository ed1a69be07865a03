"""Cards as answers list them."""

from typing import Final

from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.selection import CardSelection
from kb.cards.card import Status
from kb.mcp.access import Visit
from kb.mcp.answers import PathText, StructuredAnswer, line_of, size_of, text_of
from kb.mcp.paging import AnswerPage, Paging, page
from kb.schedule.memory import CardId

_LONGEST_SIDE: Final = 700
"""Bytes of a prompt or an answer."""


class FoundCard(StructuredAnswer):
    """A card."""

    card: int
    """Its number in kb."""
    note: str
    path: PathText
    line: int
    prompt: str
    answer: str
    status: str
    """new, learning, review, relearning; or inbox, snoozed, suspended: then it is not reviewed."""
    due: str | None = None
    """The day on which it is due."""
    recall: float | None = None
    """The chance, from 0 to 1, that the learner knows it today; null if it was never answered."""

    def told(self) -> str:
        """Return it as a person reads it."""
        recall = "" if self.recall is None else f", recall {self.recall:.0%}"
        due = f", due {self.due}" if self.due else ""
        return (
            f"- [{self.card}] {self.prompt}\n  → {self.answer}\n"
            f"  {self.status}{due}{recall}; {self.path}:{self.line}\n"
        )


async def cards_of_page(
    visit: Visit, ids: tuple[CardId, ...], asked: Paging, *, head: int = 0
) -> AnswerPage[FoundCard]:
    """Return the cards of one answer, in the order of their ids; see :func:`kb.mcp.paging.page`."""
    some = ids[asked.start : asked.end]
    which = CardSelection(cards=tuple(map(str, some)))
    views = await list_cards(visit.store, which, moment=visit.moment) if some else ()
    by_id = {view.id: found_card(view) for view in views}
    return page(asked, [by_id[card] for card in some if card in by_id], size_of, head=head)


def found_card(view: CardView) -> FoundCard:
    """Return a card as answers show it."""
    active = view.status == Status.ACTIVE.value
    return FoundCard(
        card=view.id,
        note=line_of(view.note),
        path=view.path,
        line=view.line,
        prompt=text_of(view.front, _LONGEST_SIDE),
        answer=text_of(view.back, _LONGEST_SIDE),
        status=view.state if active else view.status,
        due=view.due.date().isoformat() if view.due else None,
        recall=None if view.retrievability is None else round(view.retrievability, 2),
    )
