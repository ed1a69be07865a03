"""What a screen tells of a card besides its two sides: related notes, and whether it is a leech."""

from typing import Final

from kb.app.cards.inbox import excerpt
from kb.app.graph.related import RelatedConcept, related_concepts
from kb.app.review.explain import explanation
from kb.app.review.session.interference import confusable
from kb.app.review.session.turn import Leech
from kb.errors import NotFoundError
from kb.schedule.days import Moment
from kb.store.cards.cards import StoredCard
from kb.store.file.store import Store

_RELATED: Final = 8
"""How many related notes to show."""


async def related(store: Store, card: StoredCard) -> tuple[RelatedConcept, ...]:
    """Return the concepts that are related to the card's note, best first."""
    try:
        note = f"{card.folder}/{card.path}"
        return (await related_concepts(store, note, limit=_RELATED)).related
    except NotFoundError:  # the note was removed while its card was shown
        return ()


async def leech(store: Store, card: StoredCard, moment: Moment) -> Leech:
    """Return what helps to reword a card that was forgotten too often."""
    explained = await explanation(store, card, None, moment)
    return Leech(
        card=card,
        lapses=card.lapses,
        around=excerpt(card),
        history=explained.history,
        confused=await confusable(store, card),
    )
